/**
 * A hub that nobody claimed, in a house with others in it. Whoever is in the network, and does not have the code that the hub printed, neither learns of
 * the backups that are plugged in nor makes the hub go on as another; and the device that showed the code is the only one that may go on by it.
 */
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import type * as accessing from "../../hub/access/open-access.ts";
import { openBackupKeys } from "../../hub/archive/backup-keys.ts";
import { encodeBase64url, parseBase64url } from "../../hub/contract/base64url.ts";
import type { FoundPlace } from "../../hub/contract/restoring.ts";
import {
  beginRestore,
  bringCopy,
  finishRestore,
  followRestore,
  lookForBackups,
} from "../../web-ui/src/actions/restore-family.ts";
import { type BackedUpFamily, makeBackedUpFamily } from "../support/backed-up-family.ts";
import { codeOr } from "../support/code-of.ts";
import { HOST, makeHubRig, ORIGIN } from "../support/hub-rig.ts";
import { openPaperPage } from "../support/paper-page.ts";
import { makePatchedCopy, type Patch } from "../support/patched-copy.ts";
import { TAKES_BARRIER_OUT } from "./further-barrier.ts";

const owned: AsyncDisposable[] = [];
afterEach(async () => {
  for (const one of owned.splice(0).reverse()) await one[Symbol.asyncDispose]();
});
const codeOf = codeOr("done");

const timer = { pause: () => new Promise<void>((done) => setTimeout(done, 10)) };
const follow = { timer, signal: new AbortController().signal, onState: () => undefined };

/** @returns what a stranger gets at each step, while whoever has the code is at it */
async function attack(patches: readonly Patch[] = []) {
  const copy = patches.length === 0 ? undefined : await makePatchedCopy(patches);
  if (copy !== undefined) owned.push(copy);
  const parts = await copy?.load<typeof accessing>("hub/access/open-access.ts");
  const family = await makeBackedUpFamily();
  owned.push(family);
  const rig = await makeHubRig({
    restoreFrom: [family.stick],
    clock: family.rig.clock,
    ...(parts === undefined ? {} : { parts: { openAccess: parts.openAccess } }),
  });
  owned.push(rig);
  const pageOf = () => openPaperPage(rig.browser(), () => rig.clock.now());
  const [owner, stranger] = [await pageOf(), await pageOf()];
  const look = await codeOf(lookForBackups(stranger, "AAAA-BBBB-CCCC"));
  const { places } = await lookForBackups(owner, rig.access.claimCode() ?? "");
  const [place] = places;
  if (place === undefined) throw new Error("no backup was found");
  const upload = await codeOf(
    bringCopy(stranger, new Blob(["none"]), { ...follow, onBytes: () => undefined }),
  );
  const begin = await codeOf(beginAs(stranger, family, place));
  const isBegun = rig.house.restoring.state().kind !== "none";
  if (!isBegun) await beginAs(owner, family, place);
  await followRestore(owner, follow);
  const finish = await codeOf(finishRestore(stranger, [], null));
  return { look, upload, begin, finish, family, owner, rig };
}

const beginAs = (page: Parameters<typeof beginRestore>[0], { sheet }: BackedUpFamily, place: FoundPlace) =>
  beginRestore(page, place, 1, { kind: "sheet", identity: sheet });

test("without the code nothing is told, begun or finished; with it the family is back", async () => {
  const { look, upload, begin, finish, family, owner, rig } = await attack();
  expect([look, upload, begin, finish]).toEqual(Array(4).fill("claim.wrong-code"));
  const { words, messages } = await finishRestore(owner, [], null);
  expect([words.length, messages]).toEqual([6, 1]);
  await using back = await makeHubRig({ copyOf: rig.dir, clock: family.rig.clock });
  expect(back.house.household.hub).toBe(family.rig.house.household.hub);
});

test(
  "if any device would do, a stranger would go on in the place of who has the code",
  TAKES_BARRIER_OUT,
  async () => {
    const patch: Patch = {
      file: "hub/access/shown-claim.ts",
      find: "if (parts.isUnclaimed() && device === shownBy) return;",
      replace: "if (parts.isUnclaimed() && device !== undefined) return;",
    };
    const { upload, begin, finish } = await attack([patch]);
    // What it is, is looked at next: it was let in.
    expect([upload, begin, finish]).toEqual(["restore.not-a-copy", "done", "done"]);
  },
);

