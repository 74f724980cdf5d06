import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { randomId } from "../../test/support/guardian.ts";
import { type HubRig, makeHubRig } from "../../test/support/hub-rig.ts";
import { boxesOpenedBy, claimAs, openPaperPage, sessionOn, signInAs } from "../../test/support/paper-page.ts";
import { makeSheet, sheetsOn, signInWithSheet, testSheet } from "../../web-ui/src/actions/recovery.ts";
import { openWithPassphrase } from "../../web-ui/src/actions/sign-in.ts";
import { removeSlot } from "../../web-ui/src/actions/slots.ts";
import type { OpenedSlot } from "../../web-ui/src/keys/open-slot.ts";
import { deriveSheetKeys } from "../../web-ui/src/keys/recovery-sheet.ts";
import type { Page } from "../../web-ui/src/page-state.ts";
import type { AgeIdentity } from "../archive/identity.ts";
import type { Signer } from "../contract/jws.ts";
import type { PublicId } from "../contract/public-id.ts";
import { nonceResponse, type SlotOrder, signSheetProof, signSlotOrder, slotList } from "../contract/slots.ts";
import { minutes, seconds } from "../domain/duration.ts";

const NAME = "Mum";
const PASSPHRASE = "four lanterns beside our kettle";
let rig: HubRig;
let page: Page;
let opened: OpenedSlot;

const newPage = () => openPaperPage(rig.browser(), () => rig.clock.now());
const refused = (code: string) => ({ problem: { code } });

beforeEach(async () => {
  rig = await makeHubRig();
  page = await newPage();
  await claimAs(page, rig.access.claimCode() ?? "", NAME, PASSPHRASE);
  opened = await openWithPassphrase(page, sessionOn(page), PASSPHRASE);
});
afterEach(() => rig[Symbol.asyncDispose]());

const add = () => makeSheet(page, sessionOn(page), opened);
const slotOf = (id: PublicId, on = page) => {
  const slot = sheetsOn(on).find((one) => one.id === id);
  if (slot === undefined) throw new Error("no such sheet");
  return slot;
};
const typeBack = ({ id, identity }: { id: PublicId; identity: AgeIdentity }) =>
  testSheet(page, sessionOn(page), slotOf(id), identity);
const stored = () => rig.house.household.people()[0]?.slots ?? [];
const nonce = async (on = page) =>
  (await on.client.call("POST", "/slots/nonce", { schema: nonceResponse })).nonce;
const me = () => sessionOn(page).info.person.id;
const hub = () => sessionOn(page).info.hub;
const signOrder = (order: SlotOrder, by: Signer, at: string, person = me(), where = hub()) =>
  signSlotOrder(where, person, at, order, by);
const passphraseId = () =>
  sessionOn(page).info.slots.find(({ kind }) => kind === "passphrase")?.id as PublicId;

