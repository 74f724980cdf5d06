/**
 * A hand-over carries a guardian's keys to another address, behind a link that works once, for ten minutes, after a step-up. Who
 * finds the link afterwards, who sees what the hub sees, who sits at an unlocked page or has been signed out gets nowhere. The hub
 * is real; the pages are the page's own code.
 */
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeHandOvers } from "../../hub/access/hand-overs.ts";
import { handOverRequest, signHandOver } from "../../hub/contract/hand-over.ts";
import { minutes, seconds } from "../../hub/domain/duration.ts";
import { type HandOver, makeHandOver, takeHandOver } from "../../web-ui/src/actions/hand-over.ts";
import { signOutDevices } from "../../web-ui/src/actions/sign-out-devices.ts";
import {
  deriveHandOverKeys,
  type HandOverLink,
  parseHandOverLink,
} from "../../web-ui/src/keys/hand-over-link.ts";
import type { Page } from "../../web-ui/src/page-state.ts";
import { randomId } from "../support/guardian.ts";
import { type HubRig, makeHubRig } from "../support/hub-rig.ts";
import { makeSigner } from "../support/key-ring.ts";
import { devicesSeenBy } from "../support/own-devices.ts";
import { claimAs, openPaperPage, sessionOn, showAlways, signInAs } from "../support/paper-page.ts";
import { makePatchedCopy, type Patch } from "../support/patched-copy.ts";

const NAME = "Mum";
const PASSPHRASE = "four lanterns beside our kettle";

let rig: HubRig;
let old: Page;
beforeEach(async () => {
  rig = await makeHubRig();
  old = await newPage();
  await claimAs(old, rig.access.claimCode() ?? "", NAME, PASSPHRASE);
  showAlways(old, PASSPHRASE);
});
afterEach(() => rig[Symbol.asyncDispose]());

const newPage = (): Promise<Page> => openPaperPage(rig.browser(), () => rig.clock.now());
const linkOf = ({ fragment }: HandOver): HandOverLink => {
  const link = parseHandOverLink(fragment);
  if (link === undefined) throw new Error("not a link");
  return link;
};
const codeOf = (asked: Promise<unknown>) =>
  asked.then(
    () => "in",
    ({ code }: { code: string }) => code,
  );
const take = async (link: HandOverLink, page?: Page) => codeOf(takeHandOver(page ?? (await newPage()), link));
/** Asks as whoever knows no more than the id. */
const ask = (page: Page, path: string, json: object) => codeOf(page.client.call("POST", path, { json }));

test("the link opens everything at another address, on a device that counts", async () => {
  const link = linkOf(await makeHandOver(old));
  const page = await newPage();
  await takeHandOver(page, link);
  expect(sessionOn(page)).toMatchObject({ info: { person: { name: NAME }, deviceCounts: true } });
  expect([...page.vaults.value.keys()]).toEqual([...old.vaults.value.keys()]);
  expect(await page.store.roster(link.hub)).toMatchObject({ fingerprint: link.fingerprint });
  expect(await devicesSeenBy(old)).toHaveLength(2);
});

test("it works once, for one device, and for ten minutes", async () => {
  const used = linkOf(await makeHandOver(old));
  expect(await take(used)).toBe("in");
  expect(await take(used)).toBe("hand-over.unknown");

  const seen = linkOf(await makeHandOver(old));
  const { id } = await deriveHandOverKeys(seen);
  expect(await ask(await newPage(), "/hand-over/look", { id })).toBe("in");
  expect(await take(seen)).toBe("hand-over.unknown");

  const late = linkOf(await makeHandOver(old));
  await rig.clock.advance(minutes(10));
  expect(await take(late)).toBe("hand-over.unknown");

  const replaced = linkOf(await makeHandOver(old));
  await makeHandOver(old);
  expect(await take(replaced)).toBe("hand-over.unknown");
});

test("two that come at once are one", async () => {
  const link = linkOf(await makeHandOver(old));
  const page = await newPage();
  const both = await Promise.all([take(link, page), take(link, page)]);
  expect(both.sort()).toEqual(["hand-over.unknown", "in"]);
});

test("what the hub sees of it lets nobody in: the id, the sealed keys, and a proof for another device", async () => {
  const link = linkOf(await makeHandOver(old));
  const { id } = await deriveHandOverKeys(link);
  const thief = await newPage();
  expect(await ask(thief, "/hand-over/look", { id })).toBe("in");
  const device = { key: thief.device.publicKey, label: "Thief" };
  const facts = { hub: link.hub, handOver: id, device: device.key };
  for (const signer of [thief.device, old.device, await makeSigner()])
    expect(
      await ask(thief, "/hand-over/enter", { id, proof: await signHandOver(facts, signer), device }),
    ).toBe("hand-over.unknown");
});

