import { SignatureError } from "../contract/errors.ts";
import { extendRoster, type Roster } from "../contract/roster.ts";
import { type RosterEntry, readRosterEntry } from "../contract/roster-entry.ts";
import type { ChangeVaultRequest } from "../contract/vault-change.ts";
import type { HouseholdChange, Person, Session } from "../ports/household.ts";
import type { LedgerEntry } from "../ports/ledger.ts";
import { verifiedRoster } from "../ports/verified-roster.ts";
import { RequestRefused } from "./errors.ts";
import type { House } from "./house.ts";
import { guardians, tellVault } from "./older-clips.ts";
import { sendRosterToAll } from "./send-roster.ts";

/**
 * A new vault for the guardians who stay: boxes, roster entries and their entries in the ledger in one durable step. The hub can look
 * into no box; it sees to it that there is one for everybody who stays, and for nobody else.
 * @param goes entries that have to stand before the one of the vault, and what else is done and written with them
 * @throws RequestRefused `roster.refused`, `vault.not-for-all`
 */
export async function changeVault(
  house: House,
  by: Session,
  { entries, boxes }: ChangeVaultRequest,
  goes: {
    readonly entries: readonly RosterEntry[];
    /** Once it is known that all of it fits: at once, before it has its turn. */
    before?(): Promise<void>;
    change?(): Pick<HouseholdChange, "gone" | "invitations">;
    readonly ledger?: readonly LedgerEntry[];
  } = { entries: [] },
): Promise<void> {
  const { household } = house;
  /** @returns the people as they would be then */
  const assertFits = async (): Promise<readonly Person[]> => {
    const before = await verifiedRoster(household);
    const after = await extend(before, entries);
    await assertEntries(household.people(), by, entries, goes.entries);
    if (after.vault.number !== before.vault.number + 1)
      throw new RequestRefused("roster.refused", "no entry of a new vault");
    const boxOf = new Map(boxes.map(({ person, box }) => [person, box]));
    const isForAll =
      boxOf.size === boxes.length &&
      boxOf.size === after.guardians.size &&
      [...after.guardians.keys()].every((person) => boxOf.has(person)) &&
      boxes.every(({ box }) => house.vault.isBox(box));
    if (!isForAll) throw new RequestRefused("vault.not-for-all", "not one box for each guardian who stays");
    return guardians(house).flatMap((person) => {
      const box = boxOf.get(person.id);
      return box === undefined ? [] : [{ ...person, vaults: [...person.vaults, { ...after.vault, box }] }];
    });
  };

  await assertFits();
  // Not in the queue of the house's changes: whatever else goes on, this holds within a second.
  await goes.before?.();
  await house.inTurn(async () => {
    const people = await assertFits();
    const note = { at: house.clock.now(), person: by.person, device: by.device } as const;
    await household.change({ people, roster: entries, ...goes.change?.() }, [
      ...(goes.ledger ?? []),
      { ...note, kind: "vault-changed", subject: null },
    ]);
  });
  tellVault(house);
  await sendRosterToAll(house);
}

async function extend(before: Roster, entries: readonly string[]): Promise<Roster> {
  try {
    return await extendRoster(before, entries);
  } catch (cause) {
    if (!(cause instanceof SignatureError)) throw cause;
    throw new RequestRefused("roster.refused", cause.code, { cause });
  }
}

/** Signed by the very person who asks, and nothing but what belongs here. */
async function assertEntries(
  people: readonly Person[],
  { person }: Session,
  entries: readonly string[],
  expected: readonly RosterEntry[],
): Promise<void> {
  const own = people.find(({ id }) => id === person)?.signingKey;
  const read = await Promise.all(entries.map(readRosterEntry));
  const isExpected =
    read.length === expected.length + 1 &&
    read.every((one) => one?.signer === own) &&
    read.at(-1)?.entry.kind === "vault" &&
    expected.every((entry, at) => JSON.stringify(read[at]?.entry) === JSON.stringify(entry));
  if (!isExpected) throw new RequestRefused("roster.refused", "other entries than these");
}
