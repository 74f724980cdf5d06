/** Who may become the family's, and whose word counts from then on. */
import { expect, onTestFinished, test } from "vitest";
import type { PublicId } from "../../hub/contract/public-id.ts";
import { minutes, ms, seconds } from "../../hub/domain/duration.ts";
import { type BridgeRig, CHILD, makeBridgeRig, makeFamily } from "../../test/support/bridge-rig.ts";
import { randomId } from "../../test/support/guardian.ts";
import { BEAR } from "../../test/support/played-toy.ts";

async function open(kept: Parameters<typeof makeBridgeRig>[0] = {}): Promise<BridgeRig> {
  const rig = await makeBridgeRig(kept);
  onTestFinished(() => rig[Symbol.asyncDispose]());
  return rig;
}
const pinned = (rig: BridgeRig) => rig.journal.get("roster/pin");

test("nothing is pinned by an offer alone: the paw does it, and the toy gets the household's identifier", async () => {
  const rig = await open();
  const [stranger, family] = await Promise.all([makeFamily(), makeFamily()]);
  await rig.roster(stranger.entries);
  expect(pinned(rig)).toBeUndefined();
  const toy = await rig.claim(family.entries);
  expect(rig.all("toy-claimed")).toMatchObject([{ toy }]);
  expect(rig.toy.identifier).toMatch(/^played \d+$/);
  expect(rig.lists.at(-1)?.toys).toMatchObject([{ toy, claimed: true, connected: true }]);
  const delivery = await rig.makeDelivery(family, toy);
  await rig.command(delivery);
  expect(rig.all("delivered")).toMatchObject([{ id: delivery.id, heart_lit: true }]);
});

test("after the paw another first guardian, a fork and an older chain are refused, a grown one is taken", async () => {
  const family = await makeFamily();
  const rig = await open();
  const toy = await rig.claim(family.entries);
  const before = pinned(rig);
  const stranger = await makeFamily(family.hub);
  await rig.roster(stranger.entries);
  await rig.roster(family.entries.slice(0, 1));
  const fork = family.entries.slice(0, 1);
  expect(pinned(rig)).toEqual(before);
  const device = await family.grow();
  await rig.roster(family.entries);
  expect(pinned(rig)).toMatchObject({ length: 3 });
  // Grown from the same first entry, but not out of what is known.
  const other = await makeFamily(family.hub);
  other.entries.splice(0, other.entries.length, ...fork);
  await rig.roster(fork);
  expect(pinned(rig)).toMatchObject({ length: 3 });
  await rig.command(await rig.makeDelivery(family, toy, { signer: device }));
  expect(rig.all("delivered")).toHaveLength(1);
  const refused = rig.log.filter(({ phrase }) => phrase === "roster refused").map(({ facts }) => facts?.code);
  expect(refused).toEqual([
    "roster.wrong-first-guardian",
    "roster.older-than-known",
    "roster.older-than-known",
  ]);
});

test("a fork of the same length is told from growth", async () => {
  const family = await makeFamily();
  const rig = await open();
  await rig.claim(family.entries);
  const common = family.entries.slice(0, 1);
  const own = family.entries.slice();
  family.entries.splice(0, family.entries.length, ...common);
  await family.grow();
  await family.grow();
  await rig.roster(family.entries);
  expect(rig.log.map(({ facts }) => facts?.code)).toContain("roster.forked");
  expect(pinned(rig)).toMatchObject({ length: own.length });
});

test("pieces out of order or lost change nothing; whole again they count", async () => {
  const family = await makeFamily();
  const rig = await open();
  await rig.claim(family.entries);
  await family.grow();
  await family.grow();
  const [a, b, c, d] = family.entries as [string, string, string, string];
  const piece = (from: number, entries: string[]) =>
    rig.command({ kind: "roster", id: randomId(), from, total: 4, entries });
  await piece(2, [c, d]);
  await piece(0, [a, b]);
  await piece(3, [d]);
  expect(pinned(rig)).toMatchObject({ length: 2 });
  await piece(0, [a, b]);
  await piece(2, [c]);
  await piece(3, [d]);
  expect(pinned(rig)).toMatchObject({ length: 4 });
});

test("a crash keeps the pin; what somebody wrote into the journal is not believed", async () => {
  const family = await makeFamily();
  const rig = await makeBridgeRig();
  await rig.claim(family.entries);
  const again = await rig.crash();
  const stranger = await makeFamily(family.hub);
  await again.roster(stranger.entries);
  expect(again.log.map(({ facts }) => facts?.code)).toContain("roster.wrong-first-guardian");
  await again[Symbol.asyncDispose]();
  await rig.journal.put("roster/entry/000000", stranger.entries[0] ?? "");
  await expect(makeBridgeRig({ journal: rig.journal })).rejects.toMatchObject({ name: "SignatureError" });
});

