/**
 * Sign-in without a passphrase, for relatives: the roster names their devices, each vouched for by the relative's own key, and
 * a proof by such a device is all that it takes. Taken out of the roster, it opens nothing any more.
 */
import type { PublicKey } from "../contract/jws.ts";
import { AccessRefused } from "../ports/access.ts";
import type { Household, Person } from "../ports/household.ts";
import { verifiedRoster } from "../ports/verified-roster.ts";

export interface RelativeSignIn {
  /**
   * A guardian's device, a stranger's and one that was taken out get the same answer.
   * @param claimed the device that is to be signed in
   * @param device who proved the request
   * @throws AccessRefused `session.wrong-device`, `sign-in.unknown-device`
   */
  whose(claimed: PublicKey, device: PublicKey): Promise<Person>;
}

export function makeRelativeSignIn(household: Household): RelativeSignIn {
  const unknown = () => new AccessRefused("sign-in.unknown-device", "no relative's device");

  return {
    async whose(claimed, device) {
      if (device !== claimed) throw new AccessRefused("session.wrong-device", "proof by another device");
      // A hub without a guardian has no roster.
      if (household.people().length === 0) throw unknown();
      const roster = await verifiedRoster(household);
      const owner = roster.devices.get(device);
      const person = household.people().find(({ id, role }) => id === owner && role === "relative");
      if (person === undefined || !roster.relatives.has(person.id)) throw unknown();
      return person;
    },
  };
}
