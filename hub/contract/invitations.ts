/** Who belongs to the family and who is asked to: what guardians and hub say to each other about people. */
import { z } from "zod";
import { deviceLabel } from "./device-label.ts";
import { displayName } from "./display-name.ts";
import { type PublicKey, publicKey } from "./jws.ts";
import { phoneNumber } from "./phone-number.ts";
import { type PublicId, publicId } from "./public-id.ts";
import type { Roster } from "./roster.ts";
import { childrenRights } from "./roster-entry.ts";
import { ageRecipient, bytes32, vaultBox } from "./slots.ts";

/** Open or waiting at one time. */
export const MOST_INVITATIONS = 16;

const time = z.iso.datetime();
const role = z.enum(["guardian", "relative"]);

/** `id`: made of the link's secret (`web-ui/src/keys/invitation-link.ts`). `person`: new, or a relative's who gets new keys. */
const whom = { id: publicId, person: publicId, name: displayName };
/** `POST /invitations` */
export const invitationRequest = z.discriminatedUnion("role", [
  z.strictObject({ role: z.literal("guardian"), ...whom }),
  z.strictObject({ role: z.literal("relative"), ...whom, children: childrenRights }),
]);
export type InvitationRequest = z.output<typeof invitationRequest>;

/** What the invited browser says of itself: to be believed only as far as `proof` goes. */
const joiningView = z.strictObject({
  name: displayName,
  recipient: ageRecipient,
  signingKey: publicKey,
  device: z.strictObject({ key: publicKey, label: deviceLabel }),
  proof: bytes32,
  at: time,
});

const invitationView = z.strictObject({
  id: publicId,
  role,
  person: publicId,
  name: displayName,
  /** None for a guardian. */
  children: z.array(childrenRights.element),
  by: publicId,
  /** By the hub's clock: not after. */
  expiresAt: time,
  /** By which whoever was invited reaches the hub from anywhere; `null`: by the address of the page that made the link. */
  address: z.string().nullable(),
  /** `null` until somebody opened the link. */
  joining: joiningView.nullable(),
});
export type InvitationView = z.output<typeof invitationView>;

const personFacts = {
  id: publicId,
  name: displayName,
  /** To the minute; `null`: never seen, or signed out long ago. */
  lastSeenAt: time.nullable(),
};
const guardianView = z.strictObject({
  ...personFacts,
  isSuspended: z.boolean(),
  phone: phoneNumber.nullable(),
  /** By whom, since when, and from when on another guardian may remove this one without being at the hub. */
  suspension: z.strictObject({ by: publicId, at: time, removableAt: time }).nullable(),
});
/** `GET /people`, and the answer of what changes it. Names are the hub's; who counts and for what is the roster's to say. */
export const peopleList = z.strictObject({
  guardians: z.array(guardianView),
  relatives: z.array(z.strictObject({ ...personFacts, children: childrenRights })),
  /** Those that are open or wait for a guardian; newest first. */
  invitations: z.array(invitationView),
  /** Who was of the family before the hub started anew: names to what they sent, and nothing more. */
  former: z.array(z.strictObject({ id: publicId, name: displayName })),
});
export type PeopleList = z.output<typeof peopleList>;

const entry = z.string().max(8_192);
/**
 * `POST /invitations/<id>/confirm`. `entry`: the person's, signed by the guardian who asks. `vaults`: for a guardian, every vault
 * that the one who asks can open, each to the new guardian's recipient.
 */
export const confirmRequest = z.strictObject({ entry, vaults: z.array(vaultBox).max(8) });
export type Confirmation = z.output<typeof confirmRequest>;
/** `PUT /people/<id>/rights`, `POST /people/<id>/remove` */
export const personChange = z.strictObject({ entry });

/** `POST /children`, `PUT /children/<id>` */
export const childNaming = z.strictObject({ name: displayName });

/** Who issued something in a guardian's right still may: else what they issued is worth nothing either. */
export const mayStillInvite = (
  { devices, guardians }: Pick<Roster, "devices" | "guardians">,
  { by, device }: { readonly by: PublicId; readonly device: PublicKey },
): boolean => devices.get(device) === by && guardians.get(by)?.isSuspended === false;
