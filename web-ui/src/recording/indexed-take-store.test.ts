import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { beforeEach, describe, expect, test } from "vitest";
import {
  keepSeconds,
  secondOf,
  takeOf,
  takeStoreContract,
} from "../../../test/contracts/take-store.contract.ts";
import { openDatabase, resultOf } from "../browser-database.ts";
import { openTakeStore } from "./indexed-take-store.ts";
import { lengthOf } from "./raw-sound.ts";
import type { TakeStore } from "./take-store.ts";

let store: TakeStore;

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  store = await openTakeStore();
});

describe("a store of takes", () => takeStoreContract(async () => store));

const open = () => openDatabase("pawpost-takes", []);

const rowsOf = async (name: string): Promise<Record<string, unknown>[]> => {
  const database = await open();
  return resultOf(database.transaction(name).objectStore(name).getAll());
};

test("another page of the same browser finds it", async () => {
  await keepSeconds(store, "one", 3);
  const later = await openTakeStore();
  expect(await later.all()).toEqual(await store.all());
  expect(await later.sounds("one")).toEqual(await store.sounds("one"));
});

test("more than ten pieces stay in order", async () => {
  await store.begin(takeOf("one"));
  for (let number = 0; number < 12; number += 1)
    await store.add("one", number, { pcm: Float32Array.of(number / 16), sampleRateHz: 48_000 });
  const heard = (await store.sounds("one")).map(({ pcm }) => (pcm[0] ?? 0) * 16);
  expect(heard).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
});

test("to whom it goes, and what was said, is not to be read in the store", async () => {
  await keepSeconds(store, "one", 1);
  const [kept] = await rowsOf("takes");
  const [piece] = await rowsOf("pieces");
  expect(Object.keys(kept ?? {}).toSorted()).toEqual(
    ["hidden", "id", "iv", "milliseconds", "person", "pieces", "startedAt", "state"].toSorted(),
  );
  expect(Object.keys(piece ?? {}).toSorted()).toEqual(["hidden", "iv", "number", "sampleRateHz"]);
  const database = await open();
  const key = await resultOf<CryptoKey>(database.transaction("keys").objectStore("keys").get("local"));
  expect(key.extractable).toBe(false);
  await expect(crypto.subtle.exportKey("raw", key)).rejects.toThrow();
});

test("nothing of what is removed lies in the store", async () => {
  await keepSeconds(store, "one", 2);
  await store.remove("one");
  expect(await rowsOf("takes")).toEqual([]);
  expect(await rowsOf("pieces")).toEqual([]);
});

test("a piece that was damaged ends it, and one that was moved counts as damaged", async () => {
  await keepSeconds(store, "one", 3);
  const database = await open();
  const pieces = () => database.transaction("pieces", "readwrite").objectStore("pieces");
  const first = await resultOf<object>(pieces().get(["one", 0]));
  await resultOf(pieces().put({ ...first, number: 1 }, ["one", 1]));
  expect(lengthOf(await store.sounds("one"))).toBe(1_000);
});

test("what no key of this browser opens is cleared away", async () => {
  await keepSeconds(store, "one", 1);
  const database = await open();
  await resultOf(database.transaction("keys", "readwrite").objectStore("keys").clear());
  const later = await openTakeStore();
  expect(await later.all()).toEqual([]);
  await expect.poll(async () => (await rowsOf("takes")).length).toBe(0);
});

test("two tabs that come for the first time have one key", async () => {
  globalThis.indexedDB = new IDBFactory();
  const [one, other] = await Promise.all([openTakeStore(), openTakeStore()]);
  await one.begin(takeOf("of-one"));
  await one.add("of-one", 0, secondOf(0));
  expect(lengthOf(await other.sounds("of-one"))).toBe(1_000);
});
