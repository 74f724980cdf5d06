/** The page's own steps with the library, against the hub's real parts. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { houseState, type ToyView } from "../../../hub/contract/api.ts";
import type { LibraryItemView } from "../../../hub/contract/library.ts";
import { claimFamily, inRig } from "../../../test/support/family.ts";
import { hum, prepareClip, randomId } from "../../../test/support/guardian.ts";
import { type HubRig, makeHubRig } from "../../../test/support/hub-rig.ts";
import type { Page } from "../page-state.ts";
import { hearHouse } from "./hear-house.ts";
import { addItem, hearItem, loadLibrary, putOnToy, renameItem } from "./library.ts";

let rig: HubRig;
let page: Page;
let toy: ToyView;
let item: LibraryItemView;
beforeAll(async () => {
  rig = await makeHubRig();
  ({ page } = await claimFamily(inRig(rig)));
  toy = await rig.addToy();
  const clip = await prepareClip(hum(5, 1), 16_000, () => 0.5);
  item = await addItem(page, clip, { kind: "lullaby", title: "Kettle", story: null });
});
afterAll(() => rig[Symbol.asyncDispose]());
const delivered = async () => {
  await rig.settle();
  return rig.toys.all("deliver").length;
};

test("what was added here is known, and heard as it is", async () => {
  expect((await loadLibrary(page)).items).toEqual([item]);
  expect(page.knownSounds.has(item.clip)).toBe(true);
  expect(page.libraryNews.value).toBeGreaterThan(0);
  expect((await hearItem(page, item)).sha256).toBe(item.clip);
  await renameItem(page, item.id, "Pan");
  expect((await loadLibrary(page)).items).toMatchObject([{ title: "Pan" }]);
});

test("with the whole state, after a line that was cut, what is kept and the library are read again", async () => {
  const before = [page.libraryNews.value, page.keptNews.value];
  hearHouse(page, { kind: "state", state: await page.client.call("GET", "/state", { schema: houseState }) });
  expect([page.libraryNews.value, page.keptNews.value]).toEqual(before.map((news) => news + 1));
});

test("nothing is stamped that was neither made nor heard here, whatever the hub calls it", async () => {
  page.knownSounds.clear();
  await putOnToy(page, item, toy);
  expect(await delivered()).toBe(0);
  // A hub that would like another sound on the toy names its hash for a lullaby that is known.
  page.knownSounds.add(item.clip);
  await putOnToy(page, { ...item, clip: "ab".repeat(32) }, toy);
  expect(await delivered()).toBe(0);
});

test("what is known is stamped, and goes", async () => {
  page.knownSounds.add(item.clip);
  await putOnToy(page, item, toy);
  expect(await delivered()).toBe(1);
  expect((await loadLibrary(page)).copies).toMatchObject([{ library: item.id, state: "delivering" }]);
  await expect(putOnToy(page, { ...item, id: randomId() }, toy)).rejects.toMatchObject({
    code: "library.unknown",
  });
});