describe("a sheet", () => {
  test("is added, typed back, tested again later and removed; each in the ledger", async () => {
    const sheet = await add();
    expect(slotOf(sheet.id)).toMatchObject({
      testedAt: null,
      madeAt: new Date(rig.clock.now()).toISOString(),
    });
    expect(await typeBack(sheet)).toBe(true);
    const first = slotOf(sheet.id).testedAt;
    await rig.clock.advance(minutes(60 * 24));
    expect(await typeBack(sheet)).toBe(true);
    expect(Date.parse(slotOf(sheet.id).testedAt ?? "") - Date.parse(first ?? "")).toBe(86_400_000);
    expect(await boxesOpenedBy(page, sheet.identity)).toEqual(["recovery-sheet"]);
    const { slots } = await page.client.call("GET", "/slots", { schema: slotList });
    expect(slots).toEqual(sessionOn(page).info.slots);
    await removeSlot(page, sessionOn(page), opened, slotOf(sheet.id).id);
    expect(sheetsOn(page)).toEqual([]);
    const kinds: string[] = [];
    for await (const entry of rig.house.ledger.entries()) kinds.push(entry.kind);
    expect(kinds.slice(-4)).toEqual(["slot-added", "slot-tested", "slot-tested", "slot-removed"]);
  });

  test("leaves nothing of its secret with the hub", async () => {
    const bodies: string[] = [];
    const fetch = rig.browser();
    const other = await openPaperPage(
      (path, init) => {
        bodies.push(`${path} ${String(init.body)}`);
        return fetch(path, init);
      },
      () => rig.clock.now(),
    );
    const sheet = await add();
    await typeBack(sheet);
    await signInWithSheet(other, {
      name: NAME,
      identity: sheet.identity,
      passphrase: "a new one of five words",
    });
    await testSheet(other, sessionOn(other), slotOf(sheet.id, other), sheet.identity);
    // A JWS hides its payload from a plain search.
    const sent = bodies
      .join("\n")
      .replaceAll(/[\w-]{24,}/g, (part) => `${part} ${Buffer.from(part, "base64url")}`);
    const { proof } = await deriveSheetKeys(sheet.identity);
    expect(sent).toContain(proof.publicKey);
    expect(sent.toUpperCase()).not.toContain(sheet.identity.slice(16, 40));
    expect(sent).not.toContain("a new one of five words");
    expect(JSON.stringify(stored()).toUpperCase()).not.toContain(sheet.identity.slice(16, 40));
  });

  test("that is another one changes nothing", async () => {
    const [one, other] = [await add(), await add()];
    expect(await typeBack({ id: one.id, identity: other.identity })).toBe(false);
    expect(slotOf(one.id).testedAt).toBeNull();
  });

  test("is one of five at most, and each id and key is there once", async () => {
    for (let n = 0; n < 5; n++) await add();
    await expect(add()).rejects.toMatchObject(refused("slot.too-many"));
    const [first] = sheetsOn(page);
    if (first === undefined) throw new Error("no sheet");
    await removeSlot(page, sessionOn(page), opened, sheetsOn(page)[4]?.id as PublicId);
    const { id, recipient, proofKey, box } = first;
    for (const slot of [
      { id: randomId(), recipient, proofKey, box },
      { id, recipient, proofKey: (await deriveSheetKeys((await add()).identity)).proof.publicKey, box },
    ]) {
      const order = await signOrder({ kind: "add-sheet", slot }, opened.signer, await nonce());
      await expect(page.client.call("POST", "/slots", { json: { order } })).rejects.toMatchObject(
        refused("slot.exists"),
      );
      await removeSlot(page, sessionOn(page), opened, sheetsOn(page).at(-1)?.id as PublicId).catch(
        () => undefined,
      );
    }
  });
});

