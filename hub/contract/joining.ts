/**
 * Joining: what an invited browser and the hub say to each other, and what that browser proves to the guardian's over the hub's
 * head.
 *
 *   proof = HMAC-SHA-256( key made of the link's secret , statement )
 *   code  = the first 60 bits of SHA-256( statement ), for two people to compare who share no secret
 *
 * where the statement is the JSON array of {@link joiningStatement}. The hub has neither secret nor key: it can hold a joining
 * back, but put no keys of its own in the place of the invited person's.
 */
import { z } from "zod";
import { deviceLabel } from "./device-label.ts";
import { displayName } from "./display-name.ts";
import { type PublicKey, publicKey } from "./jws.ts";
import { type PublicId, publicId } from "./public-id.ts";
import { rosterEntries } from "./roster-entry.ts";
import { ageRecipient, box, bytes32, salt } from "./slots.ts";

export interface JoiningFacts {
  readonly hub: PublicId;
  readonly invitation: PublicId;
  readonly role: "guardian" | "relative";
  readonly person: PublicId;
  readonly recipient: string;
  readonly signingKey: PublicKey;
  readonly deviceKey: PublicKey;
}

/** Bytes that proof and code cover. */
export const joiningStatement = (facts: JoiningFacts): Uint8Array<ArrayBuffer> => {
  const { hub, invitation, role, person, recipient, signingKey, deviceKey } = facts;
  const all = ["pawpost-joining-1", hub, invitation, role, person, recipient, signingKey, deviceKey];
  return new TextEncoder().encode(JSON.stringify(all));
};

const time = z.iso.datetime();

/** `POST /join/look`, with a proof by the device key. The id is in the body: an address may be written down somewhere. */
export const joinLookRequest = z.strictObject({ invitation: publicId });

export const joinView = z.strictObject({
  hub: publicId,
  role: z.enum(["guardian", "relative"]),
  person: publicId,
  name: displayName,
  /** The guardian's name. */
  by: displayName,
  children: z.array(
    z.strictObject({
      name: displayName,
      mayWrite: z.boolean(),
      isTrusted: z.boolean(),
      mayHear: z.boolean(),
    }),
  ),
  /** `waiting` and `confirmed` are told to the device that joins; anybody else hears `invitation.used`. */
  state: z.enum(["open", "waiting", "confirmed"]),
  expiresAt: time,
  roster: rosterEntries,
  /** Of a relative: `keyHalf` (`hand-over.ts`) for the device that asks. */
  keyHalf: bytes32.nullable(),
  now: time,
});
export type JoinView = z.output<typeof joinView>;

const device = z.strictObject({ key: publicKey, label: deviceLabel });

/** `POST /join/accept`, with a proof by the device key. The same again changes nothing. */
export const joinAcceptRequest = z.strictObject({
  invitation: publicId,
  recipient: ageRecipient,
  signingKey: publicKey,
  device,
  proof: bytes32,
  /** Of a guardian alone: the name to sign in by, `auth`, and what `wrap` opens. */
  account: z
    .strictObject({ name: displayName, auth: bytes32, slot: z.strictObject({ salt, box }) })
    .nullable(),
});

/**
 * `POST /join/enter`, with a proof by the device key, once a guardian has confirmed. `entry`: this device, signed by the new
 * person's own key.
 */
export const joinEnterRequest = z.strictObject({
  invitation: publicId,
  entry: z.string().max(8_192),
  device,
});
