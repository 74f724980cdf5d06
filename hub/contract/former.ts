/**
 * Old recordings: what a family sealed before the hub started anew stays shut until somebody finds a way in that was a guardian's then.
 *
 *   GET  /former               who was a guardian then
 *   POST /former/<id>/keys     that passphrase or sheet was shown: the boxes that it opens
 *   POST /former/<id>/vaults   what lay in them, boxed to every guardian of now; from then on the clips are older ones of the family's
 *                              own, which are listened to and sealed anew like any (`vault-change.ts`)
 *
 * Nobody gets a box to guess at who has not shown the way in first.
 */
import { z } from "zod";
import { displayName } from "./display-name.ts";
import { publicId } from "./public-id.ts";
import { rosterEntries } from "./roster-entry.ts";
import { box, salt, vaultBox } from "./slots.ts";
import { stepUpRequest } from "./step-up.ts";

const time = z.iso.datetime();

const formerGuardian = z.strictObject({
  id: publicId,
  name: displayName,
  /** Until when the family was. */
  until: time,
  /** Of that passphrase; `null` where there was none. */
  salt: salt.nullable(),
  hasSheet: z.boolean(),
});
export type FormerGuardian = z.output<typeof formerGuardian>;

/** `GET /former`: the newest family first. */
export const formerList = z.strictObject({ guardians: z.array(formerGuardian) });

const [byPassphrase, , bySheet] = stepUpRequest.options;
/** As for a step-up, and with its nonce; a passkey is for a name and a person of now. */
export const formerShown = z.discriminatedUnion("by", [byPassphrase, bySheet]);

export const formerKeys = z.strictObject({
  /** That guardian's keys, a box for each way in. */
  slots: z.array(z.strictObject({ box })),
  vaults: z.array(vaultBox),
  roster: rosterEntries,
});

/** Each vault of that family to each guardian of now, and nothing else. */
export const formerVaults = z.strictObject({
  boxes: z
    .array(z.strictObject({ number: z.int().min(1), person: publicId, box }))
    .min(1)
    .max(32),
});
