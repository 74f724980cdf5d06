/** Readable clips that a kill, or a long time switched off, left behind: the hub erases them when it starts. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { RunningStack } from "../support/running-stack.ts";
import { aMessage, anId, makeStoreRig, moved } from "../support/store-rig.ts";
import { makeTempDir } from "../support/temp-dir.ts";

const DAY_MS = 86_400_000;

test("what was heard already and what waited for too long goes, what may still be delivered stays", async () => {
  await using dir = await makeTempDir();
  await using rig = await makeStoreRig(join(dir.path, "hub"));
  const ago = (days: number) => {
    const createdAt = Date.now() - days * DAY_MS;
    return aMessage({ createdAt, history: [{ state: "queued", at: createdAt, cause: "sent" }] });
  };
  const heard = moved(moved(aMessage({}, "delivering"), "on_toy"), "played");
  const [old, fresh, stray] = [ago(15), ago(13), anId()];
  const before = await rig.reopen();
  for (const record of [heard, old, fresh]) {
    await before.waiting.put(record.id, new Uint8Array(20_000));
    await before.messages.add(record);
  }
  await before.waiting.put(stray, new Uint8Array(20_000)); // the store itself removes it when it opens
  await rig.close();

  await using stack = await RunningStack.start({ cheapHash: true, dataFolder: dir.path, only: ["hub"] });
  await vi.waitFor(
    async () => expect(await readdir(join(dir.path, "hub", "waiting"))).toHaveLength(1),
    60_000,
  );
  expect(await stack.stop("hub")).toMatchObject({ code: 0 });

  const after = await rig.reopen();
  expect(await after.waiting.get(fresh.id)).toBeDefined();
  expect(await after.messages.get(heard.id)).toEqual(heard);
  expect(await after.messages.get(fresh.id)).toEqual(fresh);
  expect(await after.messages.get(old.id)).toMatchObject({
    failure: { code: "kept-too-long", retry: false },
    history: [{ state: "queued" }, { state: "failed", cause: "kept-too-long" }],
  });
}, 240_000);
