/**
 * Hubs that keep backups for each other (docs/second-hub.md), as guardians see and change it.
 *
 *   GET  /keepers            where this hub's backups are kept beside its own place, and whose are kept here
 *   POST /keepers/invite     a code by which another hub has its backups kept here
 *   POST /keepers/pair       such a code of another hub: from now on this one's are kept there
 *   POST /keepers/leave      no more go there; what is there stays
 *   POST /keepers/offer      a code by which a new machine fetches what is kept here of a hub
 *   POST /keepers/remove     what is kept here of a hub is gone
 *   DELETE /keepers/code     no code is good any more
 */
import { z } from "zod";
import { displayName } from "./display-name.ts";
import { publicId } from "./public-id.ts";

const time = z.iso.datetime();

export const keepersView = z.strictObject({
  own: z
    .strictObject({
      /** `192.168.1.7:8883` */
      address: z.string(),
      since: time,
      /** When the newest was whole there, by that hub's own receipt. */
      last: time.nullable(),
      /** Why the last try failed. */
      failing: z.string().nullable(),
    })
    .nullable(),
  kept: z.array(
    z.strictObject({
      hub: publicId,
      name: displayName,
      since: time,
      last: time.nullable(),
      backups: z.int().min(0),
    }),
  ),
  /** Bytes. */
  used: z.int().min(0),
  most: z.int().min(0),
});
export type KeepersView = z.output<typeof keepersView>;

export const keeperCode = z.strictObject({
  code: z.string(),
  addresses: z.array(z.string()).min(1),
  until: time,
});
export type KeeperCodeView = z.output<typeof keeperCode>;

/** `POST /keepers/invite` */
export const keeperInvite = z.strictObject({ name: displayName });
/** `POST /keepers/pair` */
export const keeperPair = z.strictObject({ address: z.string().max(128), code: z.string().max(128) });
/** `POST /keepers/offer`, `POST /keepers/remove` */
export const keptHubWish = z.strictObject({ hub: publicId });
