/** What still opens when something is lost: each test is a row of docs/recovery.md. The hub is real, the page is its own code. */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openBox } from "../../hub/archive/box.ts";
import { type AgeIdentity, makeIdentity } from "../../hub/archive/identity.ts";
import { openClip } from "../../hub/archive/sealed-clip.ts";
import { encodeWav } from "../../hub/audio/wav.ts";
import { about } from "../../hub/contract/about.ts";
import { nonceResponse, signSlotOrder } from "../../hub/contract/slots.ts";
import { addPasskey, openWithPasskey, signInWithPasskey } from "../../web-ui/src/actions/passkeys.ts";
import { makeSheet, sheetsOn, signInWithSheet, testSheet } from "../../web-ui/src/actions/recovery.ts";
import { openWithPassphrase } from "../../web-ui/src/actions/sign-in.ts";
import { removeSlot } from "../../web-ui/src/actions/slots.ts";
import { passkeyIdentity } from "../../web-ui/src/keys/passkey-secret.ts";
import type { Page } from "../../web-ui/src/page-state.ts";
import { hum, randomId } from "../support/guardian.ts";
import { type HubRig, makeHubRig, ORIGIN } from "../support/hub-rig.ts";
import { boxesOpenedBy, claimAs, openPaperPage, sessionOn, signInAs } from "../support/paper-page.ts";
import { SoftAuthenticator } from "../support/soft-authenticator.ts";
import { makeTempDir } from "../support/temp-dir.ts";

const NAME = "Mum";
const PASSPHRASE = "four lanterns beside our kettle";
const NEW = "five words nobody would guess";
const SECONDS = 2;

let rig: HubRig;
let page: Page;
let sheet: AgeIdentity;
/** A recording as it lies in the archive. */
let sealed: Uint8Array;

const facts = about.parse({
  v: 1,
  id: randomId(),
  direction: "from-toy",
  from: null,
  child: "the child",
  toy: "Bear",
  recordedAt: "2026-01-02T03:04:05Z",
  title: "",
  milliseconds: SECONDS * 1_000,
  waveform: Array.from({ length: 30 }, () => 7),
});
const newPage = (at = rig, phone = new SoftAuthenticator()) =>
  openPaperPage(at.browser(), () => at.clock.now(), phone);
const keysOf = (on: Page, passphrase: string) => openWithPassphrase(on, sessionOn(on), passphrase);
const opensArchive = async (on: Page): Promise<boolean> => {
  const vaults = [...on.vaults.value.values()];
  if (vaults.length === 0) return false;
  return (await openClip(Uint8Array.from(sealed), ...vaults)).about.id === facts.id;
};

beforeEach(async () => {
  rig = await makeHubRig();
  page = await newPage();
  await claimAs(page, rig.access.claimCode() ?? "", NAME, PASSPHRASE);
  const made = await makeSheet(page, sessionOn(page), await keysOf(page, PASSPHRASE));
  sheet = made.identity;
  const [slot] = sheetsOn(page);
  if (slot === undefined) throw new Error("no sheet");
  expect(await testSheet(page, sessionOn(page), slot, sheet)).toBe(true);
  const wav = encodeWav(
    Int16Array.from(hum(SECONDS, 3), (sample) => sample * 32_767),
    16_000,
  );
  ({ sealed } = await rig.house.vault.seal(facts, Uint8Array.of(1, 2, 3), wav));
});
afterEach(() => rig[Symbol.asyncDispose]());

test("the passphrase is forgotten: the sheet signs in, opens the archive and sets a new passphrase", async () => {
  const back = await newPage();
  await signInWithSheet(back, { name: NAME, identity: sheet, passphrase: NEW });
  expect(await opensArchive(back)).toBe(true);
  const again = await newPage();
  await signInAs(again, NAME, NEW);
  expect(await opensArchive(again)).toBe(true);
});

/** A passkey on `phone`, made with the passphrase. */
const withPasskey = async (): Promise<SoftAuthenticator> => {
  const phone = new SoftAuthenticator();
  const on = { ...page, authenticator: phone };
  await addPasskey(on, sessionOn(page), await keysOf(page, PASSPHRASE));
  return phone;
};
const passkeysOn = (on: Page) => sessionOn(on).info.slots.filter((slot) => slot.kind === "passkey");

