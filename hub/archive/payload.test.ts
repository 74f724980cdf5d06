import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { parseTar } from "nanotar";
import { expect, test } from "vitest";
import { about } from "../contract/about.ts";
import { ArchiveError } from "./errors.ts";
import { decodePayload, encodePayload } from "./payload.ts";

const facts = about.parse({
  v: 1,
  id: "AAAAAAAAAAAAAAAAAAAAAA",
  direction: "to-toy",
  from: "Mama",
  child: "Kind",
  toy: "Bär",
  recordedAt: "2026-01-02T03:04:05.000Z",
  title: "",
  milliseconds: 1_000,
  waveform: [0, 512, 1_024],
});
const toyBytes = Uint8Array.from({ length: 700 }, (_, at) => at & 0xff);
const wav = Uint8Array.from({ length: 513 }, (_, at) => 255 - (at & 0xff));
const payload = () => encodePayload(facts, toyBytes, wav);
const wrongContent = expect.objectContaining({ code: "archive.wrong-content" });

test("gives back what was put in", () => {
  expect(decodePayload(payload())).toEqual({ about: facts, toyBytes, wav });
});

test("depends on nothing but the clip: the same clip gives the same bytes", () => {
  expect(payload()).toEqual(payload());
});

test("is a tar that the system's own tar lists, names, sizes and date", () => {
  const listed = execFileSync("tar", ["-tv", "--utc", "--full-time"], { input: payload() }).toString();
  const rows = listed
    .trimEnd()
    .split("\n")
    .map((line) => line.split(/\s+/));
  expect(rows.map((row) => [row[0], row[2], row[3], row[5]])).toEqual([
    ["-rw-------", expect.stringMatching(/^\d+$/), "2026-01-02", "about.json"],
    ["-rw-------", "700", "2026-01-02", "clip.toy"],
    ["-rw-------", "513", "2026-01-02", "clip.wav"],
  ]);
});

test("reads an empty clip.toy as empty, not as a folder", () => {
  const bytes = encodePayload(facts, new Uint8Array(0), wav);
  expect(decodePayload(bytes).toyBytes).toHaveLength(0);
  expect(parseTar(bytes).map((file) => file.type)).toEqual(["file", "file", "file"]);
});

test.each<[string, (bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>]>([
  ["nothing", () => new Uint8Array(0)],
  ["a header that was cut", (bytes) => bytes.slice(0, 300)],
  ["a first file that was cut", (bytes) => bytes.slice(0, 600)],
  ["only two files", (bytes) => bytes.slice(0, 512 * 5)],
  ["a changed name", (bytes) => patch(bytes, 0, "../bout.json")],
  ["a link in place of a file", (bytes) => patch(bytes, 156, "2")],
  ["a checksum that does not add up", (bytes) => patch(bytes, 108, "0000001")],
  ["a size of no number", (bytes) => patch(bytes, 124, "hello")],
  ["a fourth file", (bytes) => append(bytes)],
  ["letters behind the end of about.json", (bytes) => patch(bytes, 1_023, "x")],
])("refuses %s", (_, change) => {
  expect(() => decodePayload(change(payload()))).toThrow(wrongContent);
});

test("refuses facts of another shape, unknown keys included", () => {
  const json = new TextDecoder().decode(payload().subarray(512, 1_024));
  const changed = patch(payload(), 512, json.replace('"v"', '"w"'));
  expect(() => decodePayload(changed)).toThrow(wrongContent);
});

test("never writes facts that it would not read", () => {
  expect(() => encodePayload({ ...facts, waveform: [2_000] }, toyBytes, wav)).toThrow();
});

test("throws nothing but its own error, whatever the bytes", () => {
  const good = payload();
  fc.assert(
    fc.property(fc.nat(good.length - 1), fc.nat(255), fc.nat(good.length), (at, value, length) => {
      const bytes = good.slice(0, length);
      if (at < bytes.length) bytes[at] = value;
      try {
        decodePayload(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(ArchiveError);
      }
    }),
    { numRuns: 300 },
  );
});

function patch(bytes: Uint8Array<ArrayBuffer>, at: number, text: string): Uint8Array<ArrayBuffer> {
  new TextEncoder().encodeInto(text, bytes.subarray(at));
  return bytes;
}

function append(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const longer = new Uint8Array(bytes.length + 1_024);
  longer.set(bytes);
  longer.set(bytes.subarray(0, 1_024), bytes.length);
  return longer;
}
