import { expect, test } from "vitest";
import type { Ledger, LedgerEntry } from "../../hub/ports/ledger.ts";
import { anId, listOf } from "../support/store-rig.ts";

export const anEntry = (at: number): LedgerEntry => ({
  at,
  kind: "clip-handed-out",
  person: anId(),
  subject: anId(),
});

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
}