test("the passphrase is forgotten: a passkey signs in, opens the archive, and makes a sheet that sets a new passphrase", async () => {
  const phone = await withPasskey();
  const back = await newPage(rig, phone);
  await signInWithPasskey(back);
  expect(await opensArchive(back)).toBe(true);
  const made = await makeSheet(back, sessionOn(back), await openWithPasskey(back, sessionOn(back)));
  const again = await newPage();
  await signInWithSheet(again, { name: NAME, identity: made.identity, passphrase: NEW });
  const last = await newPage();
  await signInAs(last, NAME, NEW);
  expect(await opensArchive(last)).toBe(true);
});

test("a passkey or its device is lost: the passphrase removes it, and from then on it signs nobody in and opens nothing", async () => {
  const phone = await withPasskey();
  const [slot] = passkeysOn(page);
  if (slot === undefined) throw new Error("no passkey");
  const { secret } = await phone.ask({ rpId: slot.rpId, nonce: "any" });
  const wrap = await passkeyIdentity(secret ?? new Uint8Array());
  expect(await boxesOpenedBy(page, wrap)).toEqual(["passkey"]);
  await removeSlot(page, sessionOn(page), await keysOf(page, PASSPHRASE), slot.id);
  expect(await boxesOpenedBy(page, wrap)).toEqual([]);
  await expect(signInWithPasskey(await newPage(rig, phone))).rejects.toMatchObject({
    problem: { code: "sign-in.wrong-passkey" },
  });
});

test("the hub's name is lost: the passphrase opens under a new one, and removes the passkey of the old", async () => {
  const phone = await withPasskey();
  await rig.settle();
  phone.origin = "http://elsewhere.test";
  const addresses = [{ origin: ORIGIN, rpId: "elsewhere.test" }];
  await using moved = await makeHubRig({ copyOf: rig.dir, addresses });
  const there = await newPage(moved, phone);
  await expect(signInWithPasskey(there)).rejects.toMatchObject({ code: "passkey.none-used" });
  await signInAs(there, NAME, PASSPHRASE);
  expect(await opensArchive(there)).toBe(true);
  const [slot] = passkeysOn(there);
  if (slot === undefined) throw new Error("no passkey");
  expect([slot.rpId, phone.isFor(slot.rpId)]).toEqual(["localhost", false]);
  await removeSlot(there, sessionOn(there), await keysOf(there, PASSPHRASE), slot.id);
  expect(passkeysOn(there)).toEqual([]);
});

test("the sheet is lost or stolen: the passphrase removes it, and from then on it opens nothing on the hub", async () => {
  const [slot] = sheetsOn(page);
  if (slot === undefined) throw new Error("no sheet");
  await removeSlot(page, sessionOn(page), await keysOf(page, PASSPHRASE), slot.id);
  expect(await boxesOpenedBy(page, sheet)).toEqual([]);
  await expect(
    signInWithSheet(await newPage(), { name: NAME, identity: sheet, passphrase: NEW }),
  ).rejects.toMatchObject({ problem: { code: "sign-in.wrong-sheet" } });
  await makeSheet(page, sessionOn(page), await keysOf(page, PASSPHRASE));
  expect(sheetsOn(page)).toHaveLength(1);
});

test("every device is lost: passphrase or sheet open the archive on a new one", async () => {
  const [byPassphrase, bySheet] = [await newPage(), await newPage()];
  await signInAs(byPassphrase, NAME, PASSPHRASE);
  await signInWithSheet(bySheet, { name: NAME, identity: sheet, passphrase: NEW });
  expect(await Promise.all([byPassphrase, bySheet].map(opensArchive))).toEqual([true, true]);
});

