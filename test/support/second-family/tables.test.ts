/** Step 2 of docs/adding-a-toy.md: what is written is what is read, and what nobody can mean is nothing. */
import { expect, test } from "vitest";
import { recogniseLantern } from "./advert.ts";
import { decodeOrder, encodeOrder, type Order } from "./orders.ts";
import { decodeStatus, encodeStatus, type Status } from "./status.ts";

const hex = (text: string) => Uint8Array.from(Buffer.from(text.replaceAll(" ", ""), "hex"));

test.each<[string, Order]>([
  ["01 f0070000", { kind: "take-sound", bytes: 2_032 }],
  ["01 00000000", { kind: "take-sound", bytes: 0 }],
  ["02 02", { kind: "light", light: "blinking" }],
  ["03 32", { kind: "volume", percent: 50 }],
  ["04 01", { kind: "buttons", onlyReport: true }],
])("order %s", (bytes, order) => {
  expect(Uint8Array.from(encodeOrder(order))).toEqual(hex(bytes));
  expect(decodeOrder(hex(bytes))).toEqual(order);
});

test.each(["", "01 f007", "02 03", "03 65", "04 02", "05 00", "02 01 00"])("no order: %j", (bytes) => {
  expect(decodeOrder(hex(bytes))).toBeUndefined();
});

test("status", () => {
  const status: Status = {
    state: "speaking",
    light: "on",
    volume: 70,
    button: "top",
    milliseconds: 1_000,
  };
  expect(encodeStatus(status)).toEqual(hex("02 01 46 01 e803"));
  expect(decodeStatus(hex("02 01 46 01 e803"))).toEqual(status);
});

test.each([
  "",
  "00 00 46 00 e8",
  "03 00 46 00 e803",
  "00 03 46 00 e803",
  "00 00 65 00 e803",
  "00 00 46 03 e803",
])("no status: %j", (bytes) => expect(decodeStatus(hex(bytes))).toBeUndefined());

test.each([
  ["Lantern 2.1", { model: "Lantern", firmware: "2.1" }],
  ["Lantern", undefined],
  ["CloudPets A 1.0.19", undefined],
  [`Lantern 2.1${"1".repeat(99)}`, undefined],
])("recognises %s", (name, found) => {
  if (found === undefined) expect(recogniseLantern({ name })).toBeUndefined();
  else expect(recogniseLantern({ name })).toMatchObject(found);
});
