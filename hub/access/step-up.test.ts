import { afterEach, beforeEach, expect, test } from "vitest";
import { quickHash, randomId } from "../../test/support/guardian.ts";
import { type HubRig, makeHubRig } from "../../test/support/hub-rig.ts";
import { makeSigner } from "../../test/support/key-ring.ts";
import { claimAs, openPaperPage, sessionOn, signInAs } from "../../test/support/paper-page.ts";
import { makeSheet, sheetsOn } from "../../web-ui/src/actions/recovery.ts";
import { showPassphrase, showSheet } from "../../web-ui/src/actions/show-person.ts";
import { openWithPassphrase, signIn } from "../../web-ui/src/actions/sign-in.ts";
import { removeSlot } from "../../web-ui/src/actions/slots.ts";
import { deriveSheetKeys } from "../../web-ui/src/keys/recovery-sheet.ts";
import type { Page } from "../../web-ui/src/page-state.ts";
import { derivePassphraseKeys } from "../archive/derive-keys.ts";
import { makeIdentity } from "../archive/identity.ts";
import { parseBase64url } from "../contract/base64url.ts";
import type { Signer } from "../contract/jws.ts";
import { nonceResponse, signSheetProof } from "../contract/slots.ts";
import { minutes, seconds } from "../domain/duration.ts";

const NAME = "Mum";
const PASSPHRASE = "four lanterns beside our kettle";
let rig: HubRig;
let page: Page;

const newPage = () => openPaperPage(rig.browser(), () => rig.clock.now());
const keys = () => openWithPassphrase(page, sessionOn(page), PASSPHRASE);
/** Whether the session behind a page may do what cannot be undone. */
const isFresh = (on = page): boolean => {
  const session = rig.house.household.session(sessionOn(on).info.ath);
  try {
    rig.access.stepUp.assertFresh(session);
    return true;
  } catch (error) {
    expect(error).toMatchObject({ code: "session.step-up-needed" });
    return false;
  }
};
const auth = async (passphrase: string) => {
  const slot = sessionOn(page).info.slots.find(({ kind }) => kind === "passphrase");
  const salt = parseBase64url(slot?.kind === "passphrase" ? slot.salt : "") ?? new Uint8Array();
  return (await derivePassphraseKeys(passphrase, salt, quickHash)).auth;
};
const show = async (json: unknown, on = page) => on.client.call("POST", "/session/step-up", { json });
const nonce = async (on = page) =>
  (await on.client.call("POST", "/session/step-up/nonce", { schema: nonceResponse })).nonce;
const ledger = async () => {
  const kinds: string[] = [];
  for await (const { kind } of rig.house.ledger.entries()) kinds.push(kind);
  return kinds;
};

beforeEach(async () => {
  rig = await makeHubRig();
  page = await newPage();
  await claimAs(page, rig.access.claimCode() ?? "", NAME, PASSPHRASE);
});
afterEach(() => rig[Symbol.asyncDispose]());

test("signing in is none: the phone may have changed hands since", async () => {
  expect(isFresh()).toBe(false);
  const other = await newPage();
  await signIn(other, NAME, PASSPHRASE);
  expect(isFresh(other)).toBe(false);
});

test("the passphrase makes one, for this session alone, for five minutes", async () => {
  const other = await newPage();
  await signInAs(other, NAME, PASSPHRASE);
  const { signer } = await showPassphrase(page, PASSPHRASE);
  expect(signer.publicKey).toBe(sessionOn(page).info.person.signingKey);
  expect([isFresh(), isFresh(other)]).toEqual([true, false]);
  await rig.clock.advance(minutes(4.9));
  expect(isFresh()).toBe(true);
  await rig.clock.advance(minutes(0.1));
  expect(isFresh()).toBe(false);
  expect((await ledger()).filter((kind) => kind === "stepped-up")).toHaveLength(1);
});

test("a wall clock that jumps neither ends it nor makes it longer", async () => {
  await showPassphrase(page, PASSPHRASE);
  for (const years of [-56, 66]) {
    rig.clock.stepWallClock(years * 365 * 86_400_000);
    expect(isFresh()).toBe(true);
    rig.clock.stepWallClock(-years * 365 * 86_400_000);
  }
  rig.clock.stepWallClock(-86_400_000);
  await rig.clock.advance(minutes(5));
  expect(isFresh()).toBe(false);
});

test("it is nobody's without a session, and gone with the process", async () => {
  await showPassphrase(page, PASSPHRASE);
  expect(() => rig.access.stepUp.assertFresh(undefined)).toThrow("nobody showed");
  await rig.settle();
  await using again = await makeHubRig({ copyOf: rig.dir });
  const session = again.house.household.session(sessionOn(page).info.ath);
  expect(session).toBeDefined();
  expect(() => again.access.stepUp.assertFresh(session)).toThrow("nobody showed");
});

