/**
 * The first page of a timeline, `GET /messages`, from the page's request to the last byte of the answer: over loopback, with the page's
 * proof, to two hub processes, one with a thousand messages and one with as many as the breach exposed. They are asked in turn.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { messagePage } from "../../hub/contract/api.ts";
import { cookieFetch, Guardian, randomId } from "../support/guardian.ts";
import { RunningStack } from "../support/running-stack.ts";
import { seedMessages } from "./seed-messages.ts";

const WARM_UP = 50;
/** A hub that has started goes through the checksums of its older tables for minutes; what it answers meanwhile is not measured. */
const QUIET_WINDOW_MS = 5_000;
const QUIET_PART = 0.02;
const MOST_UNQUIET_MS = 900_000;
/** Of `/proc/<pid>/stat`, on Linux everywhere. */
const TICK_MS = 10;

export interface MeasuredTimelines {
  readonly fewMs: readonly number[];
  readonly manyMs: readonly number[];
  readonly seededS: number;
}

export async function measureTimelines(
  samples: number,
  sizes: { readonly few: number; readonly many: number },
  report: (line: string) => void,
): Promise<MeasuredTimelines> {
  await using few = await Timeline.open();
  await using many = await Timeline.open();
  await few.seed(sizes.few, () => undefined);
  const began = performance.now();
  await many.seed(sizes.many, (done) => {
    if (done % 200_000 === 0) report(`family: ${done.toLocaleString("en")} messages are there`);
  });
  const seededS = (performance.now() - began) / 1_000;
  report("family: waits until the hubs have gone through their tables");
  await Promise.all([few.untilQuiet(), many.untilQuiet()]);
  for (let n = 0; n < WARM_UP; n += 1) for (const one of [few, many]) await one.ask();
  const fewMs: number[] = [];
  const manyMs: number[] = [];
  for (let n = 0; n < samples; n += 1) {
    // Either goes first as often.
    if (n % 2 === 0) fewMs.push(await few.ask());
    manyMs.push(await many.ask());
    if (n % 2 === 1) fewMs.push(await few.ask());
  }
  return { fewMs, manyMs, seededS };
}

class Timeline implements AsyncDisposable {
  readonly #stack: RunningStack;
  readonly #guardian: Guardian;

  private constructor(stack: RunningStack, guardian: Guardian) {
    this.#stack = stack;
    this.#guardian = guardian;
  }

  static async open(): Promise<Timeline> {
    const stack = await RunningStack.start({ only: ["hub"] });
    const guardian = await Guardian.claim(
      cookieFetch(() => stack.address),
      stack.claimCode,
    );
    return new Timeline(stack, guardian);
  }

  async seed(count: number, onSeeded: (done: number) => void): Promise<void> {
    await this.#stack.stop("hub");
    const family = { author: this.#guardian.info.person.id, child: randomId(), toy: randomId() };
    await seedMessages(join(this.#stack.dataFolder, "hub"), count, family, onSeeded);
    await this.#stack.begin("hub");
  }

  /** Until the process hardly does anything by itself. */
  async untilQuiet(): Promise<void> {
    const deadline = performance.now() + MOST_UNQUIET_MS;
    for (let before = await this.#busyMs(); performance.now() < deadline; ) {
      await wait(QUIET_WINDOW_MS);
      const now = await this.#busyMs();
      if (now - before < QUIET_WINDOW_MS * QUIET_PART) return;
      before = now;
    }
    throw new Error("the hub does not come to rest");
  }

  async #busyMs(): Promise<number> {
    const stat = await readFile(`/proc/${this.#stack.pid("hub")}/stat`, "latin1");
    // Behind the name, which may hold anything: state is the 3rd field, utime the 14th, stime the 15th.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
  }

  /** @returns how long the page took, ms */
  async ask(): Promise<number> {
    const began = performance.now();
    const { messages } = await this.#guardian.client.call("GET", "/messages", { schema: messagePage });
    const took = performance.now() - began;
    if (messages.length !== 50) throw new Error(`a page of ${messages.length}`);
    return took;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#stack[Symbol.asyncDispose]();
  }
}
