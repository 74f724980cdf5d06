import { generateKeyPairSync } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { randomId } from "../../test/support/guardian.ts";
import { HOST, type HubRig, makeHubRig, ORIGIN } from "../../test/support/hub-rig.ts";
import { claimAs, openPaperPage, sessionOn, signInAs } from "../../test/support/paper-page.ts";
import { challengeIn, PRESENT, SoftAuthenticator, VERIFIED } from "../../test/support/soft-authenticator.ts";
import {
  addPasskey,
  openWithPasskey,
  removePasskey,
  signInWithPasskey,
} from "../../web-ui/src/actions/passkeys.ts";
import { readAnew } from "../../web-ui/src/actions/read-anew.ts";
import { makeSheet } from "../../web-ui/src/actions/recovery.ts";
import { showPasskey } from "../../web-ui/src/actions/show-person.ts";
import { openWithPassphrase, signIn } from "../../web-ui/src/actions/sign-in.ts";
import { changeSlots, removeSlot } from "../../web-ui/src/actions/slots.ts";
import type { OpenedSlot } from "../../web-ui/src/keys/open-slot.ts";
import { newId } from "../../web-ui/src/new-id.ts";
import type { Page } from "../../web-ui/src/page-state.ts";
import { sessionInfo } from "../contract/api.ts";
import { challengeOf, type PasskeyAnswer, passkeyNonce } from "../contract/passkeys.ts";
import { nonceResponse, signSlotOrder } from "../contract/slots.ts";
import { hours, minutes, seconds } from "../domain/duration.ts";

const NAME = "Mum";
const PASSPHRASE = "four lanterns beside our kettle";
let rig: HubRig;
let phone: SoftAuthenticator;
let page: Page;
let opened: OpenedSlot;

const newPage = (authenticator = phone, at = rig) =>
  openPaperPage(at.browser(), () => at.clock.now(), authenticator);
const refused = (code: string) => ({ problem: { code } });
const passkeysOf = (on: Page) => sessionOn(on).info.slots.filter((slot) => slot.kind === "passkey");
const stored = () => (rig.house.household.people()[0]?.slots ?? []).filter((slot) => slot.kind === "passkey");
const ledger = async () => {
  const entries: { kind: string; subject: string | null }[] = [];
  for await (const { kind, subject } of rig.house.ledger.entries()) entries.push({ kind, subject });
  return entries;
};
const kinds = async () => (await ledger()).map(({ kind }) => kind);
const isFresh = () => {
  try {
    rig.access.stepUp.assertFresh(rig.house.household.session(sessionOn(page).info.ath));
    return true;
  } catch {
    return false; // `hub/access/step-up.test.ts` looks at what it says
  }
};

beforeEach(async () => {
  rig = await makeHubRig();
  phone = new SoftAuthenticator();
  page = await newPage();
  await claimAs(page, rig.access.claimCode() ?? "", NAME, PASSPHRASE);
  opened = await openWithPassphrase(page, sessionOn(page), PASSPHRASE);
});
afterEach(() => rig[Symbol.asyncDispose]());

const add = () => addPasskey(page, sessionOn(page), opened);
const askNonce = (on: Page) => on.client.call("POST", "/sign-in/passkey/nonce", { schema: passkeyNonce });
const signInBy = (on: Page, answer: PasskeyAnswer, key = on.device.publicKey) =>
  on.client.call("POST", "/sign-in/passkey", {
    json: { answer, device: { key, label: "Test" } },
    schema: sessionInfo,
  });
/** An answer to a fresh question, told as `phone.lie` has it. */
const answerOn = async (on: Page) => {
  const { nonce, rpId } = await askNonce(on);
  return (await phone.ask({ rpId, nonce })).answer;
};