test("a recovery sheet makes one; another sheet is known for one before anything is sent", async () => {
  const { identity } = await makeSheet(page, sessionOn(page), await keys());
  await expect(showSheet(page, await makeIdentity())).rejects.toMatchObject({ code: "keys.other-sheet" });
  expect(isFresh()).toBe(false);
  await showSheet(page, identity);
  expect(isFresh()).toBe(true);
  expect(await ledger()).not.toContain("step-up-failed");
});

test("a slip in the passphrase is found here, and costs no try at the hub", async () => {
  for (let n = 0; n < 8; n++)
    await expect(showPassphrase(page, "not the one")).rejects.toMatchObject({
      code: "keys.wrong-passphrase",
    });
  await showPassphrase(page, PASSPHRASE);
  expect(await ledger()).not.toContain("step-up-failed");
});

test("who guesses at the hub waits longer and longer, and is written down", async () => {
  for (let n = 0; n < 5; n++)
    await expect(show({ by: "passphrase", auth: await auth(`guess ${n}`) })).rejects.toMatchObject({
      problem: { code: "step-up.refused" },
    });
  await expect(showPassphrase(page, PASSPHRASE)).rejects.toMatchObject({
    problem: { code: "sign-in.too-many" },
  });
  expect((await ledger()).filter((kind) => kind === "step-up-failed")).toHaveLength(5);
  expect(isFresh()).toBe(false);
  await rig.clock.advance(seconds(2));
  await showPassphrase(page, PASSPHRASE);
  expect(isFresh()).toBe(true);
});

test("a flood of failures at the door keeps nobody inside from it", async () => {
  const stranger = await newPage();
  for (let n = 0; n < 40; n++) await signIn(stranger, NAME, `guess ${n}`).catch(() => undefined);
  await expect(signIn(stranger, NAME, PASSPHRASE)).rejects.toMatchObject({
    problem: { code: "sign-in.too-many" },
  });
  await showPassphrase(page, PASSPHRASE);
  expect(isFresh()).toBe(true);
});

/** What a thief with the phone, or a program with another sheet, may try. */
type Forge = (hub: string, sheet: Signer) => Promise<string>;
const step = { kind: "step-up" } as const;
test.each<[string, Forge]>([
  ["no signature", async () => "a.b.c"],
  [
    "a sheet of nobody's",
    async (hub) =>
      signSheetProof({ v: 1, hub: hub as never, nonce: await nonce(), what: step }, await makeSigner()),
  ],
  [
    "another hub's",
    async (_, sheet) => signSheetProof({ v: 1, hub: randomId(), nonce: await nonce(), what: step }, sheet),
  ],
  [
    "a nonce for changes of slots",
    async (hub, sheet) => {
      const other = await page.client.call("POST", "/slots/nonce", { schema: nonceResponse });
      return signSheetProof({ v: 1, hub: hub as never, nonce: other.nonce, what: step }, sheet);
    },
  ],
  [
    "another session's nonce",
    async (hub, sheet) => {
      const other = await newPage();
      await signInAs(other, NAME, PASSPHRASE);
      return signSheetProof({ v: 1, hub: hub as never, nonce: await nonce(other), what: step }, sheet);
    },
  ],
  [
    "a nonce of long ago",
    async (hub, sheet) => {
      const old = await nonce();
      await rig.clock.advance(minutes(5));
      return signSheetProof({ v: 1, hub: hub as never, nonce: old, what: step }, sheet);
    },
  ],
  [
    "what was signed to sign in",
    async (hub, sheet) => {
      const what = { kind: "sign-in", device: page.device.publicKey } as const;
      return signSheetProof({ v: 1, hub: hub as never, nonce: await nonce(), what }, sheet);
    },
  ],
])("with a sheet: %s is refused", async (_, forge) => {
  const { identity } = await makeSheet(page, sessionOn(page), await keys());
  const { proof: sheet } = await deriveSheetKeys(identity);
  const proof = await forge(sessionOn(page).info.hub, sheet);
  await expect(show({ by: "recovery-sheet", proof })).rejects.toMatchObject({
    problem: { code: "step-up.refused" },
  });
  expect(isFresh()).toBe(false);
});

test("a sheet's signature counts once, and none of a sheet that was removed", async () => {
  const { identity } = await makeSheet(page, sessionOn(page), await keys());
  const { proof: sheet } = await deriveSheetKeys(identity);
  const sign = async () =>
    signSheetProof({ v: 1, hub: sessionOn(page).info.hub, nonce: await nonce(), what: step }, sheet);
  const proof = await sign();
  await show({ by: "recovery-sheet", proof });
  await expect(show({ by: "recovery-sheet", proof })).rejects.toMatchObject({
    problem: { code: "step-up.refused" },
  });
  const [slot] = sheetsOn(page);
  if (slot === undefined) throw new Error("no sheet");
  await removeSlot(page, sessionOn(page), await keys(), slot.id);
  await expect(show({ by: "recovery-sheet", proof: await sign() })).rejects.toMatchObject({
    problem: { code: "step-up.refused" },
  });
});
