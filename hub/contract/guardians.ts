/**
 * Guardian against guardian. One suspends another at once; who is suspended listens and sends, and changes nothing. Removed is a guardian
 * who has been suspended for a day, or at once by who shows to be at the hub; with that goes a new lock.
 */
import { z } from "zod";
import { rosterEntries } from "./roster-entry.ts";
import { changeVaultRequest } from "./vault-change.ts";

/** Lived time between suspension and removal without presence. */
export const REMOVAL_NOTICE_HOURS = 24;

/** `POST /guardians/<id>/suspend`, `POST /guardians/<id>/reinstate`: the entry, by the guardian who asks. */
export const suspensionRequest = z.strictObject({ entry: rosterEntries.element });
/** `POST /guardians/<id>/remove`: `person-out` and `vault`, and the new vault's boxes for those who stay. */
export const removalRequest = z.strictObject({
  entries: z.array(rosterEntries.element).length(2),
  boxes: changeVaultRequest.shape.boxes,
});

/** `POST /presence/code` and `POST /presence/paw` begin; `POST /presence` shows the code; this is `GET /presence`. */
export const presenceView = z.strictObject({ isShown: z.boolean(), isWaitingForPaw: z.boolean() });
export const presenceCode = z.strictObject({ code: z.string().max(32) });