test("a copy comes from the device that showed the code, piece by piece; what a stranger sends is not even read", async () => {
  const family = await makeBackedUpFamily();
  owned.push(family);
  const { pieces } = await family.rig.house.backups.pack(new AbortController().signal);
  const copy: Uint8Array[] = [];
  for await (const piece of pieces) copy.push(piece);
  const whole = Buffer.concat(copy);
  // A kill left something, which takes a while to clear away.
  const data = await family.newMachine();
  const left = join(data, "hub", "uploaded", "files");
  await mkdir(left, { recursive: true });
  await Promise.all(Array.from({ length: 2_000 }, (_, n) => writeFile(join(left, String(n)), "")));
  const rig = await makeHubRig({ copyOf: data, clock: family.rig.clock });
  owned.push(rig);
  const page = await openPaperPage(rig.browser(), () => rig.clock.now());

  let reads = 0;
  const pull = () => {
    reads += 1;
  };
  const body = new ReadableStream({ pull }, { highWaterMark: 0 });
  const path = `${ORIGIN}/api/v1/restore/upload?at=0&of=9`;
  const headers = { host: HOST, "content-type": "application/octet-stream" };
  const init = { method: "POST", headers, body, duplex: "half" };
  const refused = await rig.app.request(path, init as RequestInit);
  expect([refused.status, reads]).toEqual([401, 0]);

  const look = () => lookForBackups(page, rig.access.claimCode() ?? "");
  const folders = () => readdir(join(rig.dir, "hub"));
  const send = (from: number, to: number, of = whole.byteLength) => {
    const bytes = new Uint8Array(whole.subarray(from, to));
    return codeOf(page.client.call("POST", `/restore/upload?at=${from}&of=${of}`, { bytes }));
  };
  expect((await look()).places).toEqual([]);
  expect(await folders()).not.toContain("uploaded");
  expect(await send(0, 9, 900_000_000_000_000)).toBe("restore.no-room");
  expect(await send(9_000, 20_000)).toBe("restore.out-of-turn");
  // Whoever begins anew begins anew, and a piece whose answer got lost may come twice.
  for (const [from, to] of [
    [0, 9_000],
    [0, 10_000],
    [10_000, 20_000],
    [10_000, 20_000],
  ] as const)
    expect(await send(from, to)).toBe("done");
  expect(await send(30_000, 40_000)).toBe("restore.out-of-turn");
  expect((await look()).places).toEqual([]);
  const brought: number[] = [];
  await bringCopy(page, new Blob([Buffer.from(whole).fill("q", 0, 1)]), {
    ...follow,
    onBytes: () => undefined,
  }).then(
    () => expect.unreachable(),
    (error: unknown) => expect(error).toMatchObject({ code: "restore.not-a-copy" }),
  );
  expect(await folders()).not.toContain("uploaded");
  const file = new Blob(copy as Uint8Array<ArrayBuffer>[]);
  await bringCopy(page, file, { ...follow, onBytes: (there) => void brought.push(there) });
  expect(brought.at(-1)).toBe(file.size);
  const { places } = await look();
  const [place] = places;
  if (place === undefined) throw new Error("the copy was not found");
  const [backup] = place.backups;
  await beginRestore(page, place, backup?.backup ?? 0, { kind: "sheet", identity: family.sheet });
  await followRestore(page, follow);
  expect(await finishRestore(page, [], null)).toMatchObject({ messages: 1 });
  await using back = await makeHubRig({ copyOf: rig.dir, clock: family.rig.clock });
  expect(back.house.household.hub).toBe(family.rig.house.household.hub);
  await expect.poll(() => readdir(join(back.dir, "hub"))).not.toContain("uploaded");
});

test("a family that came meanwhile is not written over, and keys that are not the backup's lay out nothing", async () => {
  const family = await makeBackedUpFamily();
  owned.push(family);
  const rig = await makeHubRig({ restoreFrom: [family.stick], clock: family.rig.clock });
  owned.push(rig);
  const page = await openPaperPage(rig.browser(), () => rig.clock.now());
  const { places } = await lookForBackups(page, rig.access.claimCode() ?? "");
  const [place] = places;
  if (place === undefined) throw new Error("no backup was found");
  const followed = async () => {
    await followRestore(page, follow);
    return rig.house.restoring.state();
  };
  const sealed = parseBase64url(place.sealed) ?? new Uint8Array();
  const { files, recipient } = await openBackupKeys(sealed, place.ways, {
    kind: "sheet",
    identity: family.sheet,
  });
  const other = await makeHubRig();
  owned.push(other);
  const keys = (await other.house.backups.keyFiles()).map(({ name, bytes }) => ({
    name,
    bytes: encodeBase64url(bytes),
  }));
  await page.client.call("POST", "/restore/begin", { json: { place: 0, backup: 1, keys, recipient } });
  expect(await followed()).toEqual({ kind: "failed", code: "backup.foreign" });
  expect(files.length).toBeGreaterThan(4);
  await beginAs(page, family, place);
  expect((await followed()).kind).toBe("asking");
  await rig.claim();
  expect(await codeOf(rig.house.restoring.finish([], null))).toBe("restore.not-new");
});
