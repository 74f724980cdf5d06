import type { Session } from "../ports/household.ts";
import { RequestRefused } from "./errors.ts";
import type { House } from "./house.ts";

/**
 * A clip of the library to a guardian's device, to listen to or to stamp. The ledger knows of it first.
 * @throws RequestRefused `library.unknown`, AccessRefused `session.too-many-clips`
 */
export async function handOutLibraryClip(
  house: House,
  id: string,
  to: Pick<Session, "person" | "device">,
): Promise<Uint8Array<ArrayBuffer>> {
  const clip = await house.library.clip(id);
  if (clip === undefined) throw new RequestRefused("library.unknown", "nothing of the library");
  house.clipBudget.take(to);
  await house.ledger.append({
    at: house.clock.now(),
    kind: "library-handed-out",
    person: to.person,
    subject: id,
    device: to.device,
  });
  return clip;
}
