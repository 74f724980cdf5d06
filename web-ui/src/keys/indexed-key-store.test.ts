import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { beforeEach, expect, test } from "vitest";
import { publicId } from "../../../hub/contract/public-id.ts";
import { makeHouse } from "../../test/house-fixture.ts";
import { openDatabase, resultOf } from "../browser-database.ts";
import { openKeyStore } from "./indexed-key-store.ts";
import type { KeyStore } from "./key-store.ts";
import { type LastView, lastingHouse, readLastView, writeLastView } from "./last-view.ts";

const HUB = publicId.parse("HHHHHHHHHHHHHHHHHHHHHA");
const SESSION = { hub: HUB, nonce: "nonce", ath: "ath" };
const at = "2026-03-04T20:00:00.000Z";
const VIEW: LastView = {
  info: {
    hub: HUB,
    person: {
      id: publicId.parse("MMMMMMMMMMMMMMMMMMMMMA"),
      name: "Robin",
      recipient: `age1${"q".repeat(58)}`,
      signingKey: "A".repeat(43) as LastView["info"]["person"]["signingKey"],
      role: "guardian",
    },
    slots: [],
    vaults: [],
    roster: ["entry"],
    suspended: null,
    deviceCounts: true,
    addresses: [],
    sheetAddress: null,
    nonce: "nonce",
    ath: "ath",
    now: at,
    expiresAt: at,
  },
  house: lastingHouse(makeHouse([])),
  at: 1,
};

let store: KeyStore;
beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  store = await openKeyStore();
  await store.putSession(SESSION, new Map());
});

const rows = async (): Promise<string[]> => {
  const keys = (await openDatabase("pawpost", [])).transaction("keys").objectStore("keys");
  return (await resultOf(keys.getAllKeys())).map(String);
};

test("what was last seen is not to be read in the store, and its key by no script", async () => {
  await store.putLastView(writeLastView(VIEW));
  const keys = (await openDatabase("pawpost", [])).transaction("keys").objectStore("keys");
  const kept = await resultOf<{ iv: Uint8Array; hidden: ArrayBuffer }>(keys.get("last-view"));
  expect(Object.keys(kept).toSorted()).toEqual(["hidden", "iv"]);
  const text = Buffer.from(kept.hidden).toString("latin1");
  for (const name of ["Robin", "Mika", "Bruno"]) expect(text).not.toContain(name);
  const key = await resultOf<CryptoKey>(
    (await openDatabase("pawpost", [])).transaction("keys").objectStore("keys").get("local"),
  );
  expect(key.extractable).toBe(false);
  const shown = await store.lastView();
  expect(shown && readLastView(shown)).toEqual(VIEW);
});

test("it goes with the session, and none comes after it", async () => {
  await store.putLastView(writeLastView(VIEW));
  expect(await rows()).toContain("last-view");
  await store.endSession();
  await store.putLastView(writeLastView(VIEW));
  expect(await rows()).not.toContain("last-view");
  expect(await store.lastView()).toBeUndefined();
});

test("it goes with a family that is forgotten", async () => {
  await store.putLastView(writeLastView(VIEW));
  await store.forgetFamily(HUB);
  expect(await rows()).not.toContain("last-view");
});