test("a damaged entry of a toy stops the start, with a code", async () => {
  const rig = await open();
  await rig.journal.put(`toy/${BEAR}`, { toy: 7 });
  await expect(makeBridgeRig({ journal: rig.journal })).rejects.toMatchObject({
    code: "bridge.memory-damaged",
  });
});

test("a full disk at the paw: the claim fails with a code, nothing is half done, and it works when there is room", async () => {
  const family = await makeFamily();
  const rig = await open();
  rig.disk.isFull = true;
  await rig.claim(family.entries);
  expect(rig.all("claim-failed")).toMatchObject([{ code: "journal-failed" }]);
  expect(pinned(rig)).toBeUndefined();
  rig.disk.isFull = false;
  await rig.claim(family.entries);
  expect(rig.all("toy-claimed")).toHaveLength(1);
});

test("the news of a claim outlives a crash, until the hub has it", async () => {
  const family = await makeFamily();
  const rig = await makeBridgeRig();
  rig.setConnected(true);
  const toy = await rig.claim(family.entries);
  const again = await rig.crash();
  onTestFinished(() => again[Symbol.asyncDispose]());
  again.setConnected(true);
  const [event] = again.all("toy-claimed");
  expect(event).toMatchObject({ toy });
  await again.command({ kind: "acknowledge", id: randomId(), event: event?.event ?? randomId() });
  await again.clock.advance(seconds(11));
  expect(again.all("toy-claimed")).toHaveLength(1);
});

test("a toy that is held is claimed again without a paw by nobody but its own family, for its own child", async () => {
  const family = await makeFamily();
  const rig = await open();
  const toy = await rig.claim(family.entries);
  const claimFor = async (child: PublicId) => {
    const id = randomId();
    await rig.command({ kind: "claim-toy", id, toy, child, seconds: 60 });
    const said = [...rig.all("toy-claimed"), ...rig.all("claim-failed")].find((event) => event.id === id);
    return said?.kind === "claim-failed" ? said.code : said?.kind;
  };
  expect(await claimFor(CHILD)).toBe("toy-claimed"); // of a hub that was killed before it had the first answer
  expect(await claimFor(randomId())).toBe("already-claimed");
  const stranger = await makeFamily(family.hub);
  await rig.roster(stranger.entries);
  expect(await claimFor(CHILD)).toBe("other-guardian");
  await rig.roster(family.entries);
  expect(await claimFor(CHILD)).toBe("toy-claimed");
});

test("a hub of another family claims no second toy either, whoever presses its paw", async () => {
  const family = await makeFamily();
  const rig = await open();
  await rig.claim(family.entries);
  await rig.roster((await makeFamily(family.hub)).entries);
  await rig.command({ kind: "claim-toy", id: randomId(), toy: randomId(), child: CHILD, seconds: 60 });
  expect(rig.all("claim-failed")).toMatchObject([{ code: "other-guardian" }]);
});

test("no paw, no roster, no such toy, given up: each has its code", async () => {
  const family = await makeFamily();
  const rig = await open();
  await rig.command({ kind: "claim-toy", id: randomId(), toy: randomId(), child: CHILD, seconds: 60 });
  await rig.command({ kind: "search", id: randomId(), seconds: 60 });
  rig.advert();
  await rig.clock.advance(ms(300));
  const toy = rig.lists.at(-1)?.toys[0]?.toy ?? randomId();
  await rig.command({ kind: "claim-toy", id: randomId(), toy, child: CHILD, seconds: 60 });
  await rig.roster(family.entries);
  rig.toy.paw = new Promise(() => undefined);
  const [first, second] = [randomId(), randomId()];
  await rig.command({ kind: "claim-toy", id: first, toy, child: CHILD, seconds: 60 });
  await rig.command({ kind: "claim-toy", id: second, toy, child: CHILD, seconds: 60 }); // asked for again: takes over
  await rig.settle();
  await rig.command({ kind: "cancel", id: randomId(), target: second });
  await rig.settle();
  expect(rig.all("claim-failed").map(({ code }) => code)).toEqual([
    "not-found",
    "no-roster",
    "cancelled",
    "cancelled",
  ]);
  expect(rig.all("claim-waiting").map(({ id }) => id)).toEqual([first, second]);
  expect(rig.toy.isConnected).toBe(false);
});

