/**
 * The figures of a delivery, in connection events and milliseconds of the air's own clock: they do not depend on the
 * machine. Real noble, real bleno, stepped air at 12.5 ms and 4 packets an event.
 */
import {
  type MeasuredShare,
  measureAppPacing,
  measureGaps,
  measureTenSeconds,
  measureTooSlow,
} from "./delivery-rounds.ts";
import { type FigureGroup, type FigureResult, figure } from "./figure.ts";

const DELIVERIES = 300;
const TOO_SLOW_BYTES_A_SECOND = 1_000;

export const deliveryFigures: FigureGroup = {
  prefix: "delivery",
  async *run({ report }) {
    report("delivery: a ten second message to a fast toy and to one that drains 2,500 B/s");
    const fast = await measureTenSeconds("fast");
    yield shareFigure("fast", fast);
    yield shareFigure("demo", await measureTenSeconds("demo"));
    yield await appPacingFigure(fast);
    report(`delivery: ${DELIVERIES} messages to toys that drain 1,500 B/s and more`);
    yield* gapFigures(await measureGaps(DELIVERIES));
    yield await tooSlowFigure();
  },
};

/** The time is the air's: a second round would tell the same to the last event. */
const ONE_ROUND = 1;

function shareFigure(profile: string, upload: MeasuredShare): FigureResult {
  const result = figure(`delivery.10s.${profile}.share-of-limit`, {
    value: upload.share,
    unit: "ratio",
    goal: [">=", 0.92],
    rounds: ONE_ROUND,
    beside: {
      events: upload.events,
      limitEvents: upload.limitEvents,
      bytesWithPadding: upload.report.bytes,
      shareIfPaddingWereNotCounted: upload.shareWithoutTail,
      // Whole events for every request; over 1 where the toy needs a fraction.
      shareOfRoundedLimit: upload.shareOfRounded,
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
  return figure("delivery.10s.fast.events-ratio-to-app-pacing", {
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
  yield figure("delivery.longest-gap", {
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
  yield figure("delivery.restarts", {
    value: gaps.restarts + (gaps.deliveries - gaps.delivered),
    unit: "uploads",
    goal: ["=", 0],
    rounds: gaps.deliveries,
    beside: { delivered: gaps.delivered },
  });
}

/** Ends in success, or says `toy-too-slow` after a few restarts; anything else counts as a loop without end. */
async function tooSlowFigure(): Promise<FigureResult> {
  const { outcome, restarts } = await measureTooSlow(TOO_SLOW_BYTES_A_SECOND);
  const ended = outcome.kind === "delivered" ? "delivered" : outcome.code;
  const isEnd =
    ended === "delivered" || (outcome.kind === "failed" && ended === "toy-too-slow" && !outcome.retry);
  return figure("delivery.too-slow-toy.restarts", {
    value: isEnd ? restarts : Number.POSITIVE_INFINITY,
    unit: "restarts",
    goal: ["<=", 3],
    rounds: ONE_ROUND,
    beside: { bytesPerSecond: TOO_SLOW_BYTES_A_SECOND, ended },
  });
}
