import { beforeAll, describe, expect, test } from "vitest";
import { makeSigner } from "../../test/support/key-ring.ts";
import { anId } from "../../test/support/store-rig.ts";
import { followLedger, type LedgerPin, leadsTo } from "./follow-ledger.ts";
import type { Signer } from "./jws.ts";
import { BEFORE_THE_FIRST, type LedgerPlace, nextPlace } from "./ledger.ts";
import { countersign, type LedgerEntryView, signLedgerHead, verifyCountersignature } from "./ledger-head.ts";

const hub = anId();
const at = "2026-01-02T03:04:05.000Z";
const LENGTH = 12;
let key: Signer;
beforeAll(async () => {
  key = await makeSigner();
});

interface Chain {
  readonly entries: readonly LedgerEntryView[];
  /** After each entry; the first is before all of them. */
  readonly places: readonly LedgerPlace[];
}

const anEntry = (number: number): LedgerEntryView => ({
  number,
  at: 1_700_000_000_000 + number,
  kind: "clip-handed-out",
  person: anId(),
  subject: anId(),
  ...(number % 3 === 0 ? { device: key.publicKey } : {}),
});

async function chainOf(entries: readonly LedgerEntryView[]): Promise<Chain> {
  const places = [BEFORE_THE_FIRST];
  for (const entry of entries) places.push(await nextPlace(places.at(-1) ?? BEFORE_THE_FIRST, entry));
  return { entries, places };
}
const aChain = () => chainOf(Array.from({ length: LENGTH }, (_, n) => anEntry(n + 1)));

/** A hub that says what `chain` holds, a few entries at once. */
const hubWith =
  ({ entries, places }: Chain, signer = key, atOnce = 5) =>
  async (number: number) => {
    const head = places.at(-1) ?? BEFORE_THE_FIRST;
    return {
      head: await signLedgerHead({ hub, ...head, at }, signer),
      entries: entries.filter((entry) => entry.number > number).slice(0, atOnce),
    };
  };
const pinAt = ({ places }: Chain, number: number): LedgerPin => ({
  ...(places[number] ?? BEFORE_THE_FIRST),
  key: key.publicKey,
});

test("reads to the end, from nothing and from every place that it may remember", async () => {
  const chain = await aChain();
  const end = { pin: pinAt(chain, LENGTH), at };
  expect(await followLedger(hub, undefined, hubWith(chain))).toEqual(end);
  for (let known = 0; known <= LENGTH; known++)
    expect(await followLedger(hub, pinAt(chain, known), hubWith(chain))).toEqual(end);
  const nothing = await chainOf([]);
  expect(await followLedger(hub, undefined, hubWith(nothing))).toEqual({ pin: pinAt(nothing, 0), at });
});

test("what is written while it reads is read too", async () => {
  const long = await aChain();
  const short = await chainOf(long.entries.slice(0, 7));
  let asked = 0;
  const growing = (number: number) => hubWith(asked++ === 0 ? short : long)(number);
  expect((await followLedger(hub, undefined, growing)).pin).toEqual(pinAt(long, LENGTH));
  // Its entries were read before its head, or after it: either way it ends where the head says.
  const late = async () => ({ ...(await hubWith(long, key, 100)(3)), head: (await hubWith(short)(3)).head });
  expect((await followLedger(hub, pinAt(long, 3), late)).pin).toEqual(pinAt(long, 7));
});

