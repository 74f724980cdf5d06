/**
 * How one hub keeps backups for another, over the house's network: HTTP/1.1 in TLS 1.3, at the door for rooms (`room-line.ts`), by keys that both
 * ends know. What is kept is sealed already: whoever keeps it opens none of it. Who comes with a key that is known, or with a one-time code:
 *
 *   POST /pair                 { secret, said }     by a code: from now on this hub's backups are kept   { said }
 *   POST /fetch                { secret }           by a code: for some hours it may read one hub's      {}
 *
 *   GET  /backups                                   which there are, newest first                        { hub, counter, backups }
 *   GET  /backups/<counter>                         its signed list
 *   GET  /files/<hash>                              a file of one
 *
 *   POST /missing              { files }            which of these are not there                         { missing }
 *   PUT  /files/<hash>                              a file; 204, also when it is there already
 *   PUT  /backups              a signed list, and what is said of it in `pawpost-deposit`                { receipt } or { missing }
 *
 * There is no request that takes anything away. A refusal is `{ code }`, as `KEEPING_CODES` has them.
 */
import { z } from "zod";
import { SignatureError } from "./errors.ts";
import { type Signer, signJws, verifyJws } from "./jws.ts";
import { publicId } from "./public-id.ts";
import { sha256Hex } from "./sha256.ts";

/** By ALPN. */
export const KEEPER_PROTOCOL = "pawpost-keep/1";
export const DEPOSIT_HEADER = "pawpost-deposit";

export const MOST_ASKED_FILES = 1_000;
/** The index of a family in one; of recordings the largest are some megabytes. */
const MOST_KEPT_FILE_BYTES = 1_073_741_824;
/** Of some seventy thousand messages: it is held in memory. */
export const MOST_KEPT_LIST_BYTES = 8 * 1_048_576;
export const MOST_KEEPER_JSON_BYTES = 262_144;

const KEEPING_CODES = [
  "keeping.no-such-code", // a code is wrong, used up, or too old
  "keeping.other-key", //    another key signed before for the hub that is named
  "keeping.too-many",
  "keeping.malformed",
  "keeping.not-there",
  "keeping.other-bytes", //  a file is not what its name says
  "keeping.full", //         what this hub gives to others is used up
  "keeping.disk-full",
  "keeping.backwards", //    a backup with this number, or a later one, is there
  "keeping.too-often", //    enough came today
  "keeping.foreign", //      not signed by the hub whose it is to be
  "keeping.failed",
] as const;
export const keepingRefusal = z.strictObject({ code: z.enum(KEEPING_CODES) });
export type KeepingCode = (typeof KEEPING_CODES)[number];

export const keptFile = z.strictObject({
  sha256: sha256Hex,
  bytes: z.int().min(0).max(MOST_KEPT_FILE_BYTES),
});
export type KeptFile = z.output<typeof keptFile>;

const secret = z.string().regex(/^[0-9a-f]{18}$/);
const said = z.string().max(4_096);
export const pairAsk = z.strictObject({ secret, said });
export const paired = z.strictObject({ said });
export const fetchAsk = z.strictObject({ secret });
export const missingAsk = z.strictObject({ files: z.array(keptFile).max(MOST_ASKED_FILES) });
export const missingAnswer = z.strictObject({ missing: z.array(sha256Hex).max(MOST_ASKED_FILES) });

/** What a restore needs beside the list: `keys.age` and `ways-in.json`, as they were with this backup. */
const sealedKeys = { keys: keptFile, ways: keptFile };
const counter = z.int().min(1).max(999_999_999);

export const keptList = z.strictObject({
  hub: publicId,
  /** The highest that ever came: what comes next has a higher one. */
  counter: z.int().min(0),
  backups: z.array(z.strictObject({ counter, at: z.iso.datetime(), ...sealedKeys })).max(10_000),
});
export type KeptList = z.output<typeof keptList>;

export const depositAnswer = z.union([
  z.strictObject({ receipt: said }),
  z.strictObject({ missing: z.int().min(1) }),
]);

/** Both ends say who they are, each by its hub's own key, and that the key of the TLS is theirs. */
const ends = z.strictObject({ v: z.literal(1), hub: publicId, pin: sha256Hex, peer: sha256Hex });
/** A backup is whole there, for the hub to say so. */
const deposit = z.strictObject({
  v: z.literal(1),
  hub: publicId,
  keeper: publicId,
  counter,
  list: sha256Hex,
  ...sealedKeys,
  /** How old a monthly one may grow, ms. */
  longest: z.number().min(0),
});
const receipt = z.strictObject({
  v: z.literal(1),
  keeper: publicId,
  hub: publicId,
  counter,
  list: sha256Hex,
  files: z.int(),
  at: z.iso.datetime(),
});
export type Deposit = Omit<z.output<typeof deposit>, "v">;

const statement = <S extends z.ZodType<{ v: 1 }>>(type: string, schema: S) => ({
  sign: (facts: Omit<z.output<S>, "v">, signer: Signer): Promise<string> =>
    signJws(type, { v: 1, ...facts }, signer),
  /** Says whose signature it is, not whether that one counts. @returns `undefined` for what nobody signed, or says something else */
  async read(text: string) {
    const signed = await verifyJws(type, text).catch((error: unknown) => {
      if (error instanceof SignatureError) return undefined;
      throw error;
    });
    const facts = schema.safeParse(signed?.payload);
    return signed !== undefined && facts.success ? { signer: signed.signer, facts: facts.data } : undefined;
  },
});
export const pairStatement = statement("pawpost-keeper-pair+jws", ends);
export const depositStatement = statement("pawpost-keeper-deposit+jws", deposit);
export const receiptStatement = statement("pawpost-keeper-receipt+jws", receipt);
