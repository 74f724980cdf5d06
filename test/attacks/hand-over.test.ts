/**
 * A hand-over carries a person's keys to another page, behind a secret that works once, for ten minutes; a guardian's after a
 * step-up. Who finds the secret afterwards, who sees what the hub sees, who sits at an unlocked page or has been signed out gets
 * nowhere. The hub is real; the pages are the page's own code.
 */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { makeHandOvers } from "../../hub/access/hand-overs.ts";
import { makeIdentity } from "../../hub/archive/identity.ts";
import { alertList } from "../../hub/contract/alerts.ts";
import { handOverFound, handOverRequest, signHandOver } from "../../hub/contract/hand-over.ts";
import { postView } from "../../hub/contract/post.ts";
import { verifyRoster } from "../../hub/contract/roster.ts";
import { signRosterEntry } from "../../hub/contract/roster-entry.ts";
import { minutes, seconds } from "../../hub/domain/duration.ts";
import {
  type HandOver,
  makeHandOver,
  makeRelativesHandOver,
  takeHandOver,
} from "../../web-ui/src/actions/hand-over.ts";
import { signInAsRelative } from "../../web-ui/src/actions/join.ts";
import { removeRelative } from "../../web-ui/src/actions/people.ts";
import { openRelativesKeys } from "../../web-ui/src/actions/relatives-keys.ts";
import { signOutDevices } from "../../web-ui/src/actions/sign-out-devices.ts";
import { openParcel, sealParcel } from "../../web-ui/src/keys/hand-over-parcel.ts";
import { deriveHandOverKeys } from "../../web-ui/src/keys/hand-over-secret.ts";
import { makePersonKeys } from "../../web-ui/src/keys/person-keys.ts";
import { signerOf } from "../../web-ui/src/keys/signing-key.ts";
import type { Page } from "../../web-ui/src/page-state.ts";
import { codeOr } from "../support/code-of.ts";
import { asGuardian } from "../support/family.ts";
import { type Fetch, type Guardian, randomId } from "../support/guardian.ts";
import { type HubRig, makeHubRig } from "../support/hub-rig.ts";
import { makeSigner } from "../support/key-ring.ts";
import { devicesSeenBy } from "../support/own-devices.ts";
import { claimAs, openPaperPage, sessionOn, showAlways, signInAs } from "../support/paper-page.ts";
import { makePatchedCopy, type Patch } from "../support/patched-copy.ts";
import { readLedger } from "../support/read-ledger.ts";
import { openRelativesPage } from "../support/relatives-page.ts";
import { takenOut } from "./sizes.ts";

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
const codeOf = codeOr("in");
const take = async ({ secret }: Pick<HandOver, "secret">, page?: Page) =>
  codeOf(takeHandOver(page ?? (await newPage()), secret));
/** Asks as whoever knows no more than the id. */
const ask = (page: Page, path: string, json: object) => codeOf(page.client.call("POST", path, { json }));

test("it opens everything on another page, on a device that counts", async () => {
  const { secret } = await makeHandOver(old);
  const page = await newPage();
  await takeHandOver(page, secret);
  expect(sessionOn(page)).toMatchObject({ info: { person: { name: NAME }, deviceCounts: true } });
  expect([...page.vaults.value.keys()]).toEqual([...old.vaults.value.keys()]);
  const { hub, fingerprint } = sessionOn(old).roster;
  expect(await page.store.roster(hub)).toMatchObject({ fingerprint });
  expect(await devicesSeenBy(old)).toHaveLength(2);
});

test("it works once, for one device, and for ten minutes", async () => {
  const used = await makeHandOver(old);
  expect(await take(used)).toBe("in");
  expect(await take(used)).toBe("hand-over.unknown");

  const seen = await makeHandOver(old);
  const { id } = await deriveHandOverKeys(seen.secret);
  expect(await ask(await newPage(), "/hand-over/look", { id })).toBe("in");
  expect(await take(seen)).toBe("hand-over.unknown");

  const late = await makeHandOver(old);
  await rig.clock.advance(minutes(10));
  expect(await take(late)).toBe("hand-over.unknown");

  const replaced = await makeHandOver(old);
  await makeHandOver(old);
  expect(await take(replaced)).toBe("hand-over.unknown");
});

