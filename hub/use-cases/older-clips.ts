/**
 * Clips that are sealed to an earlier vault than the one of now, and that somebody has a box for. What a family sealed that nobody can get into
 * any more is shut: there is nothing to be done about it.
 */
import type { VaultView } from "../contract/vault-change.ts";
import type { GuardianPerson } from "../ports/household.ts";
import type { MessageRecord } from "../ports/message-store.ts";
import { newestVault } from "../ports/newest-vault.ts";
import type { House } from "./house.ts";

/** Records read at once, and in one answer to a page. */
const PAGE = 500;

export const isOlder = (record: MessageRecord, olderVaults: ReadonlySet<number>): boolean =>
  record.sealedBytes > 0 && olderVaults.has(record.vault);

/** Numbers of the vaults that are boxed to anybody, but for the newest. */
export const olderVaults = (house: House): ReadonlySet<number> => {
  const newest = vaultNumber(house);
  const boxed = guardians(house).flatMap(({ vaults }) => vaults.map(({ number }) => number));
  return new Set(boxed.filter((number) => number < newest));
};

/** The newest vault that is boxed to anybody. */
export const vaultNumber = ({ household }: House): number => newestVault(household.people());

export const guardians = ({ household }: Pick<House, "household">): readonly GuardianPerson[] =>
  household.people().filter((person) => person.role === "guardian");

/** Old boxes are kept for as long as there is something that they are needed for. */
const hasOldBoxes = (house: House): boolean => guardians(house).some(({ vaults }) => vaults.length > 1);

/** How it stands, without reading the store: where clips have to be counted first, that is begun, and told when it is done. */
export function viewVault(house: House): VaultView {
  const number = vaultNumber(house);
  if (!hasOldBoxes(house)) return { number, older: 0 };
  const counted = house.live.older;
  if (counted?.vault === number) return { number, older: counted.clips };
  countOlder(house).then(() => tellVault(house), house.fail);
  return { number, older: null };
}

export const tellVault = (house: House): void => house.tell({ kind: "vault", vault: viewVault(house) });

/** Reads the whole store, once for each change of the lock and each start. */
export function countOlder(house: House): Promise<number> {
  return house.live.countOlder(async () => {
    const number = vaultNumber(house);
    if (house.live.older?.vault === number) return house.live.older.clips;
    const clips = (await allOlder(house)).clips;
    house.live.older = { vault: number, clips };
    return clips;
  });
}

/** @returns how many there are, and the newest message that was looked at */
async function allOlder(house: House, until?: string) {
  const vaults = olderVaults(house);
  let clips = 0;
  let before: string | undefined;
  let newest: string | undefined;
  for (;;) {
    const records = await house.messages.newest(PAGE, before);
    newest ??= records[0]?.id;
    for (const record of records) {
      if (record.id === until) return { clips, newest };
      if (isOlder(record, vaults)) clips += 1;
    }
    before = records.at(-1)?.id;
    if (records.length < PAGE || before === undefined) return { clips, newest };
  }
}

/** One page of them, as the page asks for them: newest first. @param before id to go on from */
export async function listOlder(house: House, before: string | undefined) {
  const vaults = olderVaults(house);
  const records = await house.messages.newest(PAGE, before);
  return {
    clips: records.filter((record) => isOlder(record, vaults)).map(({ id, vault }) => ({ id, vault })),
    next: records.length < PAGE ? null : (records.at(-1)?.id ?? null),
  };
}

/**
 * When nothing is sealed to an earlier vault any more, nobody needs its key: its boxes are dropped from everybody. Looks at the whole store
 * first, and then, with everything else standing still, at what came meanwhile.
 */
export async function dropOldBoxes(house: House): Promise<void> {
  const number = vaultNumber(house);
  if (!hasOldBoxes(house)) return;
  const { clips, newest } = await allOlder(house);
  house.live.older = { vault: number, clips };
  if (clips > 0) return;
  await house.inTurn(async () => {
    if (vaultNumber(house) !== number) return;
    const since = await allOlder(house, newest);
    house.live.older = { vault: number, clips: since.clips };
    if (since.clips > 0) return;
    const people = guardians(house).map((person) => ({
      ...person,
      vaults: person.vaults.filter((vault) => vault.number === number),
    }));
    await house.household.change({ people }, [
      { at: house.clock.now(), kind: "resealing-ended", person: null, subject: null },
    ]);
  });
}
