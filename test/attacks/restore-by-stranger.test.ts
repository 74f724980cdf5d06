/**
 * A hub that nobody claimed, in a house with others in it. Whoever is in the network, and does not have the code that the hub printed, neither learns of
 * the backups that are plugged in nor makes the hub go on as another; and the device that showed the code is the only one that may go on by it.
 */
import { afterEach, expect, test } from "vitest";
import type * as accessing from "../../hub/access/open-access.ts";
import { openBackupKeys } from "../../hub/archive/backup-keys.ts";
import { encodeBase64url, parseBase64url } from "../../hub/contract/base64url.ts";
import type { FoundPlace } from "../../hub/contract/restoring.ts";
import {
  beginRestore,
  finishRestore,
  followRestore,
  lookForBackups,
} from "../../web-ui/src/actions/restore-family.ts";
import { type BackedUpFamily, makeBackedUpFamily } from "../support/backed-up-family.ts";
import { codeOr } from "../support/code-of.ts";
import { makeHubRig } from "../support/hub-rig.ts";
import { openPaperPage } from "../support/paper-page.ts";
import { makePatchedCopy, type Patch } from "../support/patched-copy.ts";

const owned: AsyncDisposable[] = [];
afterEach(async () => {
  for (const one of owned.splice(0).reverse()) await one[Symbol.asyncDispose]();
});
const codeOf = codeOr("done");

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
  const begin = await codeOf(beginAs(stranger, family, place));
  const isBegun = rig.house.restoring.state().kind !== "none";
  if (!isBegun) await beginAs(owner, family, place);
  const timer = { pause: () => new Promise<void>((done) => setTimeout(done, 10)) };
  const follow = { timer, signal: new AbortController().signal, onState: () => undefined };
  await followRestore(owner, follow);
  const finish = await codeOf(finishRestore(stranger, [], null));
  return { look, begin, finish, family, owner, rig };
}

const beginAs = (page: Parameters<typeof beginRestore>[0], { sheet }: BackedUpFamily, place: FoundPlace) =>
  beginRestore(page, place, 1, { kind: "sheet", identity: sheet });

test("without the code nothing is told, begun or finished; with it the family is back", async () => {
  const { look, begin, finish, family, owner, rig } = await attack();
  expect([look, begin, finish]).toEqual(["claim.wrong-code", "claim.wrong-code", "claim.wrong-code"]);
  const { words, messages } = await finishRestore(owner, [], null);
  expect([words.length, messages]).toEqual([6, 1]);
  await using back = await makeHubRig({ copyOf: rig.dir, clock: family.rig.clock });
  expect(back.house.household.hub).toBe(family.rig.house.household.hub);
});

test("if any device would do, a stranger would go on in the place of who has the code", async () => {
  const patch: Patch = {
    file: "hub/access/shown-claim.ts",
    find: "if (parts.isUnclaimed() && device === shownBy) return;",
    replace: "if (parts.isUnclaimed() && device !== undefined) return;",
  };
  const { begin, finish } = await attack([patch]);
  expect([begin, finish]).toEqual(["done", "done"]);
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
  const follow = async () => {
    const timer = { pause: () => new Promise<void>((done) => setTimeout(done, 10)) };
    await followRestore(page, { timer, signal: new AbortController().signal, onState: () => undefined });
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
  expect(await follow()).toEqual({ kind: "failed", code: "backup.foreign" });
  expect(files.length).toBeGreaterThan(4);
  await beginAs(page, family, place);
  expect((await follow()).kind).toBe("asking");
  await rig.claim();
  expect(await codeOf(rig.house.restoring.finish([], null))).toBe("restore.not-new");
});
