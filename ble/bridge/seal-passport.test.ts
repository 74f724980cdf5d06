/** What a room says of a toy is believed by rooms with the same key alone, of that toy, at that time. */
import { randomBytes } from "node:crypto";
import { beforeAll, expect, test } from "vitest";
import { CHILD } from "../../test/support/bridge-rig.ts";
import { randomId } from "../../test/support/guardian.ts";
import { memoryJournal } from "../../test/support/memory-journal.ts";
import { makeHouseKey } from "../house-line/house-key.ts";
import { deliveryJournalOn } from "../journal/delivery-journal.ts";
import { type PassportFacts, passportChanges, readPassport } from "./passport.ts";
import { makePassportSeal, type PassportSeal } from "./seal-passport.ts";

const random = (bytes: number) => new Uint8Array(randomBytes(bytes));
const ADDRESS = "d0:00:00:00:00:01";
const claimed = {
  toy: randomId(),
  child: CHILD,
  address: ADDRESS,
  family: "cloudpets",
  model: "CloudPets",
  firmware: "1.0.19",
  identifier: "0011_22_09_30_05",
};
const place = { toy: claimed.toy, holder: "home", epoch: 3, version: 7 };
let facts: PassportFacts;
let seal: PassportSeal;

/** A journal as full as one gets: four slots in use, and hundreds of messages that are over. */
async function fullJournal() {
  const journal = memoryJournal();
  const deliveries = deliveryJournalOn(journal);
  for (let slot = 1; slot <= 4; slot += 1) {
    await deliveries.intend({
      deliveryId: randomId(),
      messageId: randomId(),
      toyAddress: ADDRESS,
      slot,
      milliseconds: 10_020,
      sha256: "ab".repeat(32),
      lengthBefore: 12_345,
    });
  }
  for (let n = 0; n < 300; n += 1) {
    await journal.put(`over/${randomId()}`, 1_760_000_000_000 + n);
    await journal.put(`retired/${randomId()}`, 1_760_000_000_000 + n);
  }
  await journal.put(`looks/${ADDRESS}`, { volume: 255, slots: [] });
  await journal.put(`care/${claimed.toy}`, { loudest: 50, saving: false, wanted: 80 });
  await journal.put(`delivery-of-another-toy`, true);
  return { journal, deliveries };
}

beforeAll(async () => {
  facts = readPassport("cd".repeat(32), claimed, await fullJournal());
  seal = await makePassportSeal(makeHouseKey(random(26)), random);
});

test("opens where it was sealed for, and fits a packet whatever there is to say", async () => {
  const sealed = await seal.seal(place, facts);
  expect(await seal.open(place, sealed)).toEqual(facts);
  expect(sealed.length).toBeLessThanOrEqual(7_400);
  expect(JSON.stringify(facts)).not.toContain("another");
});

test("says the newest of what is over, and changes a journal to what the other one had", async () => {
  const { journal, deliveries } = await fullJournal();
  const there = memoryJournal();
  await there.change(passportChanges(readPassport("cd".repeat(32), claimed, { journal, deliveries }), 5));
  const again = readPassport("cd".repeat(32), claimed, {
    journal: there,
    deliveries: deliveryJournalOn(there),
  });
  const before = readPassport("cd".repeat(32), claimed, { journal, deliveries });
  expect({ ...again, over: {} }).toEqual({ ...before, over: {} });
  const [newest] = [...journal.entries("over/")].sort(([, a], [, b]) => Number(b) - Number(a));
  expect(there.get(newest?.[0] ?? "")).toBe(5);
});

test.each([
  ["another toy", { toy: randomId() }],
  ["another holder", { holder: "room-00000001" }],
  ["another epoch", { epoch: 4 }],
  ["another version", { version: 8 }],
])("does not open for %s", async (_, change) => {
  const sealed = await seal.seal(place, facts);
  expect(await seal.open({ ...place, ...change }, sealed)).toBeUndefined();
});

test("does not open with another house's key, nor with a bit changed, nor where it says another toy inside", async () => {
  const sealed = await seal.seal(place, facts);
  const other = await makePassportSeal(makeHouseKey(random(26)), random);
  expect(await other.open(place, sealed)).toBeUndefined();
  expect(other.house).not.toBe(seal.house);
  const flipped = `${sealed.slice(0, 40)}${sealed[40] === "A" ? "B" : "A"}${sealed.slice(41)}`;
  expect(await seal.open(place, flipped)).toBeUndefined();
  for (const nonsense of ["", "A", "!", "AAAA".repeat(20)])
    expect(await seal.open(place, nonsense)).toBeUndefined();
  const toy = randomId();
  expect(await seal.open({ ...place, toy }, await seal.seal({ ...place, toy }, facts))).toBeUndefined();
});

test("a room that was taken over writes with it nothing about another toy's slots", async () => {
  const [first] = facts.deliveries;
  if (first === undefined) throw new Error("no delivery");
  const elsewhere = { ...first, intent: { ...first.intent, toyAddress: "d0:00:00:00:00:02" } };
  const forged = { ...facts, deliveries: [elsewhere] };
  expect(await seal.open(place, await seal.seal(place, forged))).toBeUndefined();
});
