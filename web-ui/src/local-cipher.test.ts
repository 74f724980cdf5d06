import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { openDatabase } from "./browser-database.ts";
import { openLocalCipher } from "./local-cipher.ts";

const PLAIN = new TextEncoder().encode("goodnight");

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
});
afterEach(() => vi.restoreAllMocks());

const open = async () => openLocalCipher(await openDatabase("somewhere", ["keys"]), "keys");

test("its key is made at the first visit, and only read at the next", async () => {
  const made = vi.spyOn(crypto.subtle, "generateKey");
  const written = vi.spyOn(IDBObjectStore.prototype, "put");
  const hidden = await (await open()).hide(PLAIN);
  expect(await (await open()).show(hidden)).toEqual(PLAIN);
  expect([made, written].map(({ mock }) => mock.calls.length)).toEqual([1, 1]);
});

test("two tabs that come for the first time have one key", async () => {
  const [one, other] = await Promise.all([open(), open()]);
  expect(await other.show(await one.hide(PLAIN))).toEqual(PLAIN);
});

test("hidden for one place, it opens at no other", async () => {
  const cipher = await open();
  const hidden = await cipher.hide(PLAIN, "here");
  expect(await cipher.show(hidden, "here")).toEqual(PLAIN);
  await expect(cipher.show(hidden, "there")).rejects.toThrow();
  await expect(cipher.show(hidden)).rejects.toThrow();
});
