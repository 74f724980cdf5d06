/** A guardian takes the family's backup away on a device of theirs: as sealed as on the hub, and every guardian is told. */
import type { Session } from "../ports/household.ts";
import type { House } from "./house.ts";

/** One for each guardian: a newer one ends the one before, whose device may be gone. */
interface TakenCopy {
  readonly pieces: AsyncGenerator<Uint8Array<ArrayBuffer>>;
  /** It is over, whoever still waits for more of it. */
  readonly ended: AbortSignal;
}

/**
 * @param assertLive throws once the session has ended: who was signed out takes no more of it
 * @param signal that whoever takes it is gone
 */
export async function takeCopy(
  house: House,
  { person, device }: Pick<Session, "person" | "device">,
  { signal, assertLive }: { readonly signal: AbortSignal; readonly assertLive: () => void },
): Promise<TakenCopy> {
  const own = new AbortController();
  const ended = AbortSignal.any([signal, own.signal]);
  house.live.copies.get(person)?.abort();
  house.live.copies.set(person, own);
  const copy = await house.backups.pack(ended);
  // Before the first byte leaves.
  await house.ledger.append({ at: house.clock.now(), kind: "backup-taken", person, subject: null, device });
  async function* pieces() {
    try {
      for await (const piece of copy.pieces) {
        assertLive();
        yield piece;
      }
      await house.inTurn(async () => {
        const note = (await house.backups.notes.read()) ?? { places: {}, failing: null };
        const taken = { counter: copy.counter, at: house.clock.now(), by: person };
        await house.backups.notes.write({ ...note, taken });
      });
    } finally {
      if (house.live.copies.get(person) === own) house.live.copies.delete(person);
    }
  }
  return { pieces: pieces(), ended };
}