test("a search ends by itself, by word, or by its id; a claim that runs keeps its candidate in view", async () => {
  const rig = await open();
  const [one, two, three] = [randomId(), randomId(), randomId()];
  await rig.command({ kind: "search", id: one, seconds: 5 });
  await rig.clock.advance(seconds(5));
  await rig.command({ kind: "search", id: two, seconds: 60 });
  await rig.command({ kind: "stop-search", id: randomId() });
  await rig.command({ kind: "search", id: three, seconds: 60 });
  await rig.roster((await makeFamily()).entries);
  rig.advert();
  await rig.clock.advance(ms(300));
  const toy = rig.lists.at(-1)?.toys[0]?.toy ?? randomId();
  rig.toy.paw = new Promise(() => undefined);
  const claim = randomId();
  await rig.command({ kind: "claim-toy", id: claim, toy, child: CHILD, seconds: 60 });
  await rig.command({ kind: "cancel", id: randomId(), target: three });
  expect(rig.all("search-ended").map(({ id }) => id)).toEqual([one, two, three]);
  expect(rig.lists.at(-1)?.toys.map((listed) => listed.toy)).toEqual([toy]);
  await rig.command({ kind: "cancel", id: randomId(), target: claim });
  await rig.settle();
  expect(rig.lists.at(-1)?.toys).toEqual([]);
});

test("10,000 made-up adverts: the near toy stays in view, few are kept, every list fits a frame, few are told", async () => {
  const rig = await open();
  await rig.command({ kind: "search", id: randomId(), seconds: 60 });
  rig.advert(BEAR, -40);
  for (let n = 0; n < 10_000; n++) {
    const made = n.toString(16).padStart(8, "0").match(/../g) ?? [];
    rig.advert(`c0:ff:${made.join(":")}`, -60 - (n % 40));
    if (n % 100 === 0) await rig.clock.advance(ms(100));
  }
  rig.advert(BEAR, -41);
  await rig.clock.advance(seconds(3));
  const last = rig.lists.at(-1)?.toys ?? [];
  expect(last[0]).toMatchObject({ rssi: -41, claimed: false });
  expect(last.length).toBeLessThanOrEqual(24);
  expect(rig.lists.length).toBeLessThan(60); // 13 s at four a second at most
  for (const list of rig.lists) expect(Buffer.byteLength(JSON.stringify(list))).toBeLessThan(8_000);
  await rig.clock.advance(seconds(31));
  rig.advert(BEAR, -42);
  await rig.clock.advance(seconds(3));
  expect(rig.lists.at(-1)?.toys.map(({ rssi }) => rssi)).toEqual([-42]);
});

test("another toy with the family's address and another identifier is not used", async () => {
  const family = await makeFamily();
  const rig = await open();
  const toy = await rig.claim(family.entries);
  rig.toy.drop();
  rig.toy.identifier = "0099_99_99_99_99";
  await rig.settle();
  await rig.clock.advance(seconds(1));
  rig.advert();
  await rig.settle();
  const delivery = await rig.makeDelivery(family, toy);
  await rig.command(delivery);
  expect(rig.toy.delivered).toEqual([]);
  expect(rig.all("delivery-failed")).toMatchObject([{ code: "link-lost", retry: true }]);
  const { connects } = rig.toy;
  for (let n = 0; n < 20; n++) {
    rig.advert();
    await rig.clock.advance(seconds(10));
  }
  expect(rig.toy.connects).toBe(connects); // looked at again after five minutes, not sooner
  await rig.clock.advance(minutes(2));
  rig.advert();
  await rig.settle();
  expect(rig.toy.connects).toBe(connects + 1);
});

test("a toy that does not answer is tried ever more patiently; a link that lasted starts anew", async () => {
  const rig = await open();
  await rig.claim((await makeFamily()).entries);
  rig.toy.drop();
  rig.toy.isReachable = false;
  await rig.settle();
  const before = rig.toy.connects;
  for (let second = 0; second < 120; second++) {
    rig.advert();
    await rig.clock.advance(seconds(1));
  }
  const tries = rig.toy.connects - before;
  expect(tries).toBeGreaterThan(5);
  expect(tries).toBeLessThan(14);
  rig.toy.isReachable = true;
  for (let second = 0; second < 32; second++) {
    rig.advert();
    await rig.clock.advance(seconds(1));
  }
  expect(rig.toy.isConnected).toBe(true);
  await rig.clock.advance(seconds(15));
  rig.toy.drop();
  await rig.settle();
  await rig.clock.advance(seconds(1));
  rig.advert();
  await rig.settle();
  expect(rig.toy.isConnected).toBe(true);
});
