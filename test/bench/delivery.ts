/**
 * The figures of a delivery, in connection events and milliseconds of the air's own clock: they do not depend on the
 * machine. Real noble, real bleno, stepped air at 12.5 ms and 4 packets an event.
 */

import { promptly } from "../../scripts/supervisor/promptly.ts";
import { measureRealTime } from "./delivery-real-time-rounds.ts";
import {
  type MeasuredShare,
  measureAppPacing,
  measureGaps,
  measureTenSeconds,
  measureTooSlow,
} from "./delivery-rounds.ts";
import { type FigureGroup, type FigureResult, figure, median } from "./figure.ts";
import { loadAverage } from "./load-average.ts";
import { watchStolenTime } from "./stolen-time.ts";

const TEN_SECONDS = [
  "delivery.10s.fast.share-of-limit",
  "delivery.10s.demo.share-of-limit",
  "delivery.10s.fast.events-ratio-to-app-pacing",
] as const;
const LONGEST_GAP = "delivery.longest-gap";
const RESTARTS = "delivery.restarts";
const TOO_SLOW = "delivery.too-slow-toy.restarts";
const REAL_TIME = "delivery.longest-gap.real-time";

const DELIVERIES = 300;
/** To each of five toys, which drain from 1,500 B/s to at once. */
const REAL_TIME_DELIVERIES = 4;
const TOO_SLOW_BYTES_A_SECOND = 1_000;

export const deliveryFigures: FigureGroup = {
  prefix: "delivery",
  async *run({ report, isWanted }) {
    if (TEN_SECONDS.some(isWanted)) {
      report("delivery: a ten second message to a fast toy and to one that drains 2,500 B/s");
      const fast = await measureTenSeconds("fast");
      yield shareFigure("fast", fast);
      yield shareFigure("demo", await measureTenSeconds("demo"));
      yield await appPacingFigure(fast);
    }
    if ([LONGEST_GAP, RESTARTS].some(isWanted)) {
      report(`delivery: ${DELIVERIES} messages to toys that drain 1,500 B/s and more`);
      yield* gapFigures(await measureGaps(DELIVERIES));
    }
    if (isWanted(TOO_SLOW)) yield await tooSlowFigure();
    if (isWanted(REAL_TIME)) yield await realTimeFigure(report);
  },
};

/** The time is the air's: a second round would tell the same to the last event. */
const ONE_ROUND = 1;

function shareFigure(profile: "fast" | "demo", upload: MeasuredShare): FigureResult {
  const result = figure(TEN_SECONDS[profile === "fast" ? 0 : 1], {
    value: upload.share,
    unit: "ratio",
    goal: [">=", 0.92],
    rounds: ONE_ROUND,
    beside: {
      events: upload.events,
      limitEvents: upload.limitEvents,
      bytesWithPadding: upload.report.bytes,
      shareIfPaddingWereNotCounted: upload.shareWithoutTail,
      // Were the toy to drain on while the radio has not taken its request yet: it does not.
      shareOfLowerBound: upload.shareOfLowerBound,
    },
  });
  // Nobody beats the limit: then it was measured wrongly.
  return upload.share <= 1
    ? result
    : { ...result, met: false, beside: { ...result.beside, fault: "a share over 1 is a measuring fault" } };
}

async function appPacingFigure(ours: MeasuredShare): Promise<FigureResult> {
  const same = await measureAppPacing(ours.report.bytes);
  const unpadded = await measureAppPacing(0);
  return figure(TEN_SECONDS[2], {
    value: same.events / ours.events,
    unit: "ratio",
    goal: [">=", 3],
    rounds: ONE_ROUND,
    beside: {
      events: ours.events,
      appEvents: same.events,
      bytesOfBoth: same.report.bytes,
      // The app ends without waiting for the tail to drain, and may lose it.
      appEventsWithoutTail: unpadded.events,
      appBytesWithoutTail: unpadded.report.bytes,
    },
  });
}

function* gapFigures(gaps: Awaited<ReturnType<typeof measureGaps>>): Generator<FigureResult> {
  yield figure(LONGEST_GAP, {
    value: gaps.longestGapMs,
    unit: "ms",
    goal: ["<", 60],
    rounds: gaps.deliveries,
    beside: {
      delivered: gaps.delivered,
      restarts: gaps.restarts,
      slowestBytesPerSecond: gaps.slowestBytesPerSecond,
      longestWhileTheToyWaitsForUsMs: gaps.longestCentralGapMs,
      // Not in the value: the full ring drains 256 bytes before the toy asks again, and takes nothing meanwhile.
      longestAfterTheFirstKilobyteMs: gaps.longestAfterPrimeMs,
    },
  });
  yield figure(RESTARTS, {
    value: gaps.restarts + (gaps.deliveries - gaps.delivered),
    unit: "uploads",
    goal: ["=", 0],
    rounds: gaps.deliveries,
    beside: { delivered: gaps.delivered },
  });
}

/** Ends in success, or says `toy-too-slow` after a few restarts; anything else is a loop without end. */
async function tooSlowFigure(): Promise<FigureResult> {
  const { outcome, restarts } = await measureTooSlow(TOO_SLOW_BYTES_A_SECOND);
  const ended = outcome.kind === "delivered" ? "delivered" : outcome.code;
  const isEnd =
    ended === "delivered" || (outcome.kind === "failed" && ended === "toy-too-slow" && !outcome.retry);
  const result = figure(TOO_SLOW, {
    value: restarts,
    unit: "restarts",
    goal: ["<=", 3],
    rounds: ONE_ROUND,
    beside: { bytesPerSecond: TOO_SLOW_BYTES_A_SECOND, ended },
  });
  return { ...result, met: result.met && isEnd };
}

async function realTimeFigure(report: (line: string) => void): Promise<FigureResult> {
  const stolen = await watchStolenTime();
  const { uploads, delivered, restarts, loops, loadPerSecond, loadRefused } = await measureRealTime(
    REAL_TIME_DELIVERIES,
    report,
  );
  const most = (of: (upload: (typeof uploads)[number]) => number) => Math.max(...uploads.map(of));
  const result = figure(REAL_TIME, {
    value: most(({ longestFlowGapMs }) => longestFlowGapMs),
    unit: "ms",
    goal: ["<", 60],
    rounds: uploads.length,
    beside: {
      delivered,
      restarts,
      longestAfterTheFirstKilobyteMs: most(({ afterPrimeMs }) => afterPrimeMs),
      medianOfLongestMs: median(uploads.map(({ longestFlowGapMs }) => longestFlowGapMs)),
      uploadsPerSecondBeside: loadPerSecond,
      uploadsRefusedAsTooMany: loadRefused,
      // How late timers were at worst: the machine's part is what a process with nothing to do sees.
      idleProcessLateMs: loops.bare.worstMs,
      bleLateMs: loops.ble.worstMs,
      bleLateP99Ms: loops.ble.p99Ms,
      airLateMs: loops.air.worstMs,
      toyLateMs: loops.toy.worstMs,
      hubLateMs: loops.hub.worstMs,
      bleRunsPromptly: (await promptly(process.env)) !== undefined ? "yes" : "no",
      stolenByTheHost: await stolen(),
      ...loadAverage(),
    },
  });
  // An upload that the toy's watchdog ended has no gap to be proud of.
  return { ...result, met: result.met && delivered === uploads.length && restarts === 0 };
}
