import { expect, test } from "vitest";
import { publicKey } from "../../hub/contract/jws.ts";
import type { LedgerEntryView } from "../../hub/contract/ledger-head.ts";
import { publicId } from "../../hub/contract/public-id.ts";
import { makeHouse, makeMessage, NOW } from "../test/house-fixture.ts";
import { byDay, lineOf, type Reader } from "./history-lines.ts";
import type { KnownPeople } from "./names.ts";
import { HISTORY_WORDS } from "./words/en/safety.ts";

const THIS = publicKey.parse("A".repeat(43));
const OTHER = publicKey.parse(`${"A".repeat(42)}E`);
const sent = makeMessage("S", 5);
const others = makeMessage("P", 6, { author: null });
const answer = makeMessage("R", 7, { direction: "from-toy", author: null });
const own = sent.author ?? "";
const somebody = "X".repeat(21);
const house = makeHouse([sent, others, answer]);
const papa = "P".repeat(21);
const people = {
  guardians: [{ id: papa, name: "Papa", lastSeenAt: null, isSuspended: false }],
  relatives: [],
  invitations: [],
  former: [],
} as unknown as NonNullable<KnownPeople>;
const slots: Reader["slots"] = [
  { id: publicId.parse(`${"K".repeat(21)}A`), kind: "passkey" },
  { id: publicId.parse(`${"S".repeat(21)}A`), kind: "recovery-sheet" },
];
const reader: Reader = { person: own, device: THIS, house, people, slots };
const [toy] = house.toys;

const entry = (facts: Partial<LedgerEntryView>): LedgerEntryView => ({
  number: 1,
  at: NOW,
  kind: "signed-in",
  person: own,
  subject: null,
  ...facts,
});
const say = (facts: Partial<LedgerEntryView>) => lineOf(entry(facts), reader).text;

test.each<[string, Partial<LedgerEntryView>]>([
  [
    "You listened to your message on this device",
    { kind: "clip-handed-out", subject: sent.id, device: THIS },
  ],
  [
    "You listened to Mika’s answer on another device",
    { kind: "clip-handed-out", subject: answer.id, device: OTHER },
  ],
  [
    "Somebody who was here listened to a message",
    { kind: "clip-handed-out", subject: others.id, person: somebody, device: OTHER },
  ],
  ["Papa listened to a message", { kind: "clip-handed-out", subject: others.id, person: papa }],
  ["Papa signed out one of your devices", { kind: "device-signed-out", person: papa, subject: own }],
  ["You let Papa into the family", { kind: "person-joined", subject: papa }],
  ["You took somebody out of the family", { kind: "person-removed", subject: null }],
  ["You listened to a recording", { kind: "clip-handed-out", subject: somebody }],
  ["The hub took in Mika’s answer", { kind: "clip-taken-in", subject: answer.id, person: null }],
  ["You signed out one of your devices", { kind: "device-signed-out", subject: own, device: OTHER }],
  ["You turned on being told while the page is closed on this device", { kind: "push-on", device: THIS }],
  ["Papa turned off being told while the page is closed", { kind: "push-off", person: papa, device: OTHER }],
  ["You signed in on a new device, this one", { kind: "new-device", device: THIS }],
  ["You signed in on a new device", { kind: "new-device", device: OTHER }],
  ["You signed in with a passkey on this device", { device: THIS, subject: slots[0]?.id ?? "" }],
  [
    "You signed in with a recovery sheet on a new device",
    { kind: "new-device", device: OTHER, subject: slots[1]?.id ?? "" },
  ],
  ["You signed in on this device", { device: THIS, subject: "one that was removed since" }],
  ["Somebody tried to sign in with your name, and failed", { kind: "sign-in-failed" }],
  ["Somebody tried to sign in with a name that nobody has", { kind: "sign-in-failed", person: null }],
  ["Bruno joined the family", { kind: "toy-claimed", person: null, subject: toy?.id ?? "" }],
  ["The hub’s clock was set", { kind: "clock-jumped", person: null }],
  ["Something that this page does not know yet (dance)", { kind: "dance" }],
])("%s", (text, facts) => expect(say(facts)).toBe(text));

test("every kind has words, whoever it was", () => {
  for (const kind of Object.keys(HISTORY_WORDS)) {
    for (const person of [own, somebody]) expect(say({ kind, person })).toMatch(/^[A-Z](?!.*undefined)/);
  }
});

test("days are told apart, newest first, also when a clock was set back between", () => {
  const at = (days: number, kind = "signed-in") =>
    lineOf(entry({ at: NOW - days * 86_400_000, kind }), reader);
  const days = byDay([at(0), at(0), at(0, "signed-out"), at(0), at(1), at(40), at(0)], NOW);
  expect(days.map(({ name, lines }) => [name, lines.map(({ times }) => times)])).toEqual([
    ["Today", [2, 1, 1]],
    ["Yesterday", [1]],
    [expect.stringMatching(/January/), [1]],
    ["Today", [1]],
  ]);
});
