import { chmod, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { aMessage, makeStoreRig } from "../../test/support/store-rig.ts";

test("says that it is broken when the disk fails under a file, and takes no write from then on", async () => {
  await using rig = await makeStoreRig();
  const store = await rig.reopen();
  const kept = aMessage();
  await store.messages.add(kept);
  await rm(join(rig.dir, "waiting"), { recursive: true }); // as a disk that comes loose
  const failed = store.waiting.put(kept.id, new Uint8Array(10));
  await expect(failed).rejects.toMatchObject({ code: "store.io", isFatal: true });
  expect(await store.broken).toMatchObject({ code: "store.io" });
  await expect(store.messages.add(aMessage())).rejects.toMatchObject({ code: "store.io" });
  expect(await store.messages.get(kept.id)).toEqual(kept);

  const next = await rig.reopen();
  expect(await next.messages.get(kept.id)).toEqual(kept);
  await next.waiting.put(kept.id, new Uint8Array(10));
});

test("takes key files back from others' eyes", async () => {
  await using rig = await makeStoreRig();
  await rig.reopen();
  await rig.close();
  const path = join(rig.dir, "device.key");
  await chmod(path, 0o644);
  await rig.reopen();
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});
