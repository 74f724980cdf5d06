/**
 * A relative with new keys: a thousand answers of ten seconds that they had are opened, sealed to the new keys and put, by the very
 * functions that the page's worker calls, here in Node, over loopback to a hub process of its own. Four under way at once, as the
 * page has it.
 */
import { shareClip } from "../../hub/archive/share-clip.ts";
import { systemClock as clock } from "../../hub/clock/system-clock.ts";
import { answersFor } from "../../hub/contract/post.ts";
import type { PublicId } from "../../hub/contract/public-id.ts";
import type { HubStore } from "../../hub/store/hub-store.ts";
import { putShare } from "../support/answers.ts";
import { AttackedHub } from "../support/attacked-hub.ts";
import { seedAnswers } from "./seed-answers.ts";

const AT_ONCE = 4;

export interface MeasuredResharing {
  readonly wholeMs: number;
  /** The longest that nothing was done, as who watches the progress sees it. */
  readonly longestSilenceMs: number;
  /** Opening and sealing alone, without the hub, ms a clip. */
  readonly sealingMs: readonly number[];
  readonly clips: number;
  /** Of one sealed file. */
  readonly bytes: number;
}

export async function measureResharing(
  count: number,
  onProgress: (done: number) => void,
): Promise<MeasuredResharing> {
  await using hub = await AttackedHub.start({ cheapHash: true });
  const { guardian } = await hub.claim();
  const { relative } = await hub.addRelative(guardian);
  const person = relative.info.person.id;
  const child = (await guardian.state()).children[0]?.id;
  if (child === undefined) throw new Error("no child");
  await hub.stack.stop("hub");
  const toy = { id: child, child };
  await seedAnswers(hub.stack.dataFolder, guardian, toy, count, sharedBefore(person));
  await hub.stack.begin("hub");

  const { again } = await guardian.client.call("GET", `/people/${person}/answers`, { schema: answersFor });
  if (again.length !== count) throw new Error(`${again.length} answers are to be shared again`);
  const { recipient } = relative.info.person;
  const waiting = [...again];
  const sealingMs: number[] = [];
  let bytes = 0;
  let lastAt = performance.now();
  let longestSilenceMs = 0;
  const carry = async () => {
    for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
      const sealed = await guardian.client.bytes(`/messages/${id}/archive`);
      const sealingAt = performance.now();
      const shared = await shareClip(sealed, [guardian.vault], recipient, id);
      sealingMs.push(performance.now() - sealingAt);
      bytes = shared.byteLength;
      await putShare(guardian, id, person, shared);
      const now = performance.now();
      longestSilenceMs = Math.max(longestSilenceMs, now - lastAt);
      lastAt = now;
      onProgress(sealingMs.length);
    }
  };
  await guardian.stepUp(); // as the page does before it takes so many
  const start = performance.now();
  await Promise.all(Array.from({ length: AT_ONCE }, carry));
  return { wholeMs: performance.now() - start, longestSilenceMs, sealingMs, clips: count, bytes };
}

/** Had been given it while they had other keys. */
const sharedBefore =
  (person: PublicId) =>
  async (id: PublicId, store: HubStore): Promise<void> => {
    const record = await store.messages.get(id);
    if (record === undefined) throw new Error("not kept");
    const at = clock.now();
    const old = { person, recipient: `age1${"q".repeat(58)}`, at, bytes: 1, sha256: "ab".repeat(32) };
    const shared = { state: "shared", at, cause: "answer-shared" } as const;
    await store.messages.update({ ...record, shares: [old], history: [...record.history, shared] });
  };