test("passphrase and sheet are lost: a signed-in device still hears, and can make neither anew", async () => {
  expect(await opensArchive(page)).toBe(true);
  await expect(keysOf(page, "a guess of four words")).rejects.toMatchObject({
    code: "keys.wrong-passphrase",
  });
  const { info } = sessionOn(page);
  const { nonce } = await page.client.call("POST", "/slots/nonce", { schema: nonceResponse });
  const [slot] = sheetsOn(page);
  if (slot === undefined) throw new Error("no sheet");
  const { recipient, proofKey, box } = slot;
  const wish = { kind: "add-sheet", slot: { id: randomId(), recipient, proofKey, box } } as const;
  const order = await signSlotOrder(info.hub, info.person.id, nonce, wish, page.device);
  await expect(page.client.call("POST", "/slots", { json: { order } })).rejects.toMatchObject({
    problem: { code: "slot.not-proven" },
  });
});

test("passphrase, sheet and devices are lost: nothing opens, by nobody", async () => {
  const stranger = await makeIdentity();
  const [vault] = sessionOn(page).info.vaults;
  expect(await boxesOpenedBy(page, stranger)).toEqual([]);
  await expect(openBox(vault?.box ?? "", stranger)).rejects.toMatchObject({ code: "archive.wrong-key" });
  await expect(openClip(Uint8Array.from(sealed), stranger)).rejects.toMatchObject({
    code: "archive.wrong-key",
  });
  const back = await newPage();
  await expect(signInAs(back, NAME, "a guess of four words")).rejects.toMatchObject({
    problem: { code: "sign-in.refused" },
  });
});

test("the hub breaks, and a copy of its folder is left: another one goes on, for passphrase and sheet", async () => {
  await rig.settle();
  await using other = await makeHubRig({ copyOf: rig.dir });
  const [byPassphrase, bySheet] = [await newPage(other), await newPage(other)];
  await signInAs(byPassphrase, NAME, PASSPHRASE);
  await signInWithSheet(bySheet, { name: NAME, identity: sheet, passphrase: NEW });
  expect(await Promise.all([byPassphrase, bySheet].map(opensArchive))).toEqual([true, true]);
});

test("the hub breaks, and nothing is left of its folder: a new hub knows neither passphrase nor sheet", async () => {
  await using other = await makeHubRig();
  await expect(signInAs(await newPage(other), NAME, PASSPHRASE)).rejects.toMatchObject({
    problem: { code: "sign-in.refused" },
  });
  await expect(
    signInWithSheet(await newPage(other), { name: NAME, identity: sheet, passphrase: NEW }),
  ).rejects.toMatchObject({ problem: { code: "sign-in.wrong-sheet" } });
});

test("Pawpost is gone: the two boxes, a clip and the sheet open with age, tar and ffprobe alone", async () => {
  await using folder = await makeTempDir();
  const at = (name: string) => join(folder.path, name);
  const { info } = sessionOn(page);
  const box = info.slots.find(({ kind }) => kind === "recovery-sheet")?.box ?? "";
  writeFileSync(at("person.age"), Buffer.from(box, "base64url"));
  writeFileSync(at("vault.age"), Buffer.from(info.vaults.at(-1)?.box ?? "", "base64url"));
  writeFileSync(at("clip.age"), sealed);
  // What a person types off the paper.
  writeFileSync(at("sheet.txt"), sheet);
  const script = [
    "age -d -i sheet.txt person.age > person.txt",
    "age -d -i person.txt vault.age > vault.txt",
    "age -d -i vault.txt clip.age | tar -x",
    "ffprobe -v error -show_entries stream=codec_name,sample_rate:format=duration -of json clip.wav",
  ].join("\n");
  const told = execFileSync("bash", ["-euo", "pipefail", "-c", script], {
    cwd: folder.path,
    encoding: "utf8",
  });
  const { streams, format } = JSON.parse(told) as {
    streams: { codec_name: string; sample_rate: string }[];
    format: { duration: string };
  };
  expect(streams).toEqual([expect.objectContaining({ codec_name: "pcm_s16le", sample_rate: "16000" })]);
  expect(Number(format.duration)).toBe(SECONDS);
  expect(JSON.parse(readFileSync(at("about.json"), "utf8"))).toEqual(facts);
  // The person's own secret is in no file that the hub keeps: the sheet alone made the difference.
  writeFileSync(at("wrong.txt"), await makeIdentity());
  expect(() =>
    execFileSync("age", ["-d", "-i", "wrong.txt", "person.age"], { cwd: folder.path, stdio: "pipe" }),
  ).toThrow(/no identity matched/);
});
