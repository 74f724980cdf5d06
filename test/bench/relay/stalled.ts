/** Visitors that ask for much and never read it: what they cost the relay, and the others. */
import { setTimeout as wait } from "node:timers/promises";
import { median } from "../figure.ts";
import type { Helper } from "../helper.ts";
import { memoryOf } from "../process-memory.ts";
import { keepOn } from "./keep-on.ts";
import type { VisitorQuestions } from "./visitor.ts";
import type { Way, Ways } from "./ways.ts";

const STALLED = 100;
/** Far more than fits between the door and a visitor. */
const BYTES = 64_000_000;
const QUESTIONS = 200;
const CONNECTIONS = 3;
const SETTLE_MS = 3_000;
const HELD_MS = 8_000;
const CALM_MS = 500;

export interface Stalled {
  /** Of the relay, MB: before, when everything between is full, and later. */
  readonly pssMb: { readonly before: number; readonly full: number; readonly later: number };
  readonly rounds: readonly StalledRound[];
}

/** Medians of the others' questions, ms. */
interface StalledRound {
  readonly calmMs: number;
  /** The same once more, with nothing changed: what the machine makes of it. */
  readonly calmAgainMs: number;
  readonly besideMs: number;
  /** Straight to the door, of which a hundred are stalled by the relay as well. */
  readonly directCalmMs: number;
  readonly directBesideMs: number;
}

/** Calm and stalled in turn, so that both have the same machine. */
export async function measureStalled(
  rounds: number,
  { relay, direct, housesPid, doorPid }: Ways,
  visitor: Helper<VisitorQuestions>,
  stalling: Helper<VisitorQuestions>,
): Promise<Stalled> {
  const [pid = 0] = relay.pids;
  keepOn(0, [visitor.pid, doorPid]);
  keepOn(1, [pid, housesPid]);
  const ask = async ({ target }: Way) => {
    const ms: number[] = [];
    for (let nth = 0; nth < CONNECTIONS; nth += 1)
      ms.push(median(await visitor.ask("openVisits", { target, count: QUESTIONS })));
    return median(ms);
  };
  const stall = async () => {
    await stalling.ask("stall", { target: relay.target, count: STALLED, bytes: BYTES });
    await wait(SETTLE_MS);
  };
  const release = async () => {
    await stalling.ask("release", null);
    await wait(CALM_MS);
  };
  const before = memoryOf(pid).pssMb;
  await stall();
  const full = memoryOf(pid).pssMb;
  await ask(relay);
  await wait(HELD_MS);
  const later = memoryOf(pid).pssMb;
  await release();
  const measured: StalledRound[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const calmMs = await ask(relay);
    const directCalmMs = await ask(direct);
    const calmAgainMs = await ask(relay);
    await stall();
    const besideMs = await ask(relay);
    const directBesideMs = await ask(direct);
    await release();
    measured.push({ calmMs, calmAgainMs, besideMs, directCalmMs, directBesideMs });
  }
  return { pssMb: { before, full, later }, rounds: measured };
}
