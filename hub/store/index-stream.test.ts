import { expect, test } from "vitest";
import { decodeIndex, encodeIndex, type RawEntry } from "./index-stream.ts";

const entry = (key: string, value: string): RawEntry => [Buffer.from(key), Buffer.from(value)];
const ENTRIES = [entry("m1", "one"), entry("m2", ""), entry("x", "z".repeat(300_000)), entry("y", "last")];

async function* from<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}
async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}
const encoded = async () => Buffer.concat(await all(encodeIndex(from(ENTRIES))));
const cutInto = (bytes: Buffer, size: number) =>
  Array.from({ length: Math.ceil(bytes.byteLength / size) }, (_, at) =>
    bytes.subarray(at * size, (at + 1) * size),
  );

test.each([1_000_000, 65_536, 7])("gives back what it was given, in pieces of %i bytes", async (size) => {
  const pieces = cutInto(await encoded(), size);
  expect(await all(decodeIndex(from(pieces)))).toEqual(ENTRIES);
});

test("an index without an entry is one", async () => {
  const bytes = await all(encodeIndex(from([])));
  expect(Buffer.concat(bytes).toString("hex")).toBe(
    "70617769 6e647831 00000000 00000000".replaceAll(" ", ""),
  );
  expect(await all(decodeIndex(from(bytes)))).toEqual([]);
});

test.each([
  ["cut off in an entry", (bytes: Buffer) => bytes.subarray(0, 200_000)],
  ["without its end", (bytes: Buffer) => bytes.subarray(0, bytes.byteLength - 8)],
  ["with another count", (bytes: Buffer) => bytes.fill(3, bytes.byteLength - 1)],
  ["with something behind it", (bytes: Buffer) => Buffer.concat([bytes, Buffer.from("x")])],
  ["of another form", (bytes: Buffer) => bytes.fill("2", 7, 8)],
  ["with a key longer than any", (bytes: Buffer) => bytes.fill(1, 8, 12)],
])("refuses one %s", async (_, spoil) => {
  const bytes = spoil(await encoded());
  await expect(all(decodeIndex(from([bytes])))).rejects.toMatchObject({ code: "store.damaged" });
});
