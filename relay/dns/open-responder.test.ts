import { createSocket } from "node:dgram";
import { promises as nodeDns } from "node:dns";
import { once } from "node:events";
import { connect } from "node:net";
import dns from "dns-packet";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { HubId } from "../wire/remote-name.ts";
import { openResponder, type Responder } from "./open-responder.ts";

const HUB = "a".repeat(26) as HubId;
/** At a node that does not answer. */
const ELSEWHERE = "e".repeat(26) as HubId;
const DEVICE = `${"c".repeat(25)}a.${HUB}.family.example`;
/** So much that it does not go into one answer by UDP. */
const MUCH = Array.from({ length: 30 }, (_, nth) => `${nth}`.padEnd(43, "x"));
let txt: readonly string[] = ["proof"];
let responder: Responder;
let resolver: nodeDns.Resolver;

beforeAll(async () => {
  responder = await openResponder({
    host: "127.0.0.1",
    port: 0,
    zone: {
      zone: "family.example",
      nameServers: [{ name: "ns1.family.example", addresses: ["192.0.2.1"] }],
      addresses: ["192.0.2.1", "2001:db8::1"],
    },
    proofs: async (hub) =>
      hub === ELSEWHERE ? "unknown" : hub === HUB ? { txt, issuers: ["ca.example"], named: [] } : undefined,
  });
  resolver = new nodeDns.Resolver({ timeout: 2_000, tries: 1 });
  resolver.setServers([`127.0.0.1:${responder.port}`]);
});
afterAll(() => responder.close());

async function askRaw(bytes: Buffer): Promise<Buffer> {
  const socket = createSocket("udp4");
  socket.send(bytes, responder.port, "127.0.0.1");
  const [answer] = (await once(socket, "message")) as [Buffer];
  socket.close();
  return answer;
}
const question = (more: dns.Packet = {}, name = DEVICE, type: dns.RecordType = "A") =>
  dns.encode({ type: "query", id: 7, questions: [{ type, name, class: "IN" }], ...more });
const codeOf = (answer: Buffer) => answer.readUInt16BE(2) & 15;

test("a resolver finds the relay, the zone and what a hub has to prove", async () => {
  expect(await resolver.resolve4(DEVICE)).toEqual(["192.0.2.1"]);
  expect(await resolver.resolve6(DEVICE)).toEqual(["2001:db8::1"]);
  expect(await resolver.resolveNs("family.example")).toEqual(["ns1.family.example"]);
  expect(await resolver.resolveSoa("family.example")).toMatchObject({
    hostmaster: "hostmaster.family.example",
  });
  expect(await resolver.resolveTxt(`_acme-challenge.${HUB}.family.example`)).toEqual([["proof"]]);
  expect(await resolver.resolveCaa(`${HUB}.family.example`)).toMatchObject([
    { critical: 0, issue: ";" },
    { critical: 0, issuewild: "ca.example" },
  ]);
});

test("where nobody can say what a hub has to prove, that is what is said, and not that there is nothing", async () => {
  await expect(resolver.resolveTxt(`_acme-challenge.${ELSEWHERE}.family.example`)).rejects.toMatchObject({
    code: "ESERVFAIL",
  });
  await expect(resolver.resolveCaa(`${ELSEWHERE}.family.example`)).rejects.toMatchObject({
    code: "ESERVFAIL",
  });
  expect(await resolver.resolve4(DEVICE.replace(HUB, ELSEWHERE))).toEqual(["192.0.2.1"]);
});

test("and hears of nothing what there is not", async () => {
  await expect(resolver.resolve4("www.family.example")).rejects.toMatchObject({ code: "ENOTFOUND" });
  await expect(resolver.resolve4(`${HUB}.family.example`)).rejects.toMatchObject({ code: "ENODATA" });
  await expect(resolver.resolve4("example.com")).rejects.toMatchObject({ code: "EREFUSED" });
});

test("what is too long for UDP is asked for by TCP", async () => {
  txt = MUCH;
  const found = await resolver.resolveTxt(`_acme-challenge.${HUB}.family.example`);
  expect(found.flat().toSorted()).toEqual(MUCH.toSorted());
  const cut = dns.decode(await askRaw(question({}, `_acme-challenge.${HUB}.family.example`, "TXT")));
  expect(cut).toMatchObject({ flag_tc: true, answers: [] });
  txt = ["proof"];
});

test("the question comes back letter by letter, authoritative, and nobody is offered recursion", async () => {
  const name = DEVICE.replace("family", "FaMiLy");
  const answer = dns.decode(await askRaw(question({ flags: 1 << 8 }, name)));
  expect(answer).toMatchObject({
    id: 7,
    flag_aa: true,
    flag_rd: true,
    flag_ra: false,
    questions: [{ name }],
  });
});

test("EDNS is answered in its own words, and another version of it by BADVERS", async () => {
  const opt = (ednsVersion: number) => ({
    type: "OPT" as const,
    name: "." as const,
    udpPayloadSize: 4_096,
    extendedRcode: 0,
    ednsVersion,
    flags: 0,
    flag_do: false,
    options: [],
  });
  const answer = dns.decode(await askRaw(question({ additionals: [opt(0)] })));
  expect(answer.additionals).toMatchObject([{ type: "OPT", udpPayloadSize: 1_232, ednsVersion: 0 }]);
  const other = dns.decode(await askRaw(question({ additionals: [opt(1)] })));
  expect(other).toMatchObject({ answers: [], additionals: [{ type: "OPT", extendedRcode: 1 }] });
});

test("two questions at once, no question, another operation: each hears its code", async () => {
  const two = { type: "A", name: DEVICE, class: "IN" } as const;
  expect(codeOf(await askRaw(question({ questions: [two, two] })))).toBe(1);
  expect(codeOf(await askRaw(question({ questions: [] })))).toBe(1);
  expect(codeOf(await askRaw(question({ flags: 5 << 11 })))).toBe(4);
});

test("an answer is not answered, nor is what is no message; the next one is", async () => {
  const socket = createSocket("udp4");
  let heard = 0;
  socket.on("message", () => {
    heard += 1;
  });
  const answer = await askRaw(question());
  for (const bytes of [answer, Buffer.from("x"), Buffer.alloc(600, 255), Buffer.alloc(2_000)])
    socket.send(bytes, responder.port, "127.0.0.1");
  socket.send(question(), responder.port, "127.0.0.1");
  await expect.poll(() => heard).toBe(1);
  socket.close();
});

test("by TCP questions may come in pieces and one behind the other; who says they are endless is hung up on", async () => {
  const bytes = question();
  const framed = Buffer.concat([Buffer.from([0, bytes.length]), bytes]);
  const socket = connect(responder.port, "127.0.0.1");
  const heard: Buffer[] = [];
  socket.on("data", (chunk: Buffer) => heard.push(chunk));
  for (const byte of framed) socket.write(Buffer.from([byte]));
  socket.write(Buffer.concat([framed, framed]));
  await expect
    .poll(() => {
      const all = Buffer.concat(heard);
      return all.length > 2 && all.length === 3 * (2 + all.readUInt16BE());
    })
    .toBe(true);
  socket.write(Buffer.from([255, 255, 0]));
  await once(socket, "close");
});
