import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Guardian } from "../../test/support/guardian.ts";
import { type HubRig, makeHubRig } from "../../test/support/hub-rig.ts";
import { makeSigner } from "../../test/support/key-ring.ts";
import { Relative, rightsFor } from "../../test/support/relative.ts";
import { HubClient } from "../../web-ui/src/hub/hub-client.ts";
import { sessionInfo } from "../contract/api.ts";
import type { Signer } from "../contract/jws.ts";
import type { PublicId } from "../contract/public-id.ts";
import { verifyRoster } from "../contract/roster.ts";
import { type RosterEntry, signRosterEntry } from "../contract/roster-entry.ts";
import { hours } from "../domain/duration.ts";

let rig: HubRig;
let guardian: Guardian;
let relative: Relative;
let child: PublicId;

beforeEach(async () => {
  rig = await makeHubRig();
  guardian = await rig.claim();
  child = (await rig.addToy()).child;
  relative = await Relative.join(rig, guardian, [rightsFor(child)]);
});
afterEach(() => rig[Symbol.asyncDispose]());

const refused = (code: string) => expect.objectContaining({ name: "HubRefusal", code });

async function signInBy(device: Signer, named = device) {
  const client = new HubClient(device, {
    fetch: rig.browser(),
    now: () => rig.clock.now(),
    random: (bytes) => crypto.getRandomValues(new Uint8Array(bytes)),
  });
  const json = { device: { key: named.publicKey, label: "Phone" } };
  return client.call("POST", "/sign-in/device", { json, schema: sessionInfo });
}

async function add(entry: RosterEntry) {
  const { hub, head } = await verifyRoster(rig.house.household.roster());
  const { signer } = await guardian.openKeys();
  await rig.house.household.appendRoster(await signRosterEntry(hub, head, entry, signer));
}

test("a relative signs in with the device alone, and is told who they are and nothing of the vault", async () => {
  const info = await relative.client.call("GET", "/session", { schema: sessionInfo });
  expect(info.person).toMatchObject({ name: relative.name, role: "relative" });
  expect(info).toMatchObject({ slots: [], vaults: [], deviceCounts: true });
});

test("a session that ran out is made anew, and nobody types anything", async () => {
  await rig.clock.advance(hours(31 * 24));
  await expect(relative.client.call("GET", "/session")).rejects.toEqual(refused("session.none"));
  await relative.signInAgain();
  await expect(relative.client.call("GET", "/session")).resolves.toBeUndefined();
});

test("signed out by itself, it comes in again when it wants to", async () => {
  await relative.client.call("DELETE", "/session");
  await relative.signInAgain();
  await expect(relative.client.call("GET", "/session")).resolves.toBeUndefined();
});

describe("nobody else gets in that way, and all get the same answer:", () => {
  test.each<[string, () => Promise<Signer>]>([
    ["a stranger", () => makeSigner()],
    ["a guardian's own device", async () => guardian.device],
    ["the relative's other key", async () => relative.person],
    [
      "a device that was taken out of the roster",
      async () => {
        await add({ kind: "device-out", deviceKey: relative.device.publicKey });
        return relative.device;
      },
    ],
    [
      "a device of somebody who is gone",
      async () => {
        await add({ kind: "person-out", person: relative.info.person.id });
        return relative.device;
      },
    ],
    [
      "a device of a relative whose keys were replaced",
      async () => {
        const { recipient } = relative.info.person;
        const signingKey = (await makeSigner()).publicKey;
        const children = [rightsFor(child)];
        await add({ kind: "relative", person: relative.info.person.id, recipient, signingKey, children });
        return relative.device;
      },
    ],
  ])("%s", async (_, who) => {
    const device = await who();
    const told = await signInBy(device).catch((error: unknown) => error);
    expect(told).toMatchObject({ code: "sign-in.unknown-device" });
    expect(told).toEqual(await signInBy(await makeSigner()).catch((error: unknown) => error));
  });
});

test("a proof by one device signs no other in", async () => {
  await expect(signInBy(await makeSigner(), relative.device)).rejects.toEqual(
    refused("session.wrong-device"),
  );
});

test("before the hub has a guardian, no device is anybody's", async () => {
  await using empty = await makeHubRig();
  const device = await makeSigner();
  const client = new HubClient(device, {
    fetch: empty.browser(),
    now: () => empty.clock.now(),
    random: (bytes) => crypto.getRandomValues(new Uint8Array(bytes)),
  });
  const json = { device: { key: device.publicKey, label: "Phone" } };
  await expect(client.call("POST", "/sign-in/device", { json })).rejects.toEqual(
    refused("sign-in.unknown-device"),
  );
});

test("what is for guardians is not for a relative", async () => {
  await expect(relative.client.call("GET", "/state")).rejects.toEqual(refused("session.not-allowed"));
});
