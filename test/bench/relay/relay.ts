/** The relay's figures: what it costs to go through it, beside going straight, through haproxy, and through ssh. */
import { type FigureGroup, type FigureResult, figure, median } from "../figure.ts";
import { startHelper } from "../helper.ts";
import { loadAverage } from "../load-average.ts";
import { watchStolenTime } from "../stolen-time.ts";
import { MANY, measureIdleHouses, WINDOW_MS } from "./idle-houses.ts";
import { type MeasuredRounds, measureRounds, type WayRound } from "./rounds.ts";
import { measureStalled, type Stalled } from "./stalled.ts";
import type { VisitorQuestions } from "./visitor.ts";
import { FAR_ROUND_TRIP_MS, openWays, type Way } from "./ways.ts";

const ROUNDS = 9;

const IN_ROUNDS = [
  "relay.one-stream.ratio-to-haproxy",
  "relay.one-stream.cpu-per-gb",
  "relay.fifty-streams.ratio-to-haproxy",
  "relay.fifty-streams.cpu-per-gb",
  "relay.new-visit.added-p50",
  "relay.open-visit.added-p50",
  "relay.new-visit.added-p50-far",
  "relay.new-visitors.ratio-to-haproxy",
] as const;
const OF_STALLED = ["relay.stalled.growth", "relay.stalled.others-p50-ratio"] as const;
const COME_BACK = ["relay.come-back.last", "relay.come-back.failed", "relay.come-back.cpu-share"] as const;

const visitorScript = new URL("./visitor.ts", import.meta.url);

export const relayFigures: FigureGroup = {
  prefix: "relay",
  async *run({ report, isWanted }) {
    const wantsRounds = IN_ROUNDS.some(isWanted);
    const wantsStalled = OF_STALLED.some(isWanted);
    if (wantsRounds || wantsStalled) {
      await using ways = await openWays(report);
      await using visitor = startHelper<VisitorQuestions>(visitorScript);
      if (wantsRounds) {
        report(`relay: ${ROUNDS} rounds of ${ways.ways.map(({ name }) => name).join(", ")}`);
        const stolen = await watchStolenTime();
        yield* roundFigures(await measureRounds(ROUNDS, ways, visitor), await stolen());
      }
      if (wantsStalled) {
        report("relay: 100 visitors that do not read");
        await using stalling = startHelper<VisitorQuestions>(visitorScript);
        yield* stalledFigures(await measureStalled(ROUNDS, ways, visitor, stalling));
      }
    }
    const wantsReturn = COME_BACK.some(isWanted);
    if (wantsReturn || isWanted("relay.idle-hub.pss")) {
      const { idle, comeBack } = await measureIdleHouses(report, wantsReturn);
      yield figure("relay.idle-hub.pss", {
        value: idle.kibEach,
        unit: "KiB",
        goal: ["<=", 42],
        rounds: 1,
        beside: {
          pssOf500Mb: idle.pssMb.few,
          pssOf5000Mb: idle.pssMb.many,
          // As many TLS connections with none of our code: what OpenSSL and Node keep for each.
          bareTlsKib: idle.bareKibEach,
          bareTlsWithNodesOwnKeysKib: idle.bareHybridKibEach,
          signInCpuMs: idle.signInCpuMs,
          ...(idle.pingCpuMs !== undefined && { pingCpuMs: idle.pingCpuMs }),
          ...loadAverage(),
        },
      });
      if (comeBack !== undefined) {
        const { back, halfBackS, lastSinceRelayS, awayS, failedMeanwhile, busiestCpuShare } = comeBack;
        yield figure("relay.come-back.last", {
          value: comeBack.lastBackS,
          unit: "s",
          goal: ["<=", WINDOW_MS / 1_000],
          rounds: 1,
          beside: { hubs: MANY, back, halfBackS, lastSinceRelayS, relayAwayS: awayS },
        });
        yield figure("relay.come-back.failed", {
          value: comeBack.failed,
          unit: "tries",
          goal: ["=", 0],
          rounds: 1,
          // Nobody listened then.
          beside: { whileItWasAway: failedMeanwhile },
        });
        yield figure("relay.come-back.cpu-share", {
          value: comeBack.cpuShare,
          unit: "of a core",
          goal: ["<", 0.7],
          rounds: 1,
          beside: { busiestFiveSeconds: busiestCpuShare, ...loadAverage() },
        });
      }
    }
  },
};

