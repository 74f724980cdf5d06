/**
 * Where the ledger ends, signed twice: by the hub, which says "so far it goes", and by guardians' devices, which say "and so far I
 * have seen it". Whoever cuts, forks or rewrites the chain afterwards can make the first kind anew, and never the second.
 */
import { z } from "zod";
import { SignatureError } from "./errors.ts";
import { type PublicKey, publicKey, type Signer, signJws, verifyJws } from "./jws.ts";
import { type PublicId, publicId } from "./public-id.ts";
import { sha256Hex } from "./sha256.ts";

const HEAD = "pawpost-ledger-head+jws";
const COUNTERSIGNATURE = "pawpost-countersignature+jws";

const headPayload = z.strictObject({
  v: z.literal(1),
  hub: publicId,
  /** Of the last entry; 0 for none. */
  number: z.int().min(0),
  hash: sha256Hex,
  /** By the hub's clock. */
  at: z.iso.datetime(),
});
export type LedgerHead = Omit<z.output<typeof headPayload>, "v">;

const signAs =
  (type: string) =>
  ({ hub, number, hash, at }: LedgerHead, signer: Signer): Promise<string> =>
    signJws(type, { v: 1, hub, number, hash, at }, signer);

/** @throws SignatureError `ledger.malformed`, `ledger.wrong-hub`, or a code of `verifyJws` */
const verifyAs =
  (type: string) =>
  async (jws: string, hub: PublicId): Promise<LedgerHead & { readonly signer: PublicKey }> => {
    const { signer, payload } = await verifyJws(type, jws);
    const parsed = headPayload.safeParse(payload);
    if (!parsed.success) throw new SignatureError("ledger.malformed", "no head of a ledger");
    if (parsed.data.hub !== hub) throw new SignatureError("ledger.wrong-hub", "of another hub's ledger");
    return { ...parsed.data, signer };
  };

/** @param signer the hub */
export const signLedgerHead = signAs(HEAD);
export const verifyLedgerHead = verifyAs(HEAD);

/** @param signer a guardian's device, which has checked the chain up to there */
export const countersign = signAs(COUNTERSIGNATURE);
export const verifyCountersignature = verifyAs(COUNTERSIGNATURE);

// ---- how the ledger travels

/** As it is hashed (hub/contract/ledger.ts). A kind that this page does not know is shown, and hashed, all the same. */
const ledgerEntry = z.strictObject({
  number: z.int().min(1),
  /** Unix ms, as it is hashed. */
  at: z.number(),
  kind: z.string().max(40),
  person: z.string().max(64).nullable(),
  subject: z.string().max(64).nullable(),
  device: publicKey.optional(),
});
export type LedgerEntryView = z.output<typeof ledgerEntry>;

const ledgerPlace = z.strictObject({ number: z.int().min(0), hash: sha256Hex });

/** `GET /ledger/after?number=N`: what follows N, oldest first, up to 500 at once; the newest head, signed by the hub. */
export const ledgerNews = z.strictObject({ head: z.string().max(1_024), entries: z.array(ledgerEntry) });
export type LedgerNews = z.output<typeof ledgerNews>;

/** `GET /ledger?before=N`: newest first, 100 at once; `behind` is the place that the oldest of them follows. */
export const ledgerPage = z.strictObject({ entries: z.array(ledgerEntry), behind: ledgerPlace });
export type LedgerPage = z.output<typeof ledgerPage>;

/** `POST /ledger/countersignatures`, by the device that asks. */
export const countersignRequest = z.strictObject({ countersignature: z.string().max(1_024) });

/** `GET /ledger/countersignatures`: the newest of each device that counts. Who reads them verifies them. */
export const countersignatureList = z.strictObject({
  countersignatures: z.array(
    z.strictObject({
      person: publicId,
      /** When the hub took it in. */
      at: z.iso.datetime(),
      countersignature: z.string(),
    }),
  ),
});
export type CountersignatureView = z.output<typeof countersignatureList>["countersignatures"][number];
