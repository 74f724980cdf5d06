/** Visitors that ask for much and never read it: what they cost the relay, and the others. */
import { setTimeout as wait } from "node:timers/promises";
import { median } from "../figure.ts";
import type { Helper } from "../helper.ts";
import { memoryOf } from "../process-memory.ts";
import type { VisitorQuestions } from "./visitor.ts";
import type { Way } from "./ways.ts";

const STALLED = 100;
/** Far more than fits between the door and a visitor. */
const BYTES = 64_000_000;
const QUESTIONS = 200;
const SETTLE_MS = 4_000;
const HELD_MS = 8_000;

export interface Stalled {
  /** Of the relay, MB: before, when everything between is full, and later. */
  readonly pssMb: { readonly before: number; readonly full: number; readonly later: number };
  /** Medians of the others' questions, of each round, ms. */
  readonly calmMs: readonly number[];
  readonly besideMs: readonly number[];
}

export async function measureStalled(
  rounds: number,
  { target, pids }: Way,
  visitor: Helper<VisitorQuestions>,
  stalling: Helper<VisitorQuestions>,
): Promise<Stalled> {
  const [pid = 0] = pids;
  const ask = async () => {
    const ms: number[] = [];
    for (let round = 0; round < rounds; round += 1)
      ms.push(median(await visitor.ask("openVisits", { target, count: QUESTIONS })));
    return ms;
  };
  const before = memoryOf(pid).pssMb;
  const calmMs = await ask();
  await stalling.ask("stall", { target, count: STALLED, bytes: BYTES });
  await wait(SETTLE_MS);
  const full = memoryOf(pid).pssMb;
  const besideMs = await ask();
  await wait(HELD_MS);
  const later = memoryOf(pid).pssMb;
  await stalling.ask("release", null);
  return { pssMb: { before, full, later }, calmMs, besideMs };
}
