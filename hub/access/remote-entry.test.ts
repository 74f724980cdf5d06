/** Who comes in by a name away from home, and when that name is one no more: by the page's own keys over a hub of the rig. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { addGuardian, claimFamily, idOf, inRig, type Member } from "../../test/support/family.ts";
import { randomId } from "../../test/support/guardian.ts";
import { type HubRig, makeHubRig } from "../../test/support/hub-rig.ts";
import { OPERATOR_NOTE } from "../../test/support/joined.ts";
import { makeSigner } from "../../test/support/key-ring.ts";
import { openPaperPage, sessionOn, showAlways } from "../../test/support/paper-page.ts";
import { SoftAuthenticator } from "../../test/support/soft-authenticator.ts";
import { endEverything, reinstate, removeGuardian, suspend } from "../../web-ui/src/actions/guardians.ts";
import { makeHandOver, takeHandOver } from "../../web-ui/src/actions/hand-over.ts";
import { addPasskey, signInWithPasskey } from "../../web-ui/src/actions/passkeys.ts";
import { invite, withdrawInvitation } from "../../web-ui/src/actions/people.ts";
import { readAnew } from "../../web-ui/src/actions/read-anew.ts";
import { openWithPassphrase } from "../../web-ui/src/actions/sign-in.ts";
import type { Page } from "../../web-ui/src/page-state.ts";
import { hours, minutes } from "../domain/duration.ts";
import type { Comer } from "../ports/remote-names.ts";
import { startSettlingNames } from "../use-cases/invited-names.ts";

let rig: HubRig;
let mum: Member;
let dadsPhone: Comer;

beforeEach(async () => {
  rig = await makeHubRig();
  mum = await claimFamily(inRig(rig));
  await rig.remoteNames.join(OPERATOR_NOTE, []);
  dadsPhone = { device: (await makeSigner()).publicKey, person: randomId() };
});
afterEach(() => rig[Symbol.asyncDispose]());

/** But those of sheets: each guardian's have one. */
const names = () => {
  const sheets = rig.remoteStore
    .names()
    .flatMap(({ label, sheetsOf }) => (sheetsOf === undefined ? [] : [label]));
  const all = rig.remoteNames.addresses().map(({ origin }) => origin);
  return all.filter((origin) => !sheets.some((label) => origin.startsWith(`https://${label}.`)));
};
const pageAt = (origin: string, authenticator?: SoftAuthenticator): Promise<Page> =>
  openPaperPage(rig.browser(origin), () => rig.clock.now(), authenticator);
/** A phone that goes on from `from`, by its own name. */
const phoneOf = async (from: Page, authenticator?: SoftAuthenticator) => {
  const { secret, addresses } = await makeHandOver(from);
  const origin = addresses[0] ?? "";
  const page = await pageAt(origin, authenticator);
  await takeHandOver(page, secret);
  showAlways(page, mum.passphrase);
  return { page, origin };
};

test("a hand-over comes with a name of its own, and before the hub joined a relay with none", async () => {
  const { addresses } = await makeHandOver(mum.page);
  expect(addresses).toEqual([...names(), "http://localhost:8080"]);
  expect(addresses[0]).toMatch(/^https:\/\/[a-z2-7]{26}\.[a-z2-7]{26}\.family\.example$/);
  await makeHandOver(mum.page);
  expect(names()).toHaveLength(1);
  expect(names()).not.toContain(addresses[0]);
  await rig.remoteNames.leave([]);
  expect((await makeHandOver(mum.page)).addresses).toEqual(["http://localhost:8080"]);
});

test("the name of a hand-over that nobody took is none after ten minutes; the phone's stays", async () => {
  await makeHandOver(mum.page);
  await rig.clock.advance(minutes(10));
  expect(names()).toEqual([]);
  const { page, origin } = await phoneOf(mum.page);
  await rig.clock.advance(minutes(10));
  expect(names()).toEqual([origin]);
  expect(sessionOn(page).info.addresses).toEqual(["http://localhost:8080", origin]);
});

test("no device is told another one's name", async () => {
  const { origin } = await phoneOf(mum.page);
  const other = await phoneOf(mum.page);
  expect((await readAnew(other.page)).info.addresses).not.toContain(origin);
  expect((await readAnew(mum.page)).info.addresses).toEqual(["http://localhost:8080"]);
});

test("a passkey made by one name is for the hub's own, and signs in by another", async () => {
  const authenticator = new SoftAuthenticator();
  const phone = await phoneOf(mum.page, authenticator);
  authenticator.origin = phone.origin;
  const opened = await openWithPassphrase(phone.page, sessionOn(phone.page), mum.passphrase);
  await addPasskey(phone.page, sessionOn(phone.page), opened);
  const [slot] = sessionOn(phone.page).info.slots.filter(({ kind }) => kind === "passkey");
  expect(slot).toMatchObject({ rpId: rig.remoteNames.domain() });
  const tablet = await phoneOf(mum.page);
  authenticator.origin = tablet.origin;
  const again = await pageAt(tablet.origin, authenticator);
  await signInWithPasskey(again);
  expect(sessionOn(again).info.person.id).toBe(idOf(mum));
});