describe("with the hub's key and all that it holds at hand", () => {
  const edits: [string, (entry: LedgerEntryView) => Partial<LedgerEntryView>][] = [
    ["who it was", () => ({ person: anId() })],
    ["nobody", () => ({ person: null })],
    ["what it was about", () => ({ subject: anId() })],
    ["when", (entry) => ({ at: entry.at + 1 })],
    ["what happened", () => ({ kind: "signed-in" })],
  ];
  test.each(edits)("%s cannot be changed in any entry, and all after it made anew", async (_, edit) => {
    const chain = await aChain();
    for (let n = 0; n < LENGTH; n++) {
      const forged = await chainOf(
        chain.entries.map((one, at) => (at === n ? { ...one, ...edit(one) } : one)),
      );
      const read = followLedger(hub, pinAt(chain, LENGTH), hubWith(forged));
      await expect(read).rejects.toMatchObject({ code: "ledger.rewritten" });
      // Nor when it goes on since then.
      const grown = await chainOf([...forged.entries, anEntry(LENGTH + 1)]);
      await expect(followLedger(hub, pinAt(chain, LENGTH), hubWith(grown))).rejects.toMatchObject({
        code: "ledger.rewritten",
      });
    }
  });

  test("no entry can be left out, put in, or cut off", async () => {
    const chain = await aChain();
    const pin = pinAt(chain, LENGTH);
    const renumbered = (entries: readonly LedgerEntryView[]) =>
      chainOf(entries.map((entry, at) => ({ ...entry, number: at + 1 })));
    for (let n = 0; n < LENGTH; n++) {
      const without = await renumbered(chain.entries.toSpliced(n, 1));
      await expect(followLedger(hub, pin, hubWith(without))).rejects.toMatchObject({ code: "ledger.cut" });
      const refilled = await renumbered([...chain.entries.toSpliced(n, 1), anEntry(LENGTH)]);
      const more = await renumbered(chain.entries.toSpliced(n, 0, anEntry(n + 1)));
      for (const forged of [refilled, more])
        await expect(followLedger(hub, pin, hubWith(forged))).rejects.toMatchObject({
          code: "ledger.rewritten",
        });
      const cut = await chainOf(chain.entries.slice(0, n));
      await expect(followLedger(hub, pin, hubWith(cut))).rejects.toMatchObject({ code: "ledger.cut" });
    }
  });

  test("entries that do not lead to the head that was signed are refused", async () => {
    const chain = await aChain();
    const other = await aChain();
    const mixed = async (number: number) => ({
      ...(await hubWith(chain)(number)),
      head: (await hubWith(other)(number)).head,
    });
    await expect(followLedger(hub, undefined, mixed)).rejects.toMatchObject({ code: "ledger.rewritten" });
    const silent = async (number: number) => ({ ...(await hubWith(chain)(number)), entries: [] });
    await expect(followLedger(hub, undefined, silent)).rejects.toMatchObject({ code: "ledger.cut" });
  });
});

test("another key of the hub's, or another hub, is not taken for this one", async () => {
  const chain = await aChain();
  const stranger = await makeSigner();
  await expect(followLedger(hub, pinAt(chain, 3), hubWith(chain, stranger))).rejects.toMatchObject({
    code: "ledger.other-key",
  });
  await expect(followLedger(anId(), pinAt(chain, 3), hubWith(chain))).rejects.toMatchObject({
    code: "ledger.wrong-hub",
  });
  // A device's signature is no head, nor the other way round.
  const posing = async (number: number) => ({
    ...(await hubWith(chain)(number)),
    head: await countersign({ hub, ...pinAt(chain, LENGTH), at }, key),
  });
  await expect(followLedger(hub, undefined, posing)).rejects.toMatchObject({ code: "jws.wrong-type" });
  const { head } = await hubWith(chain)(0);
  await expect(verifyCountersignature(head, hub)).rejects.toMatchObject({ code: "jws.wrong-type" });
});

describe("pages of what came before", () => {
  const pageOf = ({ entries, places }: Chain, before: number, length: number) => {
    const oldest = Math.max(0, before - 1 - length);
    return {
      entries: entries.slice(oldest, before - 1).toReversed(),
      behind: places[oldest] ?? BEFORE_THE_FIRST,
    };
  };

  test("are followed back to the first entry", async () => {
    const chain = await aChain();
    let sound = pinAt(chain, LENGTH) as LedgerPlace;
    while (sound.number > 0) sound = await leadsTo(sound, pageOf(chain, sound.number + 1, 5));
    expect(sound).toEqual(BEFORE_THE_FIRST);
  });

  test("an edit that left the hashes as they were is found where the entry is shown", async () => {
    const chain = await aChain();
    for (let n = 0; n < LENGTH; n++) {
      const entries = chain.entries.map((one, at) => (at === n ? { ...one, person: anId() } : one));
      const forged = { entries, places: chain.places };
      const walk = async () => {
        let sound = pinAt(chain, LENGTH) as LedgerPlace;
        while (sound.number > 0) sound = await leadsTo(sound, pageOf(forged, sound.number + 1, 5));
      };
      await expect(walk()).rejects.toMatchObject({ code: "ledger.rewritten" });
    }
  });

  test("an empty page, another beginning and a gap are refused", async () => {
    const chain = await aChain();
    const end = pinAt(chain, LENGTH);
    const whole = pageOf(chain, LENGTH + 1, 100);
    const bad = [
      { entries: [], behind: BEFORE_THE_FIRST },
      { ...whole, behind: { number: 0, hash: "1".repeat(64) } },
      { ...whole, entries: whole.entries.toSpliced(4, 1) },
      pageOf(chain, LENGTH, 100),
    ];
    for (const page of bad)
      await expect(leadsTo(end, page)).rejects.toMatchObject({ code: "ledger.rewritten" });
  });
});
