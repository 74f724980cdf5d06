/**
 * Rooms: other machines that bring messages to toys for this hub (docs/rooms.md). A guardian makes a code, types it on the other machine, and compares six words there and
 * here; from then on that machine is let in. Where the hub itself is, is no row here.
 */
import { z } from "zod";
import { displayName } from "./display-name.ts";

const time = z.iso.datetime();

/** As in topics. */
const roomId = z.string().regex(/^room-[0-9a-f]{8}$/);

const roomView = z.strictObject({
  id: roomId,
  name: z.string(),
  joinedAt: time,
  /** Whether its machine is heard just now. */
  isReached: z.boolean(),
  /** Since when it is not; `null` while it is, and where this hub has not heard it since it was started. */
  silentSince: time.nullable(),
  /** Just now, toys go by themselves between it and another room: both have the key of one house. */
  takesOver: z.boolean(),
});
export type RoomView = z.output<typeof roomView>;

/** `GET /rooms` */
export const roomList = z.strictObject({
  rooms: z.array(roomView),
  /** What another machine can join by just now. The code itself is said once, to who made it. */
  invitation: z
    .strictObject({
      name: z.string(),
      until: time,
      /** A machine has brought the code and waits for somebody there to say that the six words are the same. */
      isComparing: z.boolean(),
    })
    .nullable(),
});
export type RoomList = z.output<typeof roomList>;

/** `POST /rooms` */
export const roomWish = z.strictObject({ name: displayName });
/** Its answer: what is typed on the other machine. */
export const roomInvitation = z.strictObject({
  name: z.string(),
  /** Ten groups of four letters. */
  code: z.string(),
  /** Where the hub listens for it: `192.168.1.7:8883`. */
  addresses: z.array(z.string()).min(1),
  until: time,
});
export type RoomInvitationView = z.output<typeof roomInvitation>;

/** `POST /rooms/rename` */
export const roomNaming = z.strictObject({ room: roomId, name: displayName });
/** `POST /rooms/remove` */
export const roomRemoval = z.strictObject({ room: roomId });
