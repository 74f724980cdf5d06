import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { helloOf } from "../../test/support/hello-of.ts";
import { type HelloProgress, HelloReader, MAX_HELLO_BYTES } from "./client-hello.ts";

const NAME = "a.b.family.example";
/** What OpenSSL says first: with the groups of its default, and with a post-quantum one where it knows that. */
let real: Uint8Array;

beforeAll(async () => {
  real = await helloOf({ servername: NAME, ALPNProtocols: ["h2", "http/1.1"] });
});

/** The handshake message of `bytes` in records of these lengths. */
function inRecords(bytes: Uint8Array, lengths: readonly number[]): Uint8Array {
  const message = bytes.subarray(5);
  const records: Uint8Array[] = [];
  for (let at = 0, n = 0; at < message.length; n += 1) {
    const part = message.subarray(at, at + (lengths[n % lengths.length] ?? 1));
    records.push(Uint8Array.from([22, 3, 1, part.length >> 8, part.length & 255]), part);
    at += part.length;
  }
  return new Uint8Array(Buffer.concat(records));
}

function readIn(bytes: Uint8Array, lengths: readonly number[]): HelloProgress {
  const reader = new HelloReader();
  for (let at = 0, n = 0; at < bytes.length; n += 1) {
    const length = lengths[n % lengths.length] ?? 1;
    const progress = reader.push(bytes.slice(at, at + length));
    if (progress.kind !== "more") return progress;
    at += length;
  }
  return { kind: "more" };
}

const lengths = fc.array(fc.integer({ min: 1, max: 600 }), { minLength: 1, maxLength: 6 });

test("a real client's hello says for whom it is and what it speaks", () => {
  expect(readIn(real, [MAX_HELLO_BYTES])).toEqual({
    kind: "hello",
    hello: { serverName: NAME, alpn: ["h2", "http/1.1"] },
    bytes: real,
  });
});

test("one that names nobody is a hello too", async () => {
  const bytes = await helloOf({});
  expect(readIn(bytes, [9_000])).toEqual({
    kind: "hello",
    hello: { serverName: undefined, alpn: [] },
    bytes,
  });
});

test("however it is cut over segments and records, it is the same, and none of its bytes are lost", () => {
  fc.assert(
    fc.property(lengths, lengths, (records, segments) => {
      const cut = inRecords(real, records);
      fc.pre(cut.length < MAX_HELLO_BYTES);
      const progress = readIn(cut, segments);
      expect(progress).toMatchObject({ kind: "hello", hello: { serverName: NAME } });
      if (progress.kind === "hello") expect(cut.subarray(0, progress.bytes.length)).toEqual(progress.bytes);
    }),
  );
});

test("what comes behind it in the same segment goes with it", () => {
  const early = Uint8Array.from([...real, 23, 3, 3, 0, 1, 7]);
  expect(readIn(early, [9_000])).toMatchObject({ kind: "hello", bytes: early });
});

test("cut off, it is not there yet; and nothing invented ends the reader", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: real.length - 1 }), lengths, (end, segments) => {
      expect(readIn(real.subarray(0, end), segments).kind).toBe("more");
    }),
  );
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 12 }),
      lengths,
      (changes, segments) => {
        const bytes = real.slice();
        for (const [at, value] of changes) bytes[at % bytes.length] = value;
        const progress = readIn(bytes, segments);
        if (progress.kind !== "hello") return;
        const { serverName } = progress.hello;
        expect(serverName === undefined || /^[a-z0-9.-]{3,253}$/.test(serverName)).toBe(true);
      },
    ),
    { numRuns: 5_000 },
  );
});

test.each([
  ["HTTP in the clear", Buffer.from("GET / HTTP/1.1\r\n\r\n")],
  ["an alert", Buffer.from("15030300020228", "hex")],
  ["an empty record", Buffer.from("1603010000", "hex")],
  ["a message that is no hello", Buffer.from("160301000402000000", "hex")],
  ["a message of 16 MB", Buffer.from("160301000401ffffff", "hex")],
])("%s is none", (_, bytes) => {
  expect(readIn(bytes, [1]).kind).toBe("broken");
});

test("a name twice, a name with a blank and a list of two names are no names", () => {
  const at = Buffer.from(real).indexOf(NAME);
  for (const bad of [" ", "\0", "é", "/"]) {
    const bytes = real.slice();
    bytes[at] = bad.charCodeAt(0);
    expect(readIn(bytes, [9_000]).kind).toBe("broken");
  }
});

test("somebody who never ends is stopped at 16 KiB, byte by byte too, and in less than a second", () => {
  const endless = new Uint8Array(2 * MAX_HELLO_BYTES).fill(0);
  endless.set([22, 3, 1, 64, 0, 1, 0, 63, 0]);
  expect(readIn(endless, [1]).kind).toBe("broken");
});
