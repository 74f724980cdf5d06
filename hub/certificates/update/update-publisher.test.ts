/** Signed changes of a zone: by the bytes that BIND took and answered (`test/vectors/dns/signed-updates.json`), and against BIND itself where it is installed. */
import { readFileSync } from "node:fs";
import { type AddressInfo, connect, createServer, type Server } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { makeManualClock } from "../../../test/support/manual-clock.ts";
import { HAS_NAMED, openNamed } from "../../../test/support/named.ts";
import { systemClock } from "../../clock/system-clock.ts";
import type { Clock } from "../../ports/clock.ts";
import { NO_WORDS } from "../../ports/name-publisher.ts";
import { encodeUpdate, readUpdateAnswer } from "./dns-update.ts";
import { parseTsigKey } from "./tsig-key.ts";
import { makeUpdatePublisher } from "./update-publisher.ts";

const KEY_FILE = `# of the family's name server
key "pawpost.family.example" {
	algorithm hmac-sha256;
	secret "3PBZXSNsXaLwWYlJIGbqH4n7sUrtNfwuTjcLQ0rGvKg=";
};
`;
const ZONE = "family.example";
const HUB = `${"b".repeat(25)}a`;
const OTHER_HUB = `${"c".repeat(25)}a`;
const ISSUER = "ca.example; accounturi=https://ca.example/acct/1; validationmethods=dns-01";
const WORDS = { txt: ["p".repeat(43), "q".repeat(43)], issuers: [ISSUER], named: [] };
const key = parseTsigKey(KEY_FILE);
const signal = new AbortController().signal;
const line = {
  dial: async (target: string) => {
    const [host = "", port] = target.split(":");
    return connect(Number(port), host);
  },
};

function publisherTo(port: number, clock: Clock = systemClock, by = key, id = 4_711, hub = HUB) {
  const server = `127.0.0.1:${port}`;
  return makeUpdatePublisher({ hub, zone: ZONE, server, key: by, line, clock, newId: () => id });
}

const vectors = JSON.parse(
  readFileSync(new URL("../../../test/vectors/dns/signed-updates.json", import.meta.url), "utf8"),
) as {
  readonly at: number;
  readonly taken: Exchange;
  readonly otherZone: Exchange;
  readonly wrongKey: Pick<Exchange, "id" | "answer">;
};
interface Exchange {
  readonly id: number;
  readonly request: string;
  readonly answer: string;
}
const hex = (text: string) => Buffer.from(text, "hex");
const said = { hub: HUB, zone: ZONE, words: WORDS };

test("what BIND took is what we say, byte by byte", () => {
  const { bytes } = encodeUpdate(said, key, vectors.taken.id, vectors.at);
  expect(bytes.toString("hex")).toBe(vectors.taken.request);
});

describe("an answer", () => {
  const asked = encodeUpdate(said, key, vectors.taken.id, vectors.at);
  const answer = hex(vectors.taken.answer);
  const read = (bytes: Buffer, by = key, at = vectors.at) => readUpdateAnswer(bytes, asked, by, at);

  test("that BIND signed is believed", () => {
    expect(read(answer)).toBe(0);
    const other = encodeUpdate({ ...said, zone: "other.example" }, key, vectors.otherZone.id, vectors.at);
    expect(readUpdateAnswer(hex(vectors.otherZone.answer), other, key, vectors.at), "NOTAUTH").toBe(9);
  });

  test("of which any bit is another one is not", () => {
    // The name's letters may be of either case (RFC 4343), all else is signed or has one form.
    for (let at = 0; at < answer.length; at += 1)
      for (let bit = 0; bit < 8; bit += 1) {
        const changed = Buffer.from(answer);
        changed.writeUInt8(changed.readUInt8(at) ^ (1 << bit), at);
        // The message's own id is not signed (RFC 8945, 4.2: the original one is).
        if (at >= 2) expect(read(changed), `byte ${at}, bit ${bit}`).toBeUndefined();
      }
  });

  test.each([
    [
      "to something else that was asked",
      () => readUpdateAnswer(answer, { ...asked, mac: Buffer.alloc(32) }, key, vectors.at),
    ],
    ["by another key", () => read(answer, { ...key, secret: new Uint8Array(32) })],
    ["of ten minutes ago", () => read(answer, key, vectors.at + 600_000)],
    ["without a signature, that it was done", () => read(answer.subarray(0, 32))],
    ["that the key is wrong, which nobody can sign", () => read(hex(vectors.wrongKey.answer))],
    ["of nothing", () => read(Buffer.alloc(0))],
    ["that is what was asked", () => read(asked.bytes)],
  ])("%s is none", (_, look) => expect(look()).toBeUndefined());
});