function* roundFigures(
  { of, farVisitMs, farQuestionMs }: MeasuredRounds,
  stolen: number,
): Iterable<FigureResult> {
  const take = (name: Way["name"], read: (round: WayRound) => number): readonly number[] =>
    of.get(name)?.map(read) ?? [];
  /** Round by round, for the machine may have been another in each. */
  const ratio = (name: Way["name"], to: Way["name"], read: (round: WayRound) => number): number => {
    const below = take(to, read);
    return median(take(name, read).map((value, round) => value / (below[round] as number)));
  };
  const added = (read: (round: WayRound) => number, name: Way["name"] = "relay"): number => {
    const direct = take("direct", read);
    return median(take(name, read).map((value, round) => value - (direct[round] as number)));
  };
  /** Of every way that is there. */
  const each = (what: string, read: (round: WayRound) => number): Record<string, number> =>
    Object.fromEntries([...of.keys()].map((name) => [`${name}${what}`, median(take(name, read))]));
  const hasHaproxy = of.has("haproxy");
  const machine = { ...loadAverage(), stolenShare: stolen };

  for (const [name, load] of [
    ["one-stream", "oneStream"],
    ["fifty-streams", "fiftyStreams"],
  ] as const) {
    const speed = (round: WayRound) => round[load].mbPerSecond;
    const cpu = (round: WayRound) => round[load].cpuPerGb;
    if (hasHaproxy)
      yield figure(`relay.${name}.ratio-to-haproxy`, {
        value: ratio("relay", "haproxy", speed),
        unit: "times",
        goal: [">=", 0.8],
        rounds: ROUNDS,
        beside: {
          ratioToDirect: ratio("relay", "direct", speed),
          ...(of.has("ssh") && { sshRatioToHaproxy: ratio("ssh", "haproxy", speed) }),
          ...each("MbPerSecond", speed),
          ...machine,
        },
      });
    yield figure(`relay.${name}.cpu-per-gb`, {
      value: median(take("relay", cpu)),
      unit: "s",
      goal: ["<=", 1.2],
      rounds: ROUNDS,
      beside: { ...each("CpuPerGb", cpu), ...machine },
    });
  }
  yield figure("relay.new-visit.added-p50", {
    value: added(({ newVisitMs }) => newVisitMs),
    unit: "ms",
    goal: ["<=", 2],
    rounds: ROUNDS,
    beside: {
      ...each("P50Ms", ({ newVisitMs }) => newVisitMs),
      ...each("FirstAnswerP50Ms", ({ answeredMs }) => answeredMs),
      ...machine,
    },
  });
  yield figure("relay.open-visit.added-p50", {
    value: added(({ openVisitMs }) => openVisitMs),
    unit: "ms",
    goal: ["<=", 0.35],
    rounds: ROUNDS,
    beside: { ...each("P50Ms", ({ openVisitMs }) => openVisitMs), ...machine },
  });
  const direct = take("direct", ({ newVisitMs }) => newVisitMs);
  const roundTripMs = median(farQuestionMs) - median(take("direct", ({ openVisitMs }) => openVisitMs));
  yield figure("relay.new-visit.added-p50-far", {
    value: median(farVisitMs.map((ms, round) => ms - (direct[round] as number))),
    unit: "ms",
    // What the delay really came to: timers are late by up to a millisecond each way.
    goal: ["<=", roundTripMs + 5],
    rounds: ROUNDS,
    beside: { roundTripMs, askedForMs: FAR_ROUND_TRIP_MS, farP50Ms: median(farVisitMs), ...machine },
  });
  if (hasHaproxy)
    yield figure("relay.new-visitors.ratio-to-haproxy", {
      value: ratio("relay", "haproxy", ({ visitorsPerSecond }) => visitorsPerSecond),
      unit: "times",
      goal: [">=", 0.6],
      rounds: ROUNDS,
      beside: {
        ...each("PerSecond", ({ visitorsPerSecond }) => visitorsPerSecond),
        ...each("CpuMs", ({ cpuMsAVisit }) => cpuMsAVisit),
        relayFailed: take("relay", ({ failed }) => failed).reduce((sum, one) => sum + one, 0),
        ...machine,
      },
    });
}

function* stalledFigures({ pssMb, rounds }: Stalled): Iterable<FigureResult> {
  yield figure("relay.stalled.growth", {
    value: pssMb.later - pssMb.full,
    unit: "MB",
    goal: ["<=", 2],
    rounds: 1,
    beside: { beforeMb: pssMb.before, fullMb: pssMb.full, laterMb: pssMb.later, stalled: 100 },
  });
  /** Round by round, for the machine may have been another in each. */
  const ratio = (read: (round: Stalled["rounds"][number]) => number) => median(rounds.map(read));
  yield figure("relay.stalled.others-p50-ratio", {
    value: ratio(({ besideMs, calmMs }) => besideMs / calmMs),
    unit: "times",
    goal: ["<=", 1.2],
    rounds: rounds.length,
    beside: {
      calmP50Ms: median(rounds.map(({ calmMs }) => calmMs)),
      besideP50Ms: median(rounds.map(({ besideMs }) => besideMs)),
      calmTwiceRatio: ratio(({ calmAgainMs, calmMs }) => calmAgainMs / calmMs),
      directRatio: ratio(({ directBesideMs, directCalmMs }) => directBesideMs / directCalmMs),
      ...loadAverage(),
    },
  });
}