test("two that come at once are one", async () => {
  const link = await makeHandOver(old);
  const page = await newPage();
  const both = await Promise.all([take(link, page), take(link, page)]);
  expect(both.sort()).toEqual(["hand-over.unknown", "in"]);
});

test("what the hub sees of it lets nobody in: the id, the sealed keys, and a proof for another device", async () => {
  const link = await makeHandOver(old);
  const { id } = await deriveHandOverKeys(link.secret);
  const thief = await newPage();
  expect(await ask(thief, "/hand-over/look", { id })).toBe("in");
  const device = { key: thief.device.publicKey, label: "Thief" };
  const facts = { hub: rig.house.household.hub, handOver: id, device: device.key };
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
  const link = await makeHandOver(old);
  const [device] = (await devicesSeenBy(other)).filter(({ isThis }) => !isThis);
  if (device === undefined) throw new Error("no other device");
  await signOutDevices(other, { one: device }, { by: "passphrase", passphrase: PASSPHRASE });
  expect(await take(link)).toBe("hand-over.unknown");
});

/** A page at a hub that hands on something else than was left there. */
const pageThatIsTold = (box: (left: string) => Promise<string>): Promise<Page> => {
  const real = rig.browser();
  const fetch: Fetch = async (path, init) => {
    const answer = await real(path, init);
    if (!path.endsWith("/hand-over/look") || !answer.ok) return answer;
    const found = handOverFound.parse(await answer.json());
    return Response.json({ ...found, box: await box(found.box) });
  };
  return openPaperPage(fetch, () => rig.clock.now());
};

test("a page that sealed for another family, another hub or with somebody else's keys is not believed", async () => {
  const changes = [
    [{ fingerprint: "ab".repeat(32) }, "keys.not-mine"],
    [{ hub: randomId() }, "keys.other-hub"],
    [{ keys: await makePersonKeys() }, "keys.not-mine"],
  ] as const;
  for (const [change, code] of changes) {
    const made = await makeHandOver(old);
    const { identity } = await deriveHandOverKeys(made.secret);
    const page = await pageThatIsTold(async (left) =>
      sealParcel({ ...(await openParcel(left, identity)), ...change }, identity),
    );
    expect(await take(made, page)).toBe(code);
  }
});

test("a hub can hand on nothing else: it was not told whom to seal to", async () => {
  const { hub, fingerprint } = sessionOn(old).roster;
  const keys = await makePersonKeys();
  const forged = await sealParcel({ hub, fingerprint, keys }, await makeIdentity());
  const { box: slot = "" } = sessionOn(old).info.slots[0] ?? {};
  for (const box of [forged, slot, "A".repeat(400)]) {
    const page = await pageThatIsTold(async () => box);
    expect(await take(await makeHandOver(old), page)).toBe("keys.slot-unreadable");
  }
});

