import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { codeOr } from "../../../test/support/code-of.ts";
import { Guardian, randomId } from "../../../test/support/guardian.ts";
import { type HubRig, makeHubRig } from "../../../test/support/hub-rig.ts";
import { makeSigner } from "../../../test/support/key-ring.ts";
import {
  devicesSeenBy,
  type SignedInBrowser,
  signedOut,
  signInElsewhere,
} from "../../../test/support/own-devices.ts";
import { sessionInfo } from "../../contract/api.ts";
import { deviceLabel } from "../../contract/device-label.ts";
import { verifyRoster } from "../../contract/roster.ts";
import { rosterEntries } from "../../contract/roster-entry.ts";
import { seconds } from "../../domain/duration.ts";

const passphrase = "four lanterns beside our kettle";
let rig: HubRig;
let kitchen: Guardian;
let phone: SignedInBrowser;
let tablet: SignedInBrowser;

beforeEach(async () => {
  rig = await makeHubRig();
  kitchen = await Guardian.claim(rig.browser(), rig.access.claimCode() ?? "", "Mum", passphrase);
  kitchen.client.hubNow = () => rig.clock.now();
  await rig.clock.advance(seconds(600));
  phone = await elsewhere("Chrome on Android");
  await rig.clock.advance(seconds(600));
  tablet = await elsewhere("Safari on iPad");
});
afterEach(() => rig[Symbol.asyncDispose]());

const elsewhere = (label: string, isVouchedFor = true) =>
  signInElsewhere(rig.browser(), { name: "Mum", passphrase, label }, () => rig.clock.now(), isVouchedFor);
const post = (by: Pick<SignedInBrowser, "client">, path: string, json: object) =>
  by.client.call("POST", path, { json, schema: sessionInfo });
const signOut = async (device = tablet.device.publicKey) =>
  post(phone, "/devices/sign-out", { device, entries: await signedOut(phone, device) });
const codeOf = codeOr("done");
const counting = async () => [...(await verifyRoster(rig.house.household.roster())).devices.keys()];

describe("the list", () => {
  test("has this device first, then those used last, each with what it calls itself", async () => {
    const list = await devicesSeenBy(phone);
    expect(list.map(({ label, isThis, mayApprove }) => [label, isThis, mayApprove])).toEqual([
      ["Chrome on Android", true, true],
      ["Safari on iPad", false, true],
      ["Test", false, true],
    ]);
    const began = rig.clock.now();
    const minutesAgo = list.map(({ lastUsedAt }) => (began - Date.parse(lastUsedAt ?? "")) / 60_000);
    expect(minutesAgo).toEqual([0, 0, 20]);
    expect(list[0]?.signedInAt).toBe(new Date(began - 600_000).toISOString());
  });

  test("tells where the page is open just now", async () => {
    const going = new AbortController();
    await tablet.client.open("GET", "/events", { signal: going.signal });
    expect((await devicesSeenBy(phone)).map(({ isOpen }) => isOpen)).toEqual([false, true, false]);
    going.abort();
    expect((await devicesSeenBy(phone)).map(({ isOpen }) => isOpen)).toEqual([false, false, false]);
  });

  test("keeps who signed out there, because its stamps still count", async () => {
    await rig.clock.advance(seconds(60));
    await tablet.client.call("DELETE", "/session");
    expect((await devicesSeenBy(phone)).find(({ key }) => key === tablet.device.publicKey)).toMatchObject({
      label: "Safari on iPad",
      signedInAt: null,
      isOpen: false,
      mayApprove: true,
    });
    expect(await codeOf(tablet.client.call("GET", "/devices"))).toBe("session.none");
    await signOut();
    expect((await devicesSeenBy(phone)).map(({ label }) => label)).toEqual(["Chrome on Android", "Test"]);
  });

  test("has one row for a device that signed in twice, and one for a device that nobody vouched for", async () => {
    await elsewhere("Edge on Windows", false);
    expect((await devicesSeenBy(phone)).map(({ label, mayApprove }) => [label, mayApprove])).toContainEqual([
      "Edge on Windows",
      false,
    ]);
    const before = await devicesSeenBy(phone);
    const again = rig.house.household.session(tablet.info.ath);
    if (again !== undefined) await rig.house.household.putSession({ ...again, id: "another" });
    expect(await devicesSeenBy(phone)).toEqual(before);
  });

  test("holds nothing that a browser says in its headers", async () => {
    const agent = "Mozilla/5.0 (Canary 7)";
    await phone.client.open("GET", "/state");
    const response = await rig.app.request("http://localhost:8080/api/v1/hub", {
      headers: { host: "localhost:8080", "user-agent": agent, "x-forwarded-for": "203.0.113.7" },
    });
    expect(response.status).toBe(200);
    const kept = JSON.stringify([rig.house.household.rememberedSessions(), rig.log]);
    for (const said of [agent, "Mozilla", "203.0.113.7", "127.0.0.1"]) expect(kept).not.toContain(said);
  });

  test.each(["\u202egnihtemos", "line\nbreak", "x".repeat(65), "zero\u200bwidth"])(
    "a device that calls itself %j is not let in",
    async (label) => {
      expect(deviceLabel.safeParse(label).success).toBe(false);
      expect(await codeOf(elsewhere(label))).toBe("http.malformed");
    },
  );
});

