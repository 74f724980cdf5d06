/** Sealing anew what was sealed to an earlier vault: `hub/contract/vault-change.ts` has the steps. */
import { minutes } from "../domain/duration.ts";
import type { Session } from "../ports/household.ts";
import { RequestRefused } from "./errors.ts";
import type { House } from "./house.ts";
import { findMessage } from "./move-message.ts";
import { countOlder, dropOldBoxes, isOlder, olderVaults, tellVault, vaultNumber } from "./older-clips.ts";

/** Long enough for a slow phone and some thousand clips; a page that is not done by then asks its person once more. */
const LIFE = minutes(60);

/**
 * From here on, for an hour, this session gets sealed clips of earlier vaults, and no others, without an entry for each: there is one for
 * all, which says how many they are. @returns how many
 */
export async function startResealing(house: House, session: Session): Promise<number> {
  const clips = await countOlder(house);
  if (clips === 0) {
    await dropOldBoxes(house);
    tellVault(house);
    return 0;
  }
  const { person, device } = session;
  await house.ledger.append({
    at: house.clock.now(),
    kind: "resealing-began",
    person,
    subject: String(clips),
    device,
  });
  house.live.resealing.set(session.id, house.clock.monotonic() + LIFE);
  return clips;
}

/** @throws RequestRefused `vault.not-resealing` */
export function assertResealing({ live, clock }: House, { id }: Session): void {
  const now = clock.monotonic();
  for (const [session, until] of live.resealing) if (until <= now) live.resealing.delete(session);
  if (!live.resealing.has(id))
    throw new RequestRefused("vault.not-resealing", "nobody of this session asked for it");
}

/** The sealed file of a clip of an earlier vault. @throws RequestRefused `message.unknown`, `vault.resealed`, `message.not-here` */
export async function handOutOlder(house: House, id: string): Promise<Uint8Array<ArrayBuffer>> {
  const { sealed } = await findOlder(house, id);
  return sealed;
}

/**
 * Keeps what was sealed anew beside the file of now. @returns it, as it was read back from the disk
 * @throws RequestRefused `message.not-sealed` when it cannot be the same inside; as {@link handOutOlder}
 */
export async function keepResealed(
  house: House,
  id: string,
  resealed: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  return house.live.takeIn(id, async () => {
    const { record, sealed } = await findOlder(house, id);
    const [before, after] = [house.vault.formOf(sealed), house.vault.formOf(resealed)];
    // All that can be seen from outside: one recipient, and as much inside as there was.
    if (before === undefined || after?.recipients !== 1 || after.payloadBytes !== before.payloadBytes)
      throw new RequestRefused("message.not-sealed", "not the same clip for one recipient");
    return house.archive.stage(record.id, resealed);
  });
}

/**
 * The browser has opened what lies beside, and it is the same inside: it takes the place of the old file, which is overwritten.
 * @param sealed SHA-256 of what the browser looked into
 * @throws RequestRefused `vault.other-copy`; as {@link handOutOlder}
 */
export async function replaceWithResealed(house: House, id: string, sealed: string): Promise<void> {
  const left = await house.live.takeIn(id, async () => {
    const number = vaultNumber(house);
    const { record } = await findOlder(house, id);
    const sealedBytes = await house.archive.replace(record.id, sealed);
    if (sealedBytes === undefined)
      throw new RequestRefused("vault.other-copy", "something else was put beside it meanwhile");
    return takeNewVault(house, record.id, number, sealedBytes);
  });
  if (left === 0) await dropOldBoxes(house);
  tellVault(house);
}

/** @returns how many clips are left to be sealed anew, where that is known */
const takeNewVault = (
  house: House,
  id: string,
  number: number,
  sealedBytes: number,
): Promise<number | undefined> =>
  house.inTurn(async () => {
    const now = await findMessage(house, id);
    await house.messages.update({ ...now, vault: number, sealedBytes });
    const { older } = house.live;
    if (older?.vault !== number) return undefined;
    const clips = older.clips - 1;
    house.live.older = { vault: number, clips };
    return clips;
  });

async function findOlder(house: House, id: string) {
  const record = await findMessage(house, id);
  if (!isOlder(record, olderVaults(house)))
    throw new RequestRefused("vault.resealed", "it is sealed to the vault of now");
  const sealed = await house.archive.get(record.id);
  if (sealed === undefined) throw new RequestRefused("message.not-here", "the sealed file is gone");
  return { record, sealed };
}