describe("adding one", () => {
  test.each([true, false])(
    "keeps what signs in and what opens, and nothing secret (PRF at once: %s)",
    async (atOnce) => {
      phone.givesAtOnce = atOnce;
      await add();
      expect(phone.secrets).toHaveLength(1);
      const [slot] = passkeysOf(page);
      expect(slot).toMatchObject({
        rpId: "localhost",
        credential: phone.passkeys[0]?.credential,
        transports: ["internal"],
        madeAt: new Date(rig.clock.now()).toISOString(),
      });
      const kept = JSON.stringify([stored(), sessionOn(page).info]);
      for (const secret of phone.secrets)
        for (const form of ["hex", "base64", "base64url"] as const)
          expect(kept).not.toContain(secret.toString(form));
      expect(await kinds()).toContain("passkey-added");
      const { signer, vaults } = await openWithPasskey(page, sessionOn(page));
      expect([signer.publicKey, vaults]).toEqual([opened.signer.publicKey, opened.vaults]);
    },
  );

  test("an authenticator without PRF is refused before the hub hears of it, and told to forget", async () => {
    phone.hasPrf = false;
    await expect(add()).rejects.toMatchObject({ code: "passkey.no-secret" });
    expect([stored(), phone.passkeys, phone.forgotten]).toEqual([[], [], [expect.any(String)]]);
  });

  test("an authenticator that has one of this person's makes no second", async () => {
    await add();
    await expect(add()).rejects.toMatchObject({ code: "passkey.there-already" });
    expect(stored()).toHaveLength(1);
  });

  test("eight, and no more; sheets are counted apart", async () => {
    for (let n = 0; n < 8; n++) {
      page = { ...page, authenticator: new SoftAuthenticator() };
      await add();
    }
    page = { ...page, authenticator: phone };
    await expect(add()).rejects.toMatchObject(refused("slot.too-many"));
    expect(phone.forgotten).toHaveLength(1);
    await makeSheet(page, sessionOn(page), opened);
  });

  test.each<[string, SoftAuthenticator["lie"]]>([
    ["another page's", { origin: "http://localhost:9999" }],
    ["another name's", { rpId: "evil.test" }],
    ["nobody verified", { flags: PRESENT }],
    ["nobody present", { flags: VERIFIED }],
    ["an answer, not a making", { type: "webauthn.get" }],
    ["for another question", { challenge: challengeOf("1.x.y") }],
  ])("%s: refused", async (_, lie) => {
    phone.givesAtOnce = true;
    phone.lie = lie;
    await expect(add()).rejects.toMatchObject(refused("slot.wrong-passkey"));
    expect(stored()).toEqual([]);
  });

  /** Signs an order around a making that it is up to the test to have got from somewhere. */
  const order = async (nonce: string, madeFor = nonce, by = opened.signer) => {
    const { info } = sessionOn(page);
    const { made } = await phone.make({ rpId: "localhost", nonce: madeFor, person: info.person, others: [] });
    const slot = { id: newId(), label: "Test", made, box: "A".repeat(100) };
    return signSlotOrder(info.hub, info.person.id, nonce, { kind: "add-passkey", slot }, by);
  };
  const slotNonce = async () =>
    (await page.client.call("POST", "/slots/passkey/nonce", { schema: passkeyNonce })).nonce;
  const post = (signed: string) => page.client.call("POST", "/slots", { json: { order: signed } });

  test("the passkey answers the very question that the order signs, once", async () => {
    const [one, other] = [await slotNonce(), await slotNonce()];
    await expect(post(await order(one, other))).rejects.toMatchObject(refused("slot.wrong-passkey"));
    const signed = await order(other);
    await post(signed);
    await expect(post(signed)).rejects.toMatchObject(refused("slot.not-proven"));
    const late = await slotNonce();
    await rig.clock.advance(minutes(5));
    await expect(post(await order(late))).rejects.toMatchObject(refused("slot.not-proven"));
  });

  test.each([
    ["no attestation at all", "AA"],
    ["a map that goes on and on", Buffer.alloc(900, 0xbf).toString("base64url")],
    [
      "an attestation of a kind that nobody knows",
      Buffer.from("a163666d7463787878", "hex").toString("base64url"),
    ],
  ])("%s is refused, and breaks nothing", async (_, attestationObject) => {
    phone.givesAtOnce = true;
    const make = phone.make.bind(phone);
    phone.make = async (wishes) => {
      const { made, secret } = await make(wishes);
      return { made: { ...made, attestationObject }, secret };
    };
    await expect(add()).rejects.toMatchObject(refused("slot.wrong-passkey"));
    expect([stored(), rig.log.filter(({ level }) => level === "error")]).toEqual([[], []]);
  });

  test("a session that opened nothing adds none", async () => {
    await expect(post(await order(await slotNonce(), undefined, page.device))).rejects.toMatchObject(
      refused("slot.not-proven"),
    );
    expect(stored()).toEqual([]);
  });

  test("one credential is in one slot", async () => {
    await add();
    const [kept] = phone.passkeys;
    const other = new SoftAuthenticator();
    other.givesAtOnce = true;
    const make = other.make.bind(other);
    other.make = async (wish) => {
      const { made, secret } = await make(wish);
      const id = kept?.credential ?? "";
      // The id stands in the signed bytes too, of the same length.
      const attestation = Buffer.from(made.attestationObject, "base64url");
      const at = attestation.indexOf(Buffer.from(made.id, "base64url"));
      Buffer.from(id, "base64url").copy(attestation, at);
      return { made: { ...made, id, attestationObject: attestation.toString("base64url") }, secret };
    };
    await expect(
      addPasskey({ ...page, authenticator: other }, sessionOn(page), opened),
    ).rejects.toMatchObject(refused("slot.exists"));
  });
});

