import { expect, test } from "vitest";
import { encodeBase64url } from "../../hub/contract/base64url.ts";
import { publicKey } from "../../hub/contract/jws.ts";
import { BEFORE_THE_FIRST, nextPlace } from "../../hub/contract/ledger.ts";
import type { Ledger, LedgerEntry } from "../../hub/ports/ledger.ts";
import { anId, listOf } from "../support/store-rig.ts";

export const anEntry = (at: number): LedgerEntry => ({
  at,
  kind: "clip-handed-out",
  person: anId(),
  subject: anId(),
});

const aDevice = publicKey.parse(encodeBase64url(new Uint8Array(32).fill(3)));

/** @param reopen ends whoever held the ledger and gives what its successor sees; empty at first in each test */
export function ledgerContract(reopen: () => Promise<Ledger>): void {
  test("numbers entries from one, in the order asked, over restarts", async () => {
    const entries = Array.from({ length: 30 }, (_, at) => anEntry(at));
    let ledger = await reopen();
    expect(await listOf(ledger.entries())).toEqual([]);
    await Promise.all(entries.slice(0, 20).map((entry) => ledger.append(entry)));
    ledger = await reopen();
    const appending = entries.slice(20).map((entry) => ledger.append(entry));
    const read = await listOf(ledger.entries()); // while they are on their way
    await Promise.all(appending);
    const all = entries.map((entry, at) => ({ ...entry, number: at + 1 }));
    expect(read).toEqual(all.slice(0, read.length));
    expect(await listOf(ledger.entries())).toEqual(all);
  });

  test("is read in pages, forwards and backwards, each entry where its hash says", async () => {
    const ledger = await reopen();
    const entries = [
      anEntry(1),
      { ...anEntry(2), device: aDevice },
      ...Array.from({ length: 8 }, (_, at) => anEntry(at + 3)),
    ];
    for (const entry of entries) await ledger.append(entry);
    const all = entries.map((entry, at) => ({ ...entry, number: at + 1 }));
    const places = [BEFORE_THE_FIRST];
    for (const entry of entries) places.push(await nextPlace(places.at(-1) ?? BEFORE_THE_FIRST, entry));

    expect(await ledger.head()).toEqual(places.at(-1));
    expect(await ledger.after(0, 4)).toEqual(all.slice(0, 4));
    expect(await ledger.after(7, 100)).toEqual(all.slice(7));
    for (const beyond of [10, 11, 1_000]) expect(await ledger.after(beyond, 5)).toEqual([]);
    expect(await ledger.before(11, 3)).toEqual({ entries: all.slice(7).toReversed(), behind: places[7] });
    expect(await ledger.before(1_000, 100)).toEqual({ entries: all.toReversed(), behind: BEFORE_THE_FIRST });
    expect(await ledger.before(3, 100)).toEqual({ entries: all.slice(0, 2).toReversed(), behind: places[0] });
    expect(await ledger.before(1, 5)).toEqual({ entries: [], behind: BEFORE_THE_FIRST });
    for (const place of places) expect(await ledger.hashOf(place.number)).toBe(place.hash);
    expect(await ledger.hashOf(11)).toBeUndefined();
  });
}
