import fc from "fast-check";
import { expect, test } from "vitest";
import type { HubId } from "../wire/remote-name.ts";
import { answerQuestion, hubAsked, isOwnAsked, type Zone } from "./zone-answers.ts";

const HERE = "a".repeat(26) as HubId;
const AWAY = `${"b".repeat(25)}a`;
let named: readonly string[] = [];
const zone: Zone = {
  zone: "family.example",
  nameServers: [
    { name: "ns1.family.example", addresses: ["192.0.2.1"] },
    { name: "ns2.family.example", addresses: ["192.0.2.2", "2001:db8::2"] },
  ],
  addresses: ["192.0.2.1", "2001:db8::1"],
};
const proofs = () => ({
  txt: ["one", "two"],
  issuers: ["ca.example; accounturi=https://ca.example/acct/1"],
  named,
});
const ask = (name: string, type: string) =>
  answerQuestion(name, type, zone, hubAsked(name, zone.zone) === HERE ? proofs() : undefined);
const said = (name: string, type: string) => ask(name, type).answers.map(({ data }) => data);
const NO = { flags: 0, tag: "issue", value: ";" };

test("a device's name leads to the relay, whether or not there is such a device", () => {
  for (const hub of [HERE, AWAY]) {
    expect(said(`${AWAY}.${hub}.family.example`, "A")).toEqual(["192.0.2.1"]);
    expect(said(`${AWAY}.${hub}.family.example`, "AAAA")).toEqual(["2001:db8::1"]);
  }
});

test("a hub that is here says what it has to prove; of one that is away there is nothing, and as much", () => {
  expect(said(`_acme-challenge.${HERE}.family.example`, "TXT")).toEqual(["one", "two"]);
  expect(ask(`_acme-challenge.${AWAY}.family.example`, "TXT")).toMatchObject({
    rcode: "NOERROR",
    answers: [],
    authorities: [{ type: "SOA", ttl: 5, data: { minimum: 5 } }],
  });
});

test("only a hub's own account may have a certificate, and only for what is under its name", () => {
  expect(said(`${HERE}.family.example`, "CAA")).toEqual([
    NO,
    { flags: 0, tag: "issuewild", value: "ca.example; accounturi=https://ca.example/acct/1" },
  ]);
  const nobody = [NO, { flags: 0, tag: "issuewild", value: ";" }];
  expect(said(`${AWAY}.family.example`, "CAA")).toEqual(nobody);
  expect(said("family.example", "CAA")).toEqual(nobody);
});

test("for one of its names only while the hub has ordered that", () => {
  named = ["ca.example; validationmethods=tls-alpn-01"];
  expect(said(`${HERE}.family.example`, "CAA")).toMatchObject([
    { tag: "issue", value: "ca.example; validationmethods=tls-alpn-01" },
    { tag: "issuewild", value: "ca.example; accounturi=https://ca.example/acct/1" },
  ]);
  named = [];
  expect(said(`${HERE}.family.example`, "CAA")).toContainEqual(NO);
});

test("the zone has its name servers, with their addresses beside them", () => {
  expect(ask("family.example", "NS")).toMatchObject({
    answers: [{ data: "ns1.family.example" }, { data: "ns2.family.example" }],
    additionals: [{ data: "192.0.2.1" }, { data: "192.0.2.2" }, { type: "AAAA", data: "2001:db8::2" }],
  });
  expect(said("ns2.family.example", "A")).toEqual(["192.0.2.2"]);
  expect(said("relay.family.example", "A")).toEqual(["192.0.2.1"]);
});

test("one name leads into houses, and says whereto, for who wants to know whether a router lets that through", () => {
  expect(said("inside.family.example", "A")).toEqual(["192.168.255.255"]);
  expect(said("inside.family.example", "TXT")).toEqual(["192.168.255.255"]);
  expect(said("inside.family.example", "AAAA")).toEqual([]);
});

test.each([
  ["a name that is none of these", "www.family.example", "NXDOMAIN"],
  ["a label that no hub would have", `short.${HERE}.family.example`, "NXDOMAIN"],
  ["something under a device", `x.${AWAY}.${HERE}.family.example`, "NXDOMAIN"],
  ["a challenge of a device", `_acme-challenge.${AWAY}.${HERE}.family.example`, "NXDOMAIN"],
  ["a hub's name, for which there is no address", `${HERE}.family.example`, "NOERROR"],
])("of %s there is nothing, with the zone's SOA", (_, name, rcode) => {
  expect(ask(name, "A")).toMatchObject({
    rcode,
    answers: [],
    authorities: [{ type: "SOA", name: "family.example" }],
  });
});

test.each(["example.com", "notfamily.example", "example", ""])("%j is not asked for here", (name) => {
  expect(ask(name, "A")).toEqual({ rcode: "REFUSED", answers: [], authorities: [], additionals: [] });
});

test("capitals make no other name, and come back as they were", () => {
  fc.assert(
    fc.property(fc.mixedCase(fc.constant(`${AWAY}.${HERE}.family.example`)), (name) => {
      expect(ask(name, "A").answers).toMatchObject([{ name, data: "192.0.2.1" }]);
    }),
  );
});

test("of the relay's own name its own account may have one certificate, and nobody where it says nothing", () => {
  const [own, challenge] = ["relay.family.example", "_acme-challenge.ReLay.family.example"];
  const words = { txt: ["proof"], issuers: [], named: ["ca.example; accounturi=https://ca.example/acct/7"] };
  const by = (name: string, type: string, proofs?: typeof words) =>
    answerQuestion(name, type, zone, proofs).answers.map(({ data }) => data);
  expect(by(own, "CAA", words)).toEqual([
    { flags: 0, tag: "issue", value: "ca.example; accounturi=https://ca.example/acct/7" },
    { flags: 0, tag: "issuewild", value: ";" },
  ]);
  expect(by(own, "A", words)).toEqual(["192.0.2.1"]);
  expect(by(challenge, "TXT", words)).toEqual(["proof"]);
  expect(by(own, "CAA")).toEqual([NO, { flags: 0, tag: "issuewild", value: ";" }]);
  expect(answerQuestion(challenge, "TXT", zone)).toMatchObject({ rcode: "NOERROR", answers: [] });
  expect([own, challenge].map((name) => isOwnAsked(name, zone.zone))).toEqual([true, true]);
  for (const other of ["family.example", "relay.other.example", `_acme-challenge.${HERE}.family.example`])
    expect(isOwnAsked(other, zone.zone)).toBe(false);
});