describe("signing out a device", () => {
  test("takes its session and its place in the roster, tells it by whom, and tells ble", async () => {
    await rig.addToy();
    const sent = rig.toys.all("roster").length;
    const info = await signOut();
    expect(rosterEntries.parse(info.roster)).toHaveLength(5);
    expect(await counting()).not.toContain(tablet.device.publicKey);
    expect(rig.toys.all("roster").length).toBeGreaterThan(sent);
    await expect(tablet.client.call("GET", "/state")).rejects.toMatchObject({
      problem: { status: 401, code: "session.revoked", by: "Mum" },
    });
    await kitchen.state();
    expect((await devicesSeenBy(phone)).map(({ label }) => label)).toEqual(["Chrome on Android", "Test"]);
  });

  test("twice says that it is not there any more", async () => {
    await signOut();
    const again = post(phone, "/devices/sign-out", { device: tablet.device.publicKey, entries: [] });
    expect(await codeOf(again)).toBe("device.unknown");
  });

  test("needs the guardian's own key: without its entry nothing happens", async () => {
    const device = tablet.device.publicKey;
    const [entry = ""] = await signedOut(phone, device);
    const [other = ""] = await signedOut(phone, kitchen.device.publicKey);
    const [forged = ""] = await signedOut({ ...phone, person: phone.device }, device);
    const before = rig.house.household.roster();
    const tries: [unknown, string][] = [
      [[], "device.not-signed"],
      [[other], "roster.refused"],
      [[forged], "roster.refused"],
      [["x"], "roster.refused"],
      [[entry, entry], "http.malformed"],
    ];
    for (const [entries, code] of tries)
      expect(await codeOf(post(phone, "/devices/sign-out", { device, entries }))).toBe(code);
    expect(rig.house.household.roster()).toEqual(before);
    await tablet.client.call("GET", "/state");
  });

  test("that the roster does not name takes no entry, and no other", async () => {
    const { device, client } = await elsewhere("Edge on Windows", false);
    const entries = await signedOut(phone, tablet.device.publicKey);
    const wish = { device: device.publicKey, entries };
    expect(await codeOf(post(phone, "/devices/sign-out", wish))).toBe("roster.refused");
    await client.call("GET", "/state");
    await post(phone, "/devices/sign-out", { ...wish, entries: [] });
    expect(await codeOf(client.call("GET", "/state"))).toBe("session.revoked");
    expect(await counting()).toHaveLength(3);
  });

  test("of this very one is another thing", async () => {
    expect(await codeOf(signOut(phone.device.publicKey))).toBe("device.this-one");
    await phone.client.call("GET", "/state");
  });

  test("that is another guardian's looks like one that nobody has", async () => {
    const stranger = await makeSigner();
    const session = rig.house.household.session(tablet.info.ath);
    if (session === undefined) throw new Error("signed in above");
    const theirs = { ...session, id: "theirs", person: randomId(), device: stranger.publicKey };
    await rig.house.household.putSession(theirs);
    const answers = await Promise.all(
      [stranger.publicKey, (await makeSigner()).publicKey].map((device) =>
        post(phone, "/devices/sign-out", { device, entries: [] }).catch(({ problem }) => problem),
      ),
    );
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]).toMatchObject({ status: 404, code: "device.unknown" });
    expect(rig.house.household.session("theirs")).toEqual(theirs);
    expect((await devicesSeenBy(phone)).map(({ key }) => key)).not.toContain(stranger.publicKey);
  });
});

describe("signing out everywhere else", () => {
  test("leaves this device alone", async () => {
    const others = [tablet.device.publicKey, kitchen.device.publicKey];
    await post(phone, "/devices/sign-out-others", { entries: await signedOut(phone, ...others) });
    expect(await counting()).toEqual([phone.device.publicKey]);
    expect((await devicesSeenBy(phone)).map(({ label }) => label)).toEqual(["Chrome on Android"]);
    expect(await codeOf(kitchen.state())).toBe("session.revoked");
    expect(await codeOf(tablet.client.call("GET", "/state"))).toBe("session.revoked");
  });

  test("misses none that came in between", async () => {
    const entries = await signedOut(phone, tablet.device.publicKey);
    const wish = post(phone, "/devices/sign-out-others", { entries });
    expect(await codeOf(wish)).toBe("device.not-signed");
    expect(await counting()).toHaveLength(3);
  });

  test("is nothing where there is no other", async () => {
    const others = [tablet.device.publicKey, kitchen.device.publicKey];
    await post(phone, "/devices/sign-out-others", { entries: await signedOut(phone, ...others) });
    await post(phone, "/devices/sign-out-others", { entries: [] });
    expect(await counting()).toEqual([phone.device.publicKey]);
  });
});

test("an entry that takes a device out of the roster ends its sessions too", async () => {
  const [entry] = await signedOut(phone, tablet.device.publicKey);
  await post(phone, "/roster", { entry });
  expect(await codeOf(tablet.client.call("GET", "/state"))).toBe("session.revoked");
});
