/** One round after the other, and in each of them every way: what the machine does meanwhile happens to all of them. */
import { cpuSeconds } from "../cpu-time.ts";
import { median } from "../figure.ts";
import type { Helper } from "../helper.ts";
import type { VisitorQuestions } from "./visitor.ts";
import type { Way, Ways } from "./ways.ts";

const ONE_STREAM_BYTES = 128_000_000;
const STREAMS = 50;
const BYTES_EACH = 3_000_000;
const NEW_VISITS = 30;
const OPEN_QUESTIONS = 200;
const CROWD = { atOnce: 8, forMs: 1_000 };
const FAR_VISITS = 8;

/** What one round found on one way. */
export interface WayRound {
  readonly oneStream: Carried;
  readonly fiftyStreams: Carried;
  /** Medians of one round. */
  readonly newVisitMs: number;
  readonly answeredMs: number;
  readonly openVisitMs: number;
  readonly visitorsPerSecond: number;
  readonly failed: number;
  /** Of the processes between, for each visitor of the crowd. */
  readonly cpuMsAVisit: number;
}

interface Carried {
  readonly mbPerSecond: number;
  /** Of the processes between visitor and door, s for 10^9 bytes. */
  readonly cpuPerGb: number;
}

export interface MeasuredRounds {
  readonly of: ReadonlyMap<Way["name"], readonly WayRound[]>;
  /** New visits to houses that are far away, ms, a median each round. */
  readonly farVisitMs: readonly number[];
  /** And questions on connections to them that are open: one round trip each. */
  readonly farQuestionMs: readonly number[];
}

export async function measureRounds(
  rounds: number,
  { ways, far }: Ways,
  visitor: Helper<VisitorQuestions>,
): Promise<MeasuredRounds> {
  const of = new Map<Way["name"], WayRound[]>(ways.map(({ name }) => [name, []]));
  const farVisitMs: number[] = [];
  const farQuestionMs: number[] = [];
  for (const way of ways) await measureWay(way, visitor, 0.1);
  for (let round = 0; round < rounds; round += 1) {
    // Nobody is always first.
    const turned = [...ways.slice(round % ways.length), ...ways.slice(0, round % ways.length)];
    for (const way of turned) of.get(way.name)?.push(await measureWay(way, visitor, 1));
    const { secureMs } = await visitor.ask("newVisits", { target: far, count: FAR_VISITS });
    farVisitMs.push(median(secureMs));
    farQuestionMs.push(median(await visitor.ask("openVisits", { target: far, count: FAR_VISITS })));
  }
  return { of, farVisitMs, farQuestionMs };
}

/** @param part of everything, for a first round that warms up and does not count */
async function measureWay(
  { target, pids }: Way,
  visitor: Helper<VisitorQuestions>,
  part: number,
): Promise<WayRound> {
  const carry = async (streams: number, bytesEach: number): Promise<Carried> => {
    const before = cpuSeconds(pids);
    const ms = await visitor.ask("download", { target, streams, bytesEach });
    const bytes = streams * bytesEach;
    return {
      mbPerSecond: bytes / 1e6 / (ms / 1_000),
      cpuPerGb: (cpuSeconds(pids) - before) / (bytes / 1e9),
    };
  };
  const oneStream = await carry(1, ONE_STREAM_BYTES * part);
  const fiftyStreams = await carry(STREAMS, BYTES_EACH * part);
  const fresh = await visitor.ask("newVisits", { target, count: Math.ceil(NEW_VISITS * part) });
  const open = await visitor.ask("openVisits", { target, count: OPEN_QUESTIONS * part });
  const before = cpuSeconds(pids);
  const crowd = await visitor.ask("crowd", { target, ...CROWD, forMs: CROWD.forMs * part });
  return {
    oneStream,
    fiftyStreams,
    newVisitMs: median(fresh.secureMs),
    answeredMs: median(fresh.answeredMs),
    openVisitMs: median(open),
    visitorsPerSecond: crowd.perSecond,
    failed: crowd.failed,
    cpuMsAVisit: ((cpuSeconds(pids) - before) * 1_000) / crowd.served,
  };
}
