/** A guardian takes the family's backup away on a device of theirs: as sealed as on the hub, and every guardian is told. */
import type { Session } from "../ports/household.ts";
import type { House } from "./house.ts";

/** @param assertLive throws once the session has ended: who was signed out takes no more of it */
export async function takeCopy(
  house: House,
  { person, device }: Pick<Session, "person" | "device">,
  { signal, assertLive }: { readonly signal: AbortSignal; readonly assertLive: () => void },
): Promise<AsyncGenerator<Uint8Array<ArrayBuffer>>> {
  const copy = await house.backups.pack(signal);
  // Before the first byte leaves.
  await house.ledger.append({ at: house.clock.now(), kind: "backup-taken", person, subject: null, device });
  return (async function* () {
    for await (const piece of copy.pieces) {
      assertLive();
      yield new Uint8Array(piece);
    }
    await house.inTurn(async () => {
      const note = (await house.backups.notes.read()) ?? { places: {}, failing: null };
      const taken = { counter: copy.counter, at: house.clock.now(), by: person };
      await house.backups.notes.write({ ...note, taken });
    });
  })();
}
