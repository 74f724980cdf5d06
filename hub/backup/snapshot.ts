/**
 * One backup as a file, `snapshots/<counter, 9 digits>.pawpost`: a line that the hub signed, and the list that it is about.
 *
 *   <JWS: hub, counter, when, program, where roster and ledger end, SHA-256 of the list>\n
 *   <SHA-256, hex> <bytes> <path>\n      one line a file, in the order of the paths
 *
 * The files lie beside it by their hash (place.ts). Nothing in the list is a path of a disk: each is one of the few forms below, so
 * that no backup, whoever wrote it, makes a restore write anywhere else.
 *
 * Pure: bytes in, value out.
 */
import { createHash } from "node:crypto";
import { z } from "zod";
import { SignatureError } from "../contract/errors.ts";
import { type PublicKey, type Signer, signJws, verifyJws } from "../contract/jws.ts";
import { publicId } from "../contract/public-id.ts";
import { sha256Hex } from "../contract/sha256.ts";
import { BackupError } from "./errors.ts";

const TYPE = "pawpost-backup+jws";
const VERSION = 1;

/** What a path may be. `index` is the index in one stream; the others are the store's own files, without their folders. */
const PATHS = {
  index: /^index$/,
  household: /^household\.sealed$/,
  archive: /^archive\/[0-9a-f]{32}\.age$/,
  shares: /^shares\/[0-9a-f]{32}\.[0-9a-f]{32}\.age$/,
  library: /^library\/[0-9a-f]{32}\.item$/,
  reports: /^reports\/[0-9a-f]{32}\.report$/,
} as const satisfies Record<string, RegExp>;
export type PathKind = keyof typeof PATHS;

/** @returns `undefined` for anything else, `..`, links' and absolute paths among it */
export const kindOfPath = (path: string): PathKind | undefined =>
  (Object.keys(PATHS) as PathKind[]).find((kind) => PATHS[kind].test(path));

export interface ListedFile {
  readonly sha256: string;
  readonly bytes: number;
}
export type SnapshotList = ReadonlyMap<string, ListedFile>;

const place = z.strictObject({ number: z.int().min(0), hash: sha256Hex });
const head = z.strictObject({
  v: z.literal(VERSION),
  hub: publicId,
  /** Counts up, whatever the clock says. */
  counter: z.int().min(1),
  /** By the hub's clock. */
  at: z.iso.datetime(),
  /** Lived time, ms: what the ages of backups are counted in. */
  lived: z.number(),
  /** Of Pawpost. */
  program: z.string().max(64),
  /** Where the roster ended: how many entries, and SHA-256 of the last. */
  roster: place,
  ledger: place,
  files: z.int().min(1),
  bytes: z.int().min(0),
  list: sha256Hex,
});
type Signed = z.output<typeof head>;
/** What a hub says of a backup. */
export type SnapshotFacts = Omit<Signed, "v" | "files" | "bytes" | "list">;
type SnapshotHead = Omit<Signed, "v"> & { readonly signer: PublicKey };

export interface Snapshot {
  readonly head: SnapshotHead;
  readonly list: SnapshotList;
}

export async function encodeSnapshot(
  facts: SnapshotFacts,
  list: SnapshotList,
  signer: Signer,
): Promise<Buffer> {
  const lines = [...list]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([path, { sha256, bytes }]) => {
      if (kindOfPath(path) === undefined) throw new RangeError("no path of a backup");
      return `${sha256} ${bytes} ${path}\n`;
    });
  const text = Buffer.from(lines.join(""));
  const total = [...list.values()].reduce((sum, { bytes }) => sum + bytes, 0);
  const signed: Signed = { v: VERSION, ...facts, files: list.size, bytes: total, list: hashOf(text) };
  return Buffer.concat([Buffer.from(`${await signJws(TYPE, signed, signer)}\n`), text]);
}

/**
 * Signature, list and every path. Says whose signature it is, not whether that hub counts.
 * @throws BackupError `backup.altered`, `backup.newer`
 */
export async function decodeSnapshot(bytes: Uint8Array): Promise<Snapshot> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = buffer.indexOf(0x0a);
  if (end < 0) throw altered("no first line");
  const signed = await verifyJws(TYPE, buffer.toString("latin1", 0, end)).catch((cause: unknown) => {
    if (cause instanceof SignatureError) throw altered("its signature does not fit", cause);
    throw cause;
  });
  if (isNewer(signed.payload))
    throw new BackupError("backup.newer", "the backup was made by a newer Pawpost than this one");
  const facts = head.safeParse(signed.payload);
  if (!facts.success) throw altered("its first line says something else");
  const text = buffer.subarray(end + 1);
  const { v: _, ...rest } = facts.data;
  if (hashOf(text) !== rest.list) throw altered("its list is not the one that was signed");
  const list = readList(text.toString("latin1"));
  if (list.size !== rest.files || !list.has("index")) throw altered("its list is not whole");
  return { head: { ...rest, signer: signed.signer }, list };
}

const LINE = /^([0-9a-f]{64}) (0|[1-9]\d{0,14}) ([^\n]{1,128})$/;

function readList(text: string): Map<string, ListedFile> {
  const list = new Map<string, ListedFile>();
  for (const line of text.split("\n").slice(0, -1)) {
    const [, sha256, bytes, path] = LINE.exec(line) ?? [];
    if (sha256 === undefined || path === undefined || kindOfPath(path) === undefined || list.has(path))
      throw altered("a line of its list names no file of a backup");
    list.set(path, { sha256, bytes: Number(bytes) });
  }
  return list;
}

const newer = z.looseObject({ v: z.int().min(VERSION + 1) });
const isNewer = (payload: unknown): boolean => newer.safeParse(payload).success;

const hashOf = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

const altered = (why: string, cause?: unknown) =>
  new BackupError("backup.altered", `this is not the backup that was made: ${why}`, { cause });
