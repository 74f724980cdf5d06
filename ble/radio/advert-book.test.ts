import { expect, test } from "vitest";
import { AdvertBook } from "./advert-book.ts";
import { decodeAdvertData } from "./advert-data.ts";

const hex = (text: string) => Uint8Array.from(Buffer.from(text.replaceAll(" ", ""), "hex"));
const A = "d0:00:00:00:00:01";

test.each([
  ["flags, then a complete name", "02 01 06 04 09 626561", { name: "bea", manufacturerData: undefined }],
  ["a shortened name", "04 08 626561", { name: "bea", manufacturerData: undefined }],
  [
    "a complete name after a shortened one",
    "02 08 62 04 09 626561",
    { name: "bea", manufacturerData: undefined },
  ],
  [
    "a complete name before a shortened one",
    "04 09 626561 02 08 62",
    { name: "bea", manufacturerData: undefined },
  ],
  ["manufacturer data", "05 ff 0d00 0102", { name: undefined, manufacturerData: hex("0d00 0102") }],
  [
    "the first of two manufacturers",
    "03 ff 0d00 03 ff 0e00",
    { name: undefined, manufacturerData: hex("0d00") },
  ],
  [
    "an element cut short by the packet's end",
    "02 09 62 09 ff 0d",
    { name: "b", manufacturerData: undefined },
  ],
  ["nothing after an early end", "00 04 09 626561", { name: undefined, manufacturerData: undefined }],
  ["an empty name", "01 09", { name: "", manufacturerData: undefined }],
  ["a name that is no UTF-8", "03 09 ff62", { name: "\ufffdb", manufacturerData: undefined }],
  ["nothing", "", { name: undefined, manufacturerData: undefined }],
])("reads %s", (_, bytes, data) => expect(decodeAdvertData(hex(bytes))).toEqual(data));

test("what was read does not change with the packet's buffer", () => {
  const packet = hex("05 ff 0d00 0102");
  const { manufacturerData } = decodeAdvertData(packet);
  packet.fill(0);
  expect(manufacturerData).toEqual(hex("0d00 0102"));
});

const report = (type: number, data: string, rssi = -50, address = A) => ({
  type,
  address,
  addressType: "random" as const,
  data: hex(data),
  rssi,
});

test("puts advertisement and scan response together, in either order", () => {
  const book = new AdvertBook();
  expect(book.take(report(0, "03 ff 0d00"), 1)).toEqual({
    address: A,
    name: undefined,
    manufacturerData: hex("0d00"),
    rssi: -50,
    at: 1,
  });
  expect(book.take(report(4, "02 09 62", -51), 2)).toMatchObject({
    name: "b",
    manufacturerData: hex("0d00"),
    rssi: -51,
  });
  expect(book.take(report(0, "03 ff 0e00", -52), 3)).toMatchObject({
    name: "b",
    manufacturerData: hex("0e00"),
    at: 3,
  });
});

test("a scan response makes an advert of its own only when it is news", () => {
  const book = new AdvertBook();
  book.take(report(0, ""), 1);
  expect(book.take(report(4, "02 09 62"), 2)).toMatchObject({ name: "b" });
  expect(book.take(report(4, "02 09 62"), 3)).toBeUndefined();
  expect(book.take(report(4, "02 09 63"), 4)).toMatchObject({ name: "c" });
});

test("a name that is no longer sent is no longer told", () => {
  const book = new AdvertBook();
  book.take(report(0, "02 09 62"), 1);
  expect(book.take(report(0, "02 01 06"), 2)).toMatchObject({ name: undefined });
});

test("an unknown strength is the faintest", () => {
  expect(new AdvertBook().take(report(0, "", 127), 1)).toMatchObject({ rssi: -127 });
});

test("remembers kinds of addresses of 512 senders, those heard last", () => {
  const book = new AdvertBook();
  const address = (index: number) => `d0:00:00:00:${(index >> 8).toString(16)}:${index & 0xff}`;
  for (let index = 0; index < 513; index += 1) {
    book.take(report(0, "", -50, address(index)), index);
    book.take(report(0, "", -50, address(0)), index);
  }
  expect(book.size).toBe(512);
  expect(book.addressType(address(0))).toBe("random");
  expect(book.addressType(address(1))).toBe("public");
  expect(book.addressType(address(512))).toBe("random");
});