describe("an invitation", () => {
  const invited = () => invite(mum.page, { role: "guardian", name: "Dad" });
  const originOf = (link: string) => new URL(link).origin;

  test("comes with a name of its own, which is the newcomer's once they are in, and nobody else's", async () => {
    const phone = await phoneOf(mum.page);
    const link = await invite(phone.page, { role: "guardian", name: "Dad" });
    expect(originOf(link)).not.toBe(phone.origin);
    expect(names()).toEqual([phone.origin, originOf(link)]);
    const [invitation] = rig.house.household.invitations();
    await rig.remoteNames.entered(originOf(link), dadsPhone);
    expect(rig.remoteNames.of(dadsPhone.device)).toEqual([originOf(link)]);
    expect(rig.remoteNames.ofInvitation(invitation?.id ?? dadsPhone.person)).toBeUndefined();
    rig.remoteNames.dropDevice(dadsPhone.device);
    expect(names()).toEqual([phone.origin]);
  });

  test("leads to this very page where the hub joined no relay", async () => {
    await rig.remoteNames.leave([]);
    vi.stubGlobal("location", new URL("https://bear.test/settings"));
    expect(originOf(await invited())).toBe("https://bear.test");
    vi.unstubAllGlobals();
  });

  test("loses its name when it is withdrawn, runs out, or its guardian's device goes; not before", async () => {
    const withdrawn = originOf(await invited());
    expect(names()).toEqual([withdrawn]);
    const [invitation] = rig.house.household.invitations();
    if (invitation === undefined) throw new Error("nobody is invited");
    await withdrawInvitation(mum.page, invitation);
    expect(names()).toEqual([]);

    const runsOut = originOf(await invited());
    using _settling = startSettlingNames(rig.house);
    await rig.clock.advance(hours(71));
    expect(names()).toEqual([runsOut]);
    await rig.clock.advance(hours(2));
    expect(names()).toEqual([]);

    await invited();
    expect(names()).toHaveLength(1);
    rig.remoteNames.dropDevice(mum.page.device.publicKey);
    expect(names()).toEqual([]);
  });

  test("keeps its name over a restart", async () => {
    const link = await invited();
    await rig.settle();
    expect(rig.remoteStore.names().filter(({ sheetsOf }) => sheetsOf === undefined)).toMatchObject([
      { comers: [], invitation: { by: { person: idOf(mum) } } },
    ]);
    expect(names()).toEqual([originOf(link)]);
  });
});

describe("a guardian's recovery sheets", () => {
  const addressOf = async ({ page }: { readonly page: Page }) => (await readAnew(page)).info.sheetAddress;

  test("name an address of their own, the same from every device, and whoever comes by it takes nothing from it", async () => {
    const address = await addressOf(mum);
    const phone = await phoneOf(mum.page);
    expect(await addressOf(phone)).toBe(address);
    expect(address).not.toBe(phone.origin);
    await rig.remoteNames.entered(address ?? "", dadsPhone);
    rig.remoteNames.dropDevice(dadsPhone.device);
    rig.remoteNames.dropDevice(phone.page.device.publicKey);
    expect(await addressOf(mum)).toBe(address);
    expect(rig.remoteNames.isOurs(new URL(address ?? "").hostname)).toBe(true);
  });

  test("lose it when their guardian is suspended, and in a panic; the next sheet names another", async () => {
    const dad = await addGuardian(inRig(rig), mum, "Dad");
    const [mums, dads] = [await addressOf(mum), await addressOf(dad)];
    expect(mums).not.toBe(dads);
    await suspend(mum.page, { id: idOf(dad) });
    expect(rig.remoteNames.isOurs(new URL(dads ?? "").hostname)).toBe(false);
    expect(await addressOf(dad)).toBeNull();
    await endEverything(mum.page);
    expect(rig.remoteNames.isOurs(new URL(mums ?? "").hostname)).toBe(false);
    expect(await addressOf(mum)).not.toBe(mums);
  });

  test("name the page's own address where no relay was joined", async () => {
    await rig.remoteNames.leave([]);
    expect(await addressOf(mum)).toBeNull();
  });
});

describe("a phone's name goes", () => {
  let dad: Member;
  let phone: { readonly page: Page; readonly origin: string };
  let mums: { readonly page: Page; readonly origin: string };
  beforeEach(async () => {
    dad = await addGuardian(inRig(rig), mum, "Dad");
    phone = await phoneOf(dad.page);
    mums = await phoneOf(mum.page);
    expect(names()).toEqual([phone.origin, mums.origin]);
  });

  test("when the phone is signed out elsewhere, not when it signs itself out", async () => {
    await phone.page.client.call("DELETE", "/session");
    expect(names()).toContain(phone.origin);
    await rig.access.revoke([phone.page.device.publicKey], idOf(dad), idOf(dad));
    expect(names()).toEqual([mums.origin]);
  });

  test("when its guardian is suspended, and does not come back by itself", async () => {
    await suspend(mum.page, { id: idOf(dad) });
    expect(names()).toEqual([mums.origin]);
    await reinstate(mum.page, { id: idOf(dad) });
    expect(names()).toEqual([mums.origin]);
  });

  test("when its guardian is removed", async () => {
    await suspend(mum.page, { id: idOf(dad) });
    await rig.clock.advance(hours(24));
    const late = await phoneOf(mum.page);
    await removeGuardian(mum.page, { id: idOf(dad) });
    expect(names()).toEqual([mums.origin, late.origin]);
  });

  test("with all others when somebody may have got in, but for the one that says so", async () => {
    await makeHandOver(dad.page);
    await endEverything(mums.page);
    expect(names()).toEqual([mums.origin]);
  });
});