describe("the last that opens by itself", () => {
  const removePassphrase = async () => {
    const id = passphraseId();
    const order = await signOrder({ kind: "remove", slot: id }, opened.signer, await nonce());
    return page.client.call("POST", `/slots/${id}/remove`, { json: { order } });
  };

  test("stays: a passphrase beside no sheet, or beside one that nobody typed back", async () => {
    await expect(removePassphrase()).rejects.toMatchObject(refused("slot.last"));
    const sheet = await add();
    await expect(removePassphrase()).rejects.toMatchObject(refused("slot.last"));
    await typeBack(sheet);
    await removePassphrase();
    expect(stored().map(({ kind }) => kind)).toEqual(["recovery-sheet"]);
  });

  test("stays: the tested sheet, when the passphrase has gone", async () => {
    const [sheet, untested] = [await add(), await add()];
    await typeBack(sheet);
    await removePassphrase();
    await expect(removeSlot(page, sessionOn(page), opened, slotOf(sheet.id).id)).rejects.toMatchObject(
      refused("slot.last"),
    );
    await removeSlot(page, sessionOn(page), opened, slotOf(untested.id).id);
    // Without a passphrase nobody signs in by one, not by the old one either.
    await expect(signInAs(await newPage(), NAME, PASSPHRASE)).rejects.toMatchObject(
      refused("sign-in.refused"),
    );
    const back = await newPage();
    await signInWithSheet(back, {
      name: NAME,
      identity: sheet.identity,
      passphrase: "a new one of five words",
    });
    expect(sessionOn(back).info.slots.map(({ kind }) => kind)).toEqual(["passphrase", "recovery-sheet"]);
  });

  test("stays when both are removed at the same moment", async () => {
    const sheet = await add();
    await typeBack(sheet);
    const both = await Promise.allSettled([
      removePassphrase(),
      removeSlot(page, sessionOn(page), opened, slotOf(sheet.id).id),
    ]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    expect(stored()).toHaveLength(1);
  });
});

describe("an order counts only", () => {
  const sheetSlot = async () => {
    const sheet = await add();
    return { ...sheet, proof: (await deriveSheetKeys(sheet.identity)).proof };
  };
  const notProven = refused("slot.not-proven");

  test("by the person's own key: a session alone, and a device's key, add no way in", async () => {
    const { id, proof } = await sheetSlot();
    const { recipient, box } = slotOf(id);
    const slot = { id: randomId(), recipient, proofKey: page.device.publicKey, box };
    for (const signer of [page.device, proof]) {
      const order = await signOrder({ kind: "add-sheet", slot }, signer, await nonce());
      await expect(page.client.call("POST", "/slots", { json: { order } })).rejects.toMatchObject(notProven);
    }
    expect(stored()).toHaveLength(2);
  });

  test("once, for five minutes, in the session that asked for the nonce", async () => {
    const { id } = await sheetSlot();
    const remove = async (at: string, on = page) =>
      on.client.call("POST", `/slots/${id}/remove`, {
        json: { order: await signOrder({ kind: "remove", slot: id }, opened.signer, at) },
      });
    const other = await newPage();
    await signInAs(other, NAME, PASSPHRASE);
    await expect(remove(await nonce(other))).rejects.toMatchObject(notProven);
    const late = await nonce();
    await rig.clock.advance(minutes(5));
    await expect(remove(late)).rejects.toMatchObject(notProven);
    await expect(remove("invented")).rejects.toMatchObject(notProven);
    const at = await nonce();
    await remove(at);
    await expect(remove(at)).rejects.toMatchObject(notProven);
  });

  test("for this hub, this person, this slot and this change", async () => {
    const [{ id }, other] = [await sheetSlot(), await sheetSlot()];
    const sign = async (order: SlotOrder, person?: PublicId, where?: PublicId) =>
      signOrder(order, opened.signer, await nonce(), person, where);
    const wrong = [
      await sign({ kind: "remove", slot: id }, randomId()),
      await sign({ kind: "remove", slot: id }, me(), randomId()),
      await sign({ kind: "remove", slot: other.id }),
      await sign({ kind: "tested", slot: id }),
      "no.jws.here",
    ];
    for (const order of wrong)
      await expect(
        page.client.call("POST", `/slots/${id}/remove`, { json: { order } }),
      ).rejects.toMatchObject(notProven);
    expect(sheetsOn(page)).toHaveLength(2);
  });

  test("with the sheet's own signature, when it says that the sheet was typed back", async () => {
    const [{ id, proof }, other] = [await sheetSlot(), await sheetSlot()];
    const attempt = async (change: {
      signer?: Signer;
      slot?: PublicId;
      what?: "sign-in";
      at?: string;
      person?: Signer;
      hub?: PublicId;
    }) => {
      const at = await nonce();
      const what =
        change.what === undefined
          ? ({ kind: "test", slot: change.slot ?? id } as const)
          : ({ kind: "sign-in", device: page.device.publicKey } as const);
      const said = { v: 1, hub: change.hub ?? hub(), nonce: change.at ?? at, what } as const;
      const json = {
        order: await signOrder({ kind: "tested", slot: id }, change.person ?? opened.signer, at),
        proof: await signSheetProof(said, change.signer ?? proof),
      };
      return page.client.call("POST", `/slots/${id}/test`, { json });
    };
    for (const change of [
      { signer: other.proof },
      { signer: opened.signer },
      { slot: other.id },
      { what: "sign-in" as const },
      { at: await nonce() },
      { person: proof },
      { hub: randomId() },
    ])
      await expect(attempt(change)).rejects.toMatchObject(notProven);
    expect(slotOf(id).testedAt).toBeNull();
    await attempt({});
    expect(stored().find((slot) => slot.id === id)).toMatchObject({ testedAt: rig.clock.now() });
  });

  test("of slots that are there, and sheets only are tested", async () => {
    const { id } = await sheetSlot();
    const slot = slotOf(id);
    await removeSlot(page, sessionOn(page), opened, slot.id);
    await expect(removeSlot(page, sessionOn(page), opened, slot.id)).rejects.toMatchObject(
      refused("slot.unknown"),
    );
    const json = { order: "x", proof: "x" };
    for (const unknown of [id, passphraseId(), randomId()])
      await expect(page.client.call("POST", `/slots/${unknown}/test`, { json })).rejects.toMatchObject(
        refused("slot.unknown"),
      );
  });
});

describe("sign-in with the sheet", () => {
  const NEW = "five words nobody would guess";

  test("opens the archive, sets a new passphrase and leaves other sessions alone", async () => {
    const sheet = await add();
    const back = await newPage();
    await signInWithSheet(back, { name: "  mUM ", identity: sheet.identity, passphrase: NEW });
    expect(back.phase.value.kind).toBe("inside");
    expect([...back.vaults.value.keys()]).toEqual([1]);
    expect(slotOf(sheet.id, back).testedAt).not.toBeNull(); // it opened its box: that is the test
    expect(sessionOn(back).info.slots.filter(({ kind }) => kind === "passphrase")).toHaveLength(1);
    await page.client.call("GET", "/session");
    await expect(signInAs(await newPage(), NAME, PASSPHRASE)).rejects.toMatchObject(
      refused("sign-in.refused"),
    );
    await signInAs(await newPage(), NAME, NEW);
  });

  test("answers a stranger's name, a wrong sheet and a person without sheet alike, and lets none in", async () => {
    const [sheet, wrong] = [await add(), await add()];
    await removeSlot(page, sessionOn(page), opened, slotOf(wrong.id).id);
    const answers = await Promise.all(
      [
        { name: "Nobody", identity: sheet.identity },
        { name: NAME, identity: wrong.identity },
        { name: "Nobody", identity: wrong.identity },
      ].map(async (wish) =>
        signInWithSheet(await newPage(), { ...wish, passphrase: NEW }).catch((error: unknown) => error),
      ),
    );
    for (const answer of answers) expect(answer).toMatchObject(refused("sign-in.wrong-sheet"));
    expect(rig.house.household.sessions()).toHaveLength(1);
  });

  test("waits after failures like a passphrase, without holding that up", async () => {
    const [sheet, wrong] = [await add(), await add()];
    await removeSlot(page, sessionOn(page), opened, slotOf(wrong.id).id);
    const by = async (identity: AgeIdentity, name = NAME) =>
      signInWithSheet(await newPage(), { name, identity, passphrase: NEW });
    for (const name of [NAME, "Nobody"]) {
      for (let n = 0; n < 5; n++)
        await expect(by(wrong.identity, name)).rejects.toMatchObject(refused("sign-in.wrong-sheet"));
      await expect(by(sheet.identity, name)).rejects.toMatchObject(refused("sign-in.too-many"));
    }
    await signInAs(await newPage(), NAME, PASSPHRASE);
    await rig.clock.advance(seconds(2));
    await by(sheet.identity);
  });

  test("takes a signature for this hub, this device and this nonce, once", async () => {
    const sheet = await deriveSheetKeys((await add()).identity);
    const thief = await newPage();
    const device = { key: thief.device.publicKey, label: "thief" };
    const ask = async () =>
      (await thief.client.call("POST", "/sign-in/sheet/nonce", { schema: nonceResponse })).nonce;
    const send = (proof: string) =>
      thief.client.call("POST", "/sign-in/sheet", { json: { name: NAME, proof, device } });
    const sign = (at: string, key = device.key, where = hub()) =>
      signSheetProof({ v: 1, hub: where, nonce: at, what: { kind: "sign-in", device: key } }, sheet.proof);
    const wrongSheet = refused("sign-in.wrong-sheet");
    const othersNonce = (await page.client.call("POST", "/sign-in/sheet/nonce", { schema: nonceResponse }))
      .nonce;
    for (const proof of [
      await sign(await ask(), page.device.publicKey),
      await sign(await ask(), device.key, randomId()),
      await sign(othersNonce),
      await signSheetProof(
        { v: 1, hub: hub(), nonce: await ask(), what: { kind: "test", slot: randomId() } },
        sheet.proof,
      ),
    ])
      await expect(send(proof)).rejects.toMatchObject(wrongSheet);
    const good = await sign(await ask());
    await send(good);
    await expect(send(good)).rejects.toMatchObject(wrongSheet);
    await expect(
      thief.client.call("POST", "/sign-in/sheet", {
        json: {
          name: NAME,
          proof: await sign(await ask()),
          device: { ...device, key: page.device.publicKey },
        },
      }),
    ).rejects.toMatchObject(refused("session.wrong-device"));
  });
});

test("a guardian of an older hub, whose one slot has neither id nor dates, goes on and gets a sheet", async () => {
  const { household } = rig.house;
  await household.changePerson(me(), (now) => ({
    ...now,
    slots: now.slots.map((slot) =>
      slot.kind === "passphrase" ? { kind: slot.kind, salt: slot.salt, box: slot.box } : slot,
    ),
  }));
  const back = await newPage();
  await signInAs(back, NAME, PASSPHRASE);
  const [old] = sessionOn(back).info.slots;
  expect(old).toMatchObject({ kind: "passphrase", madeAt: null, testedAt: null });
  const keys = await openWithPassphrase(back, sessionOn(back), PASSPHRASE);
  const sheet = await makeSheet(back, sessionOn(back), keys);
  await testSheet(back, sessionOn(back), slotOf(sheet.id, back), sheet.identity);
  const again = await newPage();
  await signInWithSheet(again, {
    name: NAME,
    identity: sheet.identity,
    passphrase: "five words nobody would guess",
  });
  expect(sessionOn(again).info.slots.map(({ kind, id }) => [kind, id === old?.id])).toEqual([
    ["passphrase", false],
    ["recovery-sheet", false],
  ]);
});