describe("signing in", () => {
  beforeEach(add);

  test("one touch, no name: in, the vault open, and the ledger says with what", async () => {
    await rig.clock.advance(hours(1));
    const other = await newPage();
    await signInWithPasskey(other);
    expect(other.phase.value.kind).toBe("inside");
    expect(sessionOn(other).info).toMatchObject({ person: { name: NAME }, deviceCounts: true });
    expect(other.vaults.value.size).toBe(1);
    const [slot] = stored();
    expect(slot).toMatchObject({ counter: 2, lastUsedAt: rig.clock.now() });
    expect(await ledger()).toContainEqual({ kind: "new-device", subject: slot?.id });
  });

  test("a passkey that does not count answers is believed again and again, and noted once a minute", async () => {
    phone.counts = false;
    rig = await replaceRig();
    for (let n = 0; n < 3; n++) await signInWithPasskey(await newPage());
    expect(stored()[0]).toMatchObject({ counter: 0, lastUsedAt: rig.clock.now() });
    await rig.clock.advance(minutes(2));
    await signInWithPasskey(await newPage());
    expect(stored()[0]).toMatchObject({ lastUsedAt: rig.clock.now() });
  });
  /** The same, with a passkey that never counted. */
  async function replaceRig(): Promise<HubRig> {
    await rig[Symbol.asyncDispose]();
    const next = await makeHubRig();
    phone.passkeys.length = 0;
    page = await newPage(phone, next);
    await claimAs(page, next.access.claimCode() ?? "", NAME, PASSPHRASE);
    opened = await openWithPassphrase(page, sessionOn(page), PASSPHRASE);
    await add();
    return next;
  }

  test("without a PRF here nothing is sent: it would sign in and open nothing", async () => {
    phone.hasPrf = false;
    const other = await newPage();
    await expect(signInWithPasskey(other)).rejects.toMatchObject({ code: "passkey.no-secret" });
    expect(rig.house.household.sessions()).toHaveLength(1);
  });

  const someKey = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
  test.each<[string, SoftAuthenticator["lie"]]>([
    ["another page's", { origin: "http://localhost:9999" }],
    ["the same port by another scheme", { origin: `https://${HOST}` }],
    ["in a frame of another page", { crossOrigin: true, origin: "http://evil.test" }],
    ["another name's", { rpId: "evil.test" }],
    ["nobody verified", { flags: PRESENT }],
    ["nobody present", { flags: VERIFIED }],
    ["a making, not an answer", { type: "webauthn.create" }],
    ["another key's signature", { privateKey: someKey }],
    ["another person's", { userHandle: randomId() }],
    ["nobody's", { userHandle: undefined }],
    ["a question that nobody asked", { challenge: challengeOf("99999999.AAAA.BBBB") }],
    ["a question that is no text", { challenge: "____" }],
  ])("%s: refused like a passkey that nobody has", async (_, lie) => {
    const other = await newPage();
    phone.lie = lie;
    const wrong = await signInBy(other, await answerOn(other)).catch((error: unknown) => error);
    phone.lie = {};
    const answer = await answerOn(other);
    const unknown = await signInBy(other, { ...answer, id: "A".repeat(43) }).catch((error: unknown) => error);
    expect(wrong).toMatchObject(refused("sign-in.wrong-passkey"));
    expect((unknown as { problem: object }).problem).toEqual((wrong as { problem: object }).problem);
    expect(rig.house.household.sessions()).toHaveLength(1);
  });

  /** What no authenticator says; each in the place of one part of a good answer. */
  const RUBBISH = {
    "one byte": "AA",
    "no end": Buffer.alloc(600, 0xbf).toString("base64url"),
    "a map that holds itself a million times over": Buffer.from("ba000f4240", "hex").toString("base64url"),
    noise: Buffer.from("9d3f0c77aa51e2f4b8", "hex").toString("base64url"),
    "JSON of another kind": Buffer.from("[1,2]").toString("base64url"),
    "JSON null": Buffer.from("null").toString("base64url"),
  };
  const PARTS = ["clientDataJSON", "authenticatorData", "signature"] as const;
  test.each(
    Object.entries(RUBBISH).flatMap(([what, text]) => PARTS.map((part) => [what, part, text] as const)),
  )("%s as %s is refused like a wrong passkey, and breaks nothing", async (_, part, text) => {
    const other = await newPage();
    const answer = await answerOn(other);
    await expect(signInBy(other, { ...answer, [part]: text })).rejects.toMatchObject(
      refused("sign-in.wrong-passkey"),
    );
    await signInBy(other, answer); // nothing of it was used up
    expect(rig.log.filter(({ level }) => level === "error")).toEqual([]);
  });

  test.each([
    ["nothing", ""],
    ["no base64url", "!!"],
    ["more than any authenticator says", "A".repeat(8_000)],
  ])("%s in any part is refused by its form", async (_, text) => {
    const other = await newPage();
    const answer = await answerOn(other);
    for (const part of ["id", "userHandle", ...PARTS])
      await expect(signInBy(other, { ...answer, [part]: text })).rejects.toMatchObject(
        refused("http.malformed"),
      );
  });

  test("an answer counts once, for five minutes, on the device that asked", async () => {
    const other = await newPage();
    const answer = await answerOn(other);
    const thief = await newPage();
    await expect(signInBy(thief, answer)).rejects.toMatchObject(refused("sign-in.wrong-passkey"));
    await expect(signInBy(thief, answer, other.device.publicKey)).rejects.toMatchObject(
      refused("session.wrong-device"),
    );
    await signInBy(other, answer);
    await expect(signInBy(other, answer)).rejects.toMatchObject(refused("sign-in.wrong-passkey"));
    const late = await answerOn(other);
    await rig.clock.advance(minutes(5));
    await expect(signInBy(other, late)).rejects.toMatchObject(refused("sign-in.wrong-passkey"));
  });

  test("an answer to another question of the hub's signs nobody in", async () => {
    const { nonce } = await page.client.call("POST", "/session/step-up/nonce", { schema: nonceResponse });
    const { answer } = await phone.ask({ rpId: "localhost", nonce });
    expect(challengeIn(answer)).toBe(challengeOf(nonce));
    await expect(signInBy(await newPage(), answer)).rejects.toMatchObject(refused("sign-in.wrong-passkey"));
  });

  test("one that counts backwards, or stands still, may be a copy: refused, and written down once a minute", async () => {
    await signInWithPasskey(await newPage());
    await signInWithPasskey(await newPage());
    for (const counter of [3, 1, 0]) {
      phone.lie = { counter };
      await expect(signInWithPasskey(await newPage())).rejects.toMatchObject(
        refused("sign-in.wrong-passkey"),
      );
    }
    expect(stored()[0]).toMatchObject({ counter: 3 });
    expect((await kinds()).filter((kind) => kind === "passkey-doubtful")).toHaveLength(1);
    await rig.clock.advance(minutes(1));
    await expect(signInWithPasskey(await newPage())).rejects.toMatchObject(refused("sign-in.wrong-passkey"));
    expect((await kinds()).filter((kind) => kind === "passkey-doubtful")).toHaveLength(2);
    phone.lie = {};
    await signInWithPasskey(await newPage());
  });

  test("two answers with one counter, at once: one is let in", async () => {
    phone.lie = { counter: 9 };
    const pages = [await newPage(), await newPage()];
    const answers = await Promise.all(pages.map(answerOn));
    const results = await Promise.allSettled(
      pages.map((on, nth) => signInBy(on, answers[nth] as PasskeyAnswer)),
    );
    expect(results.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  });

  test("what an extension gave has no place in a request: it is refused as it stands", async () => {
    const other = await newPage();
    const answer = await answerOn(other);
    const first = "A".repeat(43);
    for (const spoilt of [
      { ...answer, clientExtensionResults: { prf: { results: { first } } } },
      { ...answer, clientExtensionResults: {} },
      { ...answer, prf: first },
    ])
      await expect(signInBy(other, spoilt)).rejects.toMatchObject(refused("http.malformed"));
    await expect(
      other.client.call("POST", "/sign-in/passkey", {
        json: {
          answer,
          device: { key: other.device.publicKey, label: "" },
          clientExtensionResults: { prf: { results: { first } } },
        },
      }),
    ).rejects.toMatchObject(refused("http.malformed"));
    await signInBy(other, answer); // it was good but for that
  });

  test("guesses at the passphrase, for this name and for a thousand, shut no passkey out", async () => {
    const guesser = await newPage();
    for (let n = 0; n < 8; n++) await signIn(guesser, NAME, `guess ${n}`).catch(() => undefined);
    for (let n = 0; n < 60; n++) await signIn(guesser, `name ${n}`, "guess").catch(() => undefined);
    await expect(signInAs(guesser, NAME, PASSPHRASE)).rejects.toMatchObject(refused("sign-in.too-many"));
    await signInWithPasskey(await newPage());
  });

  test("a flood of wrong answers costs a wait of a second at most, and leaves one line a minute", async () => {
    const thief = await newPage();
    phone.lie = { privateKey: someKey };
    const answers = await Promise.all(Array.from({ length: 100 }, () => answerOn(thief)));
    phone.lie = {};
    const flood = Promise.allSettled(answers.map((answer) => signInBy(thief, answer)));
    const results = await flood;
    const codes = results.map((result) =>
      result.status === "rejected" ? (result.reason as { code: string }).code : "in",
    );
    expect(new Set(codes)).toEqual(new Set(["sign-in.wrong-passkey", "sign-in.too-many"]));
    expect(codes.filter((code) => code === "sign-in.wrong-passkey").length).toBeGreaterThanOrEqual(66);
    expect((await kinds()).filter((kind) => kind === "sign-in-failed")).toHaveLength(1);
    await signInWithPasskey(await newPage());
  });

  test("devices that sign in at one moment are all vouched for", async () => {
    const pages = await Promise.all(Array.from({ length: 4 }, () => newPage()));
    await Promise.all(pages.map((on) => signInAs(on, NAME, PASSPHRASE)));
    expect(pages.map((on) => sessionOn(on).info.deviceCounts)).toEqual([true, true, true, true]);
  });

  test("one that was removed signs nobody in, and is not what stands alone", async () => {
    const [slot] = passkeysOf(page);
    if (slot === undefined) throw new Error("no passkey");
    const passphrase = sessionOn(page).info.slots.find(({ kind }) => kind === "passphrase");
    const thief = await newPage();
    const lost = await answerOn(thief);
    await expect(
      removeSlot(page, sessionOn(page), opened, passphrase?.id as typeof slot.id),
    ).rejects.toMatchObject(refused("slot.last"));
    await removePasskey(page, sessionOn(page), await openWithPasskey(page, sessionOn(page)), slot);
    expect(stored()).toEqual([]);
    await expect(signInBy(thief, lost)).rejects.toMatchObject(refused("sign-in.wrong-passkey"));
    expect(phone.forgotten).toEqual([slot.credential]);
  });

  test("it goes on over a restart, with its counter", async () => {
    await signInWithPasskey(await newPage());
    await rig.settle();
    await using again = await makeHubRig({ copyOf: rig.dir });
    await signInWithPasskey(await newPage(phone, again));
    phone.lie = { counter: 2 };
    await expect(signInWithPasskey(await newPage(phone, again))).rejects.toMatchObject(
      refused("sign-in.wrong-passkey"),
    );
  });
});

describe("under another name", () => {
  const NEXT = "http://hub.home.test:8080";
  test("a passkey of the old address is listed, opens nothing there, and is removed like any other", async () => {
    await add();
    await rig.settle();
    const addresses = [
      { origin: ORIGIN, rpId: "localhost" },
      { origin: NEXT, rpId: "home.test" },
    ];
    await using moved = await makeHubRig({ copyOf: rig.dir, addresses });
    phone.origin = NEXT;
    const there = await newPage(phone, moved);
    await signInAs(there, NAME, PASSPHRASE);
    const session = await readAnew(there);
    const [slot] = passkeysOf(there);
    expect(slot).toMatchObject({ rpId: "localhost" });
    await expect(openWithPasskey(there, session)).rejects.toMatchObject({ code: "passkey.none-used" });
    await removeSlot(there, session, opened, slot?.id as never);
    expect(passkeysOf(there)).toEqual([]);
  });

  test("an answer for one name is none under another that the hub has", async () => {
    await add();
    await rig.settle();
    const addresses = [
      { origin: "http://elsewhere.test", rpId: "elsewhere.test" },
      { origin: ORIGIN, rpId: "localhost" },
    ];
    await using moved = await makeHubRig({ copyOf: rig.dir, addresses });
    phone.lie = { origin: "http://elsewhere.test" };
    await expect(signInWithPasskey(await newPage(phone, moved))).rejects.toMatchObject(
      refused("sign-in.wrong-passkey"),
    );
    phone.lie = {};
    await signInWithPasskey(await newPage(phone, moved));
  });
});

describe("showing who is there", () => {
  beforeEach(add);

  test("a passkey does, and opens the person's keys by the same touch", async () => {
    const { signer } = await showPasskey(page);
    expect([signer.publicKey, isFresh()]).toEqual([opened.signer.publicKey, true]);
  });

  test("also where the authenticator leaves out whose it is, having been asked for this one", async () => {
    phone.lie = { userHandle: undefined };
    await showPasskey(page);
    expect(isFresh()).toBe(true);
  });

  test.each<[string, SoftAuthenticator["lie"]]>([
    ["nobody verified", { flags: PRESENT }],
    ["another person's", { userHandle: randomId() }],
    ["counted backwards", { counter: 1 }],
  ])("%s: refused", async (_, lie) => {
    await signInWithPasskey(await newPage());
    phone.lie = lie;
    await expect(showPasskey(page)).rejects.toMatchObject(refused("step-up.refused"));
    expect(isFresh()).toBe(false);
  });

  test("an answer for a sign-in, or for another session, shows nothing", async () => {
    const other = await newPage();
    const { nonce: toSignIn } = await askNonce(other);
    await signInWithPasskey(other);
    const { nonce: others } = await other.client.call("POST", "/session/step-up/nonce", {
      schema: nonceResponse,
    });
    for (const nonce of [toSignIn, others]) {
      const { answer } = await phone.ask({ rpId: "localhost", nonce });
      await expect(
        page.client.call("POST", "/session/step-up", { json: { by: "passkey", answer } }),
      ).rejects.toMatchObject(refused("step-up.refused"));
    }
    expect(isFresh()).toBe(false);
  });

  test("who guesses at the passphrase shuts no passkey out of it", async () => {
    const auth = Buffer.alloc(32).toString("base64url");
    for (let n = 0; n < 7; n++)
      await page.client
        .call("POST", "/session/step-up", { json: { by: "passphrase", auth } })
        .catch(() => undefined);
    await rig.clock.advance(seconds(1));
    await showPasskey(page);
    expect(isFresh()).toBe(true);
  });
});

test("an order for a passkey is for `POST /slots` alone", async () => {
  const { info } = sessionOn(page);
  const { nonce } = await page.client.call("POST", "/slots/passkey/nonce", { schema: passkeyNonce });
  const { made } = await phone.make({ rpId: "localhost", nonce, person: info.person, others: [] });
  const slot = { id: newId(), label: "", made, box: "A".repeat(100) };
  await expect(
    changeSlots(
      page,
      sessionOn(page),
      opened.signer,
      { kind: "add-passkey", slot },
      "PUT",
      "/slots/passphrase",
      {
        nonce,
      },
    ),
  ).rejects.toMatchObject(refused("slot.not-proven"));
});