describe("a relative's", () => {
  let grandma: Page;
  let guardian: Guardian;
  beforeEach(async () => {
    vi.stubGlobal("history", { replaceState: () => undefined });
    await rig.addToy();
    guardian = await asGuardian({ page: old, name: NAME, passphrase: PASSPHRASE });
    grandma = await openRelativesPage(rig, guardian, "Grandma");
  });
  afterEach(() => vi.unstubAllGlobals());

  const kinds = async () => (await readLedger(old.client, rig.house.household.hub)).map(({ kind }) => kind);

  test("keys go to another page, again and again, and each page sees where else they are", async () => {
    let from = grandma;
    for (const many of [1, 2]) {
      const page = await newPage();
      await takeHandOver(page, (await makeRelativesHandOver(from)).secret);
      expect(page.phase.value).toEqual({ kind: "relative" });
      expect(sessionOn(page).info).toMatchObject({ person: { name: "Grandma" }, deviceCounts: true });
      const post = await grandma.client.call("GET", "/post", { schema: postView });
      expect(post.elsewhere).toHaveLength(many);
      from = page;
    }
    // Signed in by the device alone from now on, there too.
    expect(await signInAsRelative(from)).toBe(true);
    const own = await from.store.ownKeys(sessionOn(from).info.hub);
    expect(own?.recipient).toBe(sessionOn(grandma).info.person.recipient);
  });

  test("are told to every guardian, and stand in the ledger each time that they are opened", async () => {
    const before = (await kinds()).length;
    await takeHandOver(await newPage(), (await makeRelativesHandOver(grandma)).secret);
    expect((await kinds()).slice(before)).toEqual([
      "own-keys-opened",
      "hand-over-made",
      "new-device",
      "roster-grew",
      "own-keys-opened",
    ]);
    const { alerts } = await guardian.client.call("GET", "/alerts", { schema: alertList });
    expect(alerts.find((one) => one.class === "new-device")?.recent[0]).toMatchObject({
      person: sessionOn(grandma).info.person.id,
    });
  });

  test("work once, for ten minutes, and while that page is signed in", async () => {
    const used = await makeRelativesHandOver(grandma);
    expect(await take(used)).toBe("in");
    expect(await take(used)).toBe("hand-over.unknown");
    const late = await makeRelativesHandOver(grandma);
    await rig.clock.advance(minutes(10));
    expect(await take(late)).toBe("hand-over.unknown");
    const ended = await makeRelativesHandOver(grandma);
    await grandma.client.call("DELETE", "/session");
    expect(await take(ended)).toBe("hand-over.unknown");
  });

  test("cannot be opened from a copy of what the browser keeps: without its session there is no other half", async () => {
    const { hub } = sessionOn(grandma).info;
    const own = await grandma.store.ownKeys(hub);
    expect(own?.box).toBeDefined();
    expect(typeof own?.identity).not.toBe("string");
    const thief = await newPage();
    expect(await ask(thief, "/post/key-half", {})).toBe("session.none");
    // Another signed-in device of hers gets another half.
    await takeHandOver(thief, (await makeRelativesHandOver(grandma)).secret);
    if (own !== undefined) await thief.store.putOwnKeys(hub, own);
    expect(await codeOf(makeRelativesHandOver(thief))).toBe("keys.stay-here");
  });

  test("are nobody else's to ask for: neither a guardian nor who was removed gets a half or leaves anything", async () => {
    const bodies = { id: randomId(), box: "x".repeat(200) };
    for (const [path, json] of [
      ["/post/key-half", {}],
      ["/post/hand-overs", bodies],
      ["/post/devices", { entry: "x" }],
    ] as const)
      expect(await ask(old, path, json)).toBe("session.not-allowed");
    await removeRelative(old, sessionOn(grandma).info.person);
    expect(await codeOf(makeRelativesHandOver(grandma))).toMatch(/^session\./);
  });

  test("a device is vouched for by its own person's key, for itself", async () => {
    const { hub, head } = await verifyRoster(rig.house.household.roster());
    const { person } = sessionOn(grandma).info;
    const other = await makeSigner();
    const signer = await signerOf((await openRelativesKeys(grandma)).signing);
    for (const entry of [
      { kind: "device", person: person.id, deviceKey: other.publicKey },
      { kind: "device-out", deviceKey: grandma.device.publicKey },
    ] as const) {
      const json = { entry: await signRosterEntry(hub, head, entry, signer) };
      expect(await ask(grandma, "/post/devices", json)).toBe("roster.refused");
    }
  });
});

/** The book itself, without a barrier. */
const FILE = "hub/access/hand-overs.ts";
const cut = (find: string, replace = ""): Patch => ({ file: FILE, find, replace });
type Way = (made: Awaited<ReturnType<typeof openBook>>) => Promise<unknown>;

async function openBook(make: typeof makeHandOvers) {
  const link = await makeHandOver(old);
  const { id } = await deriveHandOverKeys(link.secret);
  const { household, clock } = rig.house;
  const book = make({ household, clock, addresses: () => [], remoteNames: rig.remoteNames });
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

test.each<[string, Patch, Way]>(
  takenOut([
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
        "signer !== person.signingKey || rosterPerson(roster, person.id)?.signingKey !== signer",
        "rosterPerson(roster, person.id) === undefined",
      ),
      async ({ book, id, thief, enter }) => {
        book.look(id, thief.publicKey);
        return enter();
      },
    ],
  ]),
)("without %s somebody else comes in", async (_, patch, way) => {
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
