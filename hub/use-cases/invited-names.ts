import { hours } from "../domain/duration.ts";
import { invitationLeft } from "../domain/invitation-life.ts";
import type { Invitation } from "../ports/invitation.ts";
import type { House } from "./house.ts";

const LOOK_AGAIN = hours(1);

/** Whoever was invited may still come. */
const leadsSomewhere = ({ lived }: Pick<House, "lived">, invitation: Invitation): boolean => {
  if (invitation.state === "confirmed") return true;
  const isPending = invitation.state === "open" || invitation.state === "waiting";
  return isPending && invitationLeft(invitation, lived.now()) > 0;
};

/** By no invitation that leads nowhere does anybody reach the house. */
export const settleInvitedNames = (house: Pick<House, "household" | "lived" | "remoteNames">): void =>
  house.remoteNames.keepInvitations(
    new Set(
      house.household
        .invitations()
        .filter((one) => leadsSomewhere(house, one))
        .map(({ id }) => id),
    ),
  );

/** At once, and every hour. */
export function startSettlingNames(house: House): Disposable {
  let stop: () => void = () => undefined;
  const look = () => {
    stop = house.clock.after(LOOK_AGAIN, look);
    settleInvitedNames(house);
  };
  look();
  return { [Symbol.dispose]: () => stop() };
}
