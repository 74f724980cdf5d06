/**
 * Slots: the ways in which one person's keys open. Each is a box on the hub that holds the same keys, sealed to another secret:
 *
 *   passphrase       to `wrap`, which the browser makes of the passphrase (hub/archive/derive-keys.ts)
 *   recovery-sheet   to the AGE-SECRET-KEY on paper; the hub knows its `age1...` and the public half of a proof key
 *   passkey          to what HKDF makes of the authenticator's PRF output (`hub/contract/passkeys.ts`); the hub knows the public
 *                    key. Bound to one name of the hub, so it is always extra: it never counts as the slot that stands alone
 *
 * Slots are changed by orders: a JWS by the person's own signing key, which lies in the box. So a page that is merely signed
 * in, or has stolen a session, can neither add a way in nor take one away.
 */
import { z } from "zod";
import { parseBase64url } from "./base64url.ts";
import { deviceLabel } from "./device-label.ts";
import { type PublicKey, publicKey, type Signer, signJws, verifyJws } from "./jws.ts";
import { credentialId, passkeyMade, rpId, transports } from "./passkeys.ts";
import { type PublicId, publicId } from "./public-id.ts";

const ORDER = "pawpost-slot+jws";
const SHEET = "pawpost-sheet+jws";

export const bytes32 = z
  .string()
  .refine((text) => parseBase64url(text)?.byteLength === 32, "32 bytes as base64url");
export const salt = z
  .string()
  .refine((text) => parseBase64url(text)?.byteLength === 16, "16 bytes as base64url");
/** A small age file, base64url. */
export const box = z.string().min(100).max(6_000);
export const ageRecipient = z.string().regex(/^age1[a-z0-9]{58}$/);
export const vaultBox = z.strictObject({
  number: z.int().min(1),
  recipient: ageRecipient,
  /** The vault's identity, as an age file to the guardian's own identity. */
  box,
});
const time = z.iso.datetime();
const nonce = z.string().max(128);

/** Days on which the hub was there and nobody used a passkey, until it goes; it is always an extra. */
export const FADES_AFTER_DAYS = 90;
/** And until its going is told. */
export const NOTICE_FROM_DAYS = 76;

/** `null`: not known (made before slots had dates), or never. */
const facts = { id: publicId, madeAt: time.nullable(), testedAt: time.nullable() };
export const slotView = z.discriminatedUnion("kind", [
  /** The salt is for Argon2id. */
  z.strictObject({ kind: z.literal("passphrase"), ...facts, salt, box }),
  z.strictObject({
    kind: z.literal("recovery-sheet"),
    ...facts,
    recipient: ageRecipient,
    proofKey: publicKey,
    box,
  }),
  z.strictObject({
    kind: z.literal("passkey"),
    id: publicId,
    madeAt: time,
    lastUsedAt: time,
    /** Of the browser that made it. */
    label: deviceLabel,
    rpId,
    credential: credentialId,
    transports,
    /** In how many days it goes, when nobody uses it until then; `null` while that is far. */
    fadesIn: z
      .int()
      .min(1)
      .max(FADES_AFTER_DAYS - NOTICE_FROM_DAYS)
      .nullable(),
    box,
  }),
]);
export type SlotView = z.output<typeof slotView>;

/** Answer of every route that lists or changes slots; newest last. */
export const slotList = z.strictObject({ slots: z.array(slotView) });

const slotOrder = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("add-sheet"),
    slot: z.strictObject({ id: publicId, recipient: ageRecipient, proofKey: publicKey, box }),
  }),
  /** `made` answers the order's own nonce, as a challenge. */
  z.strictObject({
    kind: z.literal("add-passkey"),
    slot: z.strictObject({ id: publicId, label: deviceLabel, made: passkeyMade, box }),
  }),
  /** Says that this slot's box was opened: only what lies in it could sign so. */
  z.strictObject({ kind: z.literal("tested"), slot: publicId }),
  z.strictObject({ kind: z.literal("remove"), slot: publicId }),
  /** Takes the place of every passphrase that was. */
  z.strictObject({
    kind: z.literal("new-passphrase"),
    slot: z.strictObject({ id: publicId, salt, box }),
    auth: bytes32,
  }),
]);
export type SlotOrder = z.output<typeof slotOrder>;

const orderPayload = z.strictObject({
  v: z.literal(1),
  hub: publicId,
  person: publicId,
  nonce,
  order: slotOrder,
});
export type SlotOrderPayload = z.output<typeof orderPayload>;

/** @param nonce from `POST /slots/nonce` */
export const signSlotOrder = (
  hub: PublicId,
  person: PublicId,
  nonce: string,
  order: SlotOrder,
  signer: Signer,
): Promise<string> => signJws(ORDER, { v: 1, hub, person, nonce, order }, signer);

/** @returns `undefined` for something signed that is no order. @throws SignatureError */
export async function verifySlotOrder(
  jws: string,
): Promise<(SlotOrderPayload & { readonly signer: PublicKey }) | undefined> {
  const { signer, payload } = await verifyJws(ORDER, jws);
  const parsed = orderPayload.safeParse(payload);
  return parsed.success ? { ...parsed.data, signer } : undefined;
}

const sheetPayload = z.strictObject({
  v: z.literal(1),
  hub: publicId,
  nonce,
  what: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("test"), slot: publicId }),
    /** Binds a sign-in to the device that is to be signed in. */
    z.strictObject({ kind: z.literal("sign-in"), device: publicKey }),
    /** The nonce is the session's. */
    z.strictObject({ kind: z.literal("step-up") }),
  ]),
});
export type SheetProof = z.output<typeof sheetPayload>;

/** Shows that the sheet's secret is at hand, without showing the secret. @param sheet the sheet's proof key */
export const signSheetProof = (proof: SheetProof, sheet: Signer): Promise<string> =>
  signJws(SHEET, proof, sheet);

/** @returns `undefined` for something signed that is no proof. @throws SignatureError */
export async function verifySheetProof(
  jws: string,
): Promise<(SheetProof & { readonly signer: PublicKey }) | undefined> {
  const { signer, payload } = await verifyJws(SHEET, jws);
  const parsed = sheetPayload.safeParse(payload);
  return parsed.success ? { ...parsed.data, signer } : undefined;
}

const jws = z.string().max(14_000);
/** `POST /slots/nonce`, `POST /sign-in/sheet/nonce`: signed into what follows; good once, for five minutes. */
export const nonceResponse = z.strictObject({ nonce });
/** `POST /slots`, `PUT /slots/passphrase`, `POST /slots/<id>/remove` */
export const slotOrderRequest = z.strictObject({ order: jws });
/** `POST /slots/<id>/test`: both over the same nonce. */
export const slotTestRequest = z.strictObject({ order: jws, proof: jws });
