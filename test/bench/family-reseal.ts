/**
 * The lock is changed: a thousand answers of ten seconds are fetched, opened, sealed to the new vault, put, looked into as the hub's disk gave them back, and
 * replaced, by the very functions that the page's worker calls, here in Node, over loopback to a hub process of its own. Four under way at once, as the page has it.
 */
import { openBytes, sealBytes } from "../../hub/archive/age-file.ts";
import { recipientOf } from "../../hub/archive/identity.ts";
import { verifyRoster } from "../../hub/contract/roster.ts";
import { sha256 } from "../../hub/contract/sha256.ts";
import { olderClips } from "../../hub/contract/vault-change.ts";
import { makeNewVault } from "../../web-ui/src/keys/new-vault.ts";
import { AttackedHub } from "../support/attacked-hub.ts";
import { randomId } from "../support/guardian.ts";
import { seedAnswers } from "./seed-answers.ts";

const AT_ONCE = 4;

export interface MeasuredResealing {
  readonly wholeMs: number;
  /** The longest that nothing was done, as who watches the progress sees it. */
  readonly longestSilenceMs: number;
  /** Opening, sealing and opening again alone, without the hub, ms a clip. */
  readonly sealingMs: readonly number[];
  readonly clips: number;
}

export async function measureResealing(
  count: number,
  onProgress: (done: number) => void,
): Promise<MeasuredResealing> {
  await using hub = await AttackedHub.start({ cheapHash: true });
  const { guardian } = await hub.claim();
  const { client } = guardian;
  await hub.stack.stop("hub");
  await seedAnswers(hub.stack.dataFolder, guardian, { id: randomId(), child: randomId() }, count);
  await hub.stack.begin("hub");

  await guardian.stepUp();
  const { signer } = await guardian.openKeys();
  const { request, identity } = await makeNewVault(await verifyRoster(guardian.info.roster), signer);
  const recipient = await recipientOf(identity);
  const sealingMs: number[] = [];
  let lastAt = performance.now();
  let longestSilenceMs = 0;
  const reseal = async (id: string) => {
    const path = `/messages/${id}/archive`;
    const sealed = await client.bytes(`${path}/old`);
    let at = performance.now();
    const inside = await openBytes(sealed, guardian.vault);
    const resealed = await sealBytes(inside, [recipient]);
    let ms = performance.now() - at;
    const kept = await client.put(path, resealed);
    at = performance.now();
    const isSame = (await sha256(await openBytes(kept, identity))) === (await sha256(inside));
    ms += performance.now() - at;
    if (!isSame) throw new Error("not the same inside");
    await client.call("POST", `${path}/replace`, { json: { sealed: await sha256(kept) } });
    sealingMs.push(ms);
    const now = performance.now();
    longestSilenceMs = Math.max(longestSilenceMs, now - lastAt);
    lastAt = now;
    onProgress(sealingMs.length);
  };

  const start = performance.now();
  await client.call("POST", "/vault", { json: request });
  await client.call("POST", "/vault/resealing");
  let before: string | null = null;
  do {
    const from: string = before === null ? "/vault/clips" : `/vault/clips?before=${before}`;
    const { clips, next } = await client.call("GET", from, { schema: olderClips });
    const waiting = clips.map(({ id }) => id);
    const carry = async () => {
      for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) await reseal(id);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, carry));
    before = next;
  } while (before !== null);
  const wholeMs = performance.now() - start;
  if (sealingMs.length !== count) throw new Error(`${sealingMs.length} of ${count} were sealed anew`);
  return { wholeMs, longestSilenceMs, sealingMs, clips: count };
}
