import type { RoomInvitationView, RoomList } from "../../../hub/contract/rooms.ts";

export type Joining =
  | { readonly kind: "waits" | "compares" | "left" | "over" }
  | { readonly kind: "joined"; readonly isReached: boolean };

/**
 * How far it is with a code that was made here. No two rooms have the same name, and none has the one that a code was made for.
 * @param seen how far it was before: the list may be older than the code
 * @param now the hub's, Unix ms
 */
export function joiningOf(
  { rooms, invitation }: RoomList,
  made: Pick<RoomInvitationView, "name" | "until">,
  seen: "nothing" | "code" | "words",
  now: number,
): Joining {
  const room = rooms.find(({ name }) => name === made.name);
  if (room !== undefined) return { kind: "joined", isReached: room.isReached };
  if (invitation?.name === made.name) return { kind: invitation.isComparing ? "compares" : "waits" };
  if (seen === "words") return { kind: "left" };
  if (Date.parse(made.until) <= now) return { kind: "over" };
  // Gone before its time: somebody brought it and went at once, or it was taken back.
  return { kind: seen === "code" ? "left" : "waits" };
}