describe("a name server on the line", () => {
  let server: Server;
  let heard: Buffer[];
  let says: (() => Buffer) | undefined;
  beforeEach(async () => {
    [heard, says] = [[], () => hex(vectors.taken.answer)];
    server = createServer((socket) => {
      socket.on("error", () => undefined);
      socket.once("data", (bytes) => {
        heard.push(bytes.subarray(2));
        if (says === undefined) return socket.destroy();
        const [answer, length] = [says(), Buffer.alloc(2)];
        length.writeUInt16BE(answer.length);
        // One byte after the other: TCP keeps no message together.
        for (const byte of Buffer.concat([length, answer])) socket.write(Buffer.from([byte]));
      });
    });
    await new Promise<void>((listening) => void server.listen(0, "127.0.0.1", listening));
  });
  afterEach(() => void server.close());
  const publisher = () =>
    publisherTo((server.address() as AddressInfo).port, makeManualClock(vectors.at), key, vectors.taken.id);

  test("that signs what it says is believed", async () => {
    await publisher().publish(WORDS, signal);
    expect(heard.map((bytes) => bytes.toString("hex"))).toEqual([vectors.taken.request]);
  });

  test.each([
    [
      "that says it has done it, and cannot sign that",
      () => hex(vectors.wrongKey.answer),
      "certificate.refused",
    ],
    ["that hangs up", undefined, "certificate.no-answer"],
    ["that says more than an answer has", () => Buffer.alloc(5_000), "certificate.no-answer"],
  ] as const)("%s is not", async (_, answer, code) => {
    says = answer;
    await expect(publisher().publish(WORDS, signal)).rejects.toMatchObject({ code });
  });

  test("hears one thing after the other, and the last of them last", async () => {
    const to = publisher();
    await Promise.allSettled([
      to.publish(WORDS, signal),
      to.publish(NO_WORDS, signal),
      to.publish(WORDS, signal),
    ]);
    const [first, second, third] = heard.map((bytes) => bytes.toString("hex"));
    expect([first, third]).toEqual([vectors.taken.request, vectors.taken.request]);
    expect(second).not.toBe(first);
  });
});

describe.skipIf(!HAS_NAMED)("BIND", () => {
  test("has what was said last and nothing else, in the name server's own words; said twice it is the same", async () => {
    await using named = await openNamed(HUB, ZONE, KEY_FILE, key.name);
    const publisher = publisherTo(named.port);
    const texts = () => named.resolver.resolveTxt(`_acme-challenge.${HUB}.${ZONE}`).catch(({ code }) => code);
    for (let times = 0; times < 2; times += 1) await publisher.publish(WORDS, signal);
    expect((await texts()).flat().toSorted()).toEqual(WORDS.txt);
    expect(await named.resolver.resolveCaa(`${HUB}.${ZONE}`)).toEqual(
      expect.arrayContaining([
        { critical: 0, type: "CAA", issue: ";" },
        { critical: 0, type: "CAA", issuewild: ISSUER },
      ]),
    );
    await publisher.publish(NO_WORDS, signal);
    expect(await texts()).toBe("ENOTFOUND");
    expect(await named.resolver.resolveCaa(`${HUB}.${ZONE}`)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ issue: ";" }),
        expect.objectContaining({ issuewild: ";" }),
      ]),
    );
  });

  test("takes nothing of another key, of another name of it, of another time, nor for another hub", async () => {
    await using named = await openNamed(HUB, ZONE, KEY_FILE, key.name);
    const late = { ...systemClock, now: () => Date.now() - 3_600_000 };
    for (const publisher of [
      publisherTo(named.port, systemClock, { ...key, secret: new Uint8Array(32) }),
      publisherTo(named.port, systemClock, { ...key, name: "other.family.example" }),
      publisherTo(named.port, late),
      publisherTo(named.port, systemClock, key, 4_711, OTHER_HUB),
    ])
      await expect(publisher.publish(WORDS, signal)).rejects.toMatchObject({ code: "certificate.refused" });
    await expect(named.resolver.resolveCaa(`${HUB}.${ZONE}`)).rejects.toMatchObject({
      code: /NODATA|NOTFOUND/,
    });
  });
});