test("nobody makes one at an unlocked page without showing that they are there", async () => {
  const unlocked = await newPage();
  await signInAs(unlocked, NAME, PASSPHRASE);
  const json = { id: randomId(), box: "x".repeat(200) };
  expect(await ask(unlocked, "/hand-overs", json)).toBe("session.step-up-needed");
});

test("one made by a page that is signed out since leads nowhere", async () => {
  const other = await newPage();
  await signInAs(other, NAME, PASSPHRASE);
  await rig.clock.advance(seconds(1));
  const link = linkOf(await makeHandOver(old));
  const [device] = (await devicesSeenBy(other)).filter(({ isThis }) => !isThis);
  if (device === undefined) throw new Error("no other device");
  await signOutDevices(other, { one: device }, { by: "passphrase", passphrase: PASSPHRASE });
  expect(await take(link)).toBe("hand-over.unknown");
});

test("a hub that hands on another family's roster, or is another hub, is not believed", async () => {
  const link = linkOf(await makeHandOver(old));
  expect(await take({ ...link, fingerprint: "ab".repeat(32) })).toBe("keys.not-mine");
  expect(await take({ ...link, hub: randomId() })).toBe("keys.other-hub");
});

/** The book itself, without a barrier. */
const FILE = "hub/access/hand-overs.ts";
const cut = (find: string, replace = ""): Patch => ({ file: FILE, find, replace });
type Way = (made: Awaited<ReturnType<typeof openBook>>) => Promise<unknown>;

async function openBook(make: typeof makeHandOvers) {
  const link = linkOf(await makeHandOver(old));
  const { id } = await deriveHandOverKeys(link);
  const { household, clock } = rig.house;
  const book = make({ household, clock, addresses: () => [] });
  const session = household.sessions().find(({ device }) => device === old.device.publicKey);
  if (session === undefined) throw new Error("no session");
  book.make(session, handOverRequest.parse({ id, box: "x".repeat(200) }));
  const thief = await makeSigner();
  const facts = { hub: household.hub, handOver: id, device: thief.publicKey };
  const enter = async () => {
    const proof = await signHandOver(facts, thief);
    return book.enter({ id, proof, device: { key: thief.publicKey, label: "" } }, thief.publicKey);
  };
  return { book, id, thief, session, enter };
}

test.each<[string, Patch, Way]>([
  [
    "its end after ten minutes",
    cut("one.until <= clock.monotonic() || "),
    async ({ book, id, thief }) => {
      await rig.clock.advance(minutes(11));
      return book.look(id, thief.publicKey);
    },
  ],
  [
    "its end with the session that made it",
    cut(" || household.session(one.session) === undefined"),
    async ({ book, id, thief, session }) => {
      await rig.house.household.endSession(session.id, { at: 1, by: null });
      return book.look(id, thief.publicKey);
    },
  ],
  [
    "its one device",
    cut("    if (one.device !== undefined && one.device !== device) throw nowhere();\n"),
    async ({ book, id, thief }) => {
      book.look(id, (await makeSigner()).publicKey);
      return book.look(id, thief.publicKey);
    },
  ],
  [
    "the look at whose key signed",
    cut(
      "      if (signer !== person.signingKey || guardians.get(person.id)?.signingKey !== signer) throw nowhere();\n",
      "      if (guardians.size === 0) throw nowhere();\n",
    ),
    async ({ book, id, thief, enter }) => {
      book.look(id, thief.publicKey);
      return enter();
    },
  ],
])("without %s somebody else comes in", async (_, patch, way) => {
  await expect((async () => way(await openBook(makeHandOvers)))()).rejects.toMatchObject({
    code: "hand-over.unknown",
  });
  await rig[Symbol.asyncDispose]();
  rig = await makeHubRig();
  old = await newPage();
  await claimAs(old, rig.access.claimCode() ?? "", NAME, PASSPHRASE);
  showAlways(old, PASSPHRASE);
  await using copy = await makePatchedCopy([patch]);
  const blind = await copy.load<{ makeHandOvers: typeof makeHandOvers }>(FILE);
  await way(await openBook(blind.makeHandOvers));
});
