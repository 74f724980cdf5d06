/**
 * A hand-over: a person's keys go from one page to another, at another address, on another phone, or in an app with a storage of
 * its own. The old page seals them to an identity made of a secret; the secret travels in a link behind its `#`, which no browser
 * sends anywhere, or is typed. The hub keeps the sealed keys under an id made of the same secret, in memory, for ten minutes, for
 * one device.
 */
import { z } from "zod";
import { deviceLabel } from "./device-label.ts";
import { displayName } from "./display-name.ts";
import { type PublicKey, publicKey, type Signer, signJws, verifyJws } from "./jws.ts";
import { type PublicId, publicId } from "./public-id.ts";
import { rosterEntries } from "./roster-entry.ts";
import { box, bytes32 } from "./slots.ts";

const TYPE = "pawpost-hand-over+jws";
const time = z.iso.datetime();

/** `POST /hand-overs`, after a step-up, `POST /post/hand-overs`. `id`: made of the secret; `box`: the person's keys, sealed to its identity. */
export const handOverRequest = z.strictObject({ id: publicId, box });
export const handOverMade = z.strictObject({
  expiresAt: time,
  /** Where the page can be opened, this address among them. */
  addresses: z.array(z.string()),
});
export type HandOverMade = z.output<typeof handOverMade>;

/** `POST /hand-over/look`, with a proof by the device key: from then on it is for this device alone. */
export const handOverLook = z.strictObject({ id: publicId });
export const handOverFound = z.strictObject({
  hub: publicId,
  person: z.strictObject({ id: publicId, name: displayName }),
  box,
  roster: rosterEntries,
  now: time,
});

/** `POST /hand-over/enter`, with a proof by the device key; once. `proof`: {@link signHandOver}. */
export const handOverEnter = z.strictObject({
  id: publicId,
  proof: z.string().max(2_048),
  device: z.strictObject({ key: publicKey, label: deviceLabel }),
});

/**
 * `POST /post/key-half`: the hub's half of what opens the keys that a relative's browser keeps in a box, another one for each
 * device. By itself it opens nothing; nor does the box.
 */
export const keyHalf = z.strictObject({ half: bytes32 });

const statement = z.strictObject({ v: z.literal(1), hub: publicId, handOver: publicId, device: publicKey });
type Statement = z.output<typeof statement>;

/** By the person's own key: who has the id alone, as the hub has, comes in nowhere. */
export const signHandOver = (facts: Omit<Statement, "v">, person: Signer): Promise<string> =>
  signJws(TYPE, { v: 1, ...facts } satisfies Statement, person);

/** @returns who signed; `undefined` where it says something else. @throws SignatureError, a code of `verifyJws` */
export async function readHandOver(
  jws: string,
  facts: { readonly hub: PublicId; readonly handOver: PublicId; readonly device: PublicKey },
): Promise<PublicKey | undefined> {
  const { signer, payload } = await verifyJws(TYPE, jws);
  const read = statement.safeParse(payload);
  const isIt =
    read.success &&
    read.data.hub === facts.hub &&
    read.data.handOver === facts.handOver &&
    read.data.device === facts.device;
  return isIt ? signer : undefined;
}
