/**
 * Sends a backup to a hub that keeps it: what is not there yet, then the list. It counts once that hub has signed that all of it is there, read through.
 * A night that breaks off goes on with the next: what has come is asked for by its hash.
 */
import { createHash } from "node:crypto";
import type { PublicKey, Signer } from "../contract/jws.ts";
import { depositStatement, type KeptFile, receiptStatement } from "../contract/keeper-line.ts";
import type { PublicId } from "../contract/public-id.ts";
import type { BackupSource, SourceFile } from "../ports/backup-source.ts";
import type { Person } from "../ports/household.ts";
import type { KeeperLine, SentBackup } from "../ports/keepers.ts";
import { BackupError } from "./errors.ts";
import { sealKeys } from "./sealed-keys.ts";
import {
  decodeSnapshot,
  encodeSnapshot,
  kindOfPath,
  type ListedFile,
  type SnapshotFacts,
  type SnapshotList,
} from "./snapshot.ts";

/** As many files are held in memory until it is known which of them are not there. */
const ASKED_AT_ONCE = 32;
/** What is damaged there comes anew, once. */
const TRIES = 2;

export interface SendToKeeper {
  readonly line: KeeperLine;
  readonly keeper: { readonly hub: PublicId; readonly signer: PublicKey };
  /** Of the newest that there is a receipt for. */
  readonly remembered: number;
  readonly source: BackupSource;
  readonly people: readonly Person[];
  readonly signer: Signer;
  facts(counter: number): Promise<SnapshotFacts>;
  /** How old a monthly one may grow, ms. */
  readonly longest: number;
  readonly signal: AbortSignal;
}

/** @throws BackupError, and what the line throws */
export async function sendToKeeper(parts: SendToKeeper): Promise<SentBackup> {
  const { line, signer, remembered } = parts;
  const facts = await parts.facts(1);
  const { hub, backups, counter: highest } = await line.list();
  if (hub !== facts.hub) throw new BackupError("backup.foreign", "what is kept there is another hub's");
  const last = Math.max(0, ...backups.map(({ counter }) => counter));
  const before = await readOwn(line, last, signer.publicKey);
  const { keys, ways } = await sendKeys(parts);
  for (let left = TRIES; left > 0; left--) {
    const counter = Math.max(highest, last, remembered) + 1;
    const { list, added } = await sendFiles(parts, before);
    const bytes = await encodeSnapshot(await parts.facts(counter), list, signer);
    const keeper = parts.keeper.hub;
    const said = { hub, keeper, counter, list: hashOf(bytes), keys, ways, longest: parts.longest };
    const answer = await line.deposit(await depositStatement.sign(said, signer), bytes);
    if (typeof answer === "number") continue;
    const receipt = await receiptStatement.read(answer);
    const { facts: got } = receipt ?? {};
    const isReceipt =
      receipt?.signer === parts.keeper.signer &&
      got?.keeper === keeper &&
      got.hub === hub &&
      got.counter === counter &&
      got.list === said.list;
    if (!isReceipt)
      throw new BackupError("backup.foreign", "the hub that keeps backups signed no receipt for this one");
    return { counter, files: list.size, added, isRolledBack: last < remembered };
  }
  throw new BackupError("backup.altered", "what was sent there is not what is read there");
}

/** Of the newest one there: a file that this hub has lost is still in it. */
async function readOwn(line: KeeperLine, counter: number, own: PublicKey): Promise<SnapshotList> {
  const bytes = counter === 0 ? undefined : await line.backup(counter);
  if (bytes === undefined) return new Map();
  const { head, list } = await decodeSnapshot(bytes);
  if (head.signer !== own) throw new BackupError("backup.foreign", "another hub signed the backups there");
  return list;
}

async function sendKeys({ line, source, people }: SendToKeeper) {
  const { sealed, waysIn } = await sealKeys(await source.keyFiles(), people);
  const [keys, ways] = [fileOf(sealed), fileOf(waysIn)];
  const missing = await line.missing([keys, ways]);
  if (missing.has(keys.sha256)) await line.put(keys, sealed);
  if (missing.has(ways.sha256)) await line.put(ways, waysIn);
  return { keys, ways };
}

async function sendFiles(
  { line, source, signal }: SendToKeeper,
  before: SnapshotList,
): Promise<{ readonly list: SnapshotList; readonly added: number }> {
  const list = new Map<string, ListedFile>();
  let added = 0;
  const held = new Map<string, Held>();
  const send = async () => {
    signal.throwIfAborted();
    const missing = await line.missing([...held.values()].map(({ file }) => file));
    for (const [path, { file, read }] of held) {
      list.set(path, file);
      if (!missing.has(file.sha256)) continue;
      const bytes = await read();
      // Lost here, and there: it is in no backup any more.
      if (bytes === undefined) list.delete(path);
      else await line.put(file, bytes);
      added += 1;
    }
    held.clear();
  };
  const snapshot = source.snapshot();
  const pieces: Uint8Array[] = [];
  for await (const piece of snapshot.index()) pieces.push(piece);
  const index = Buffer.concat(pieces.splice(0));
  held.set("index", { file: fileOf(index), read: async () => index });
  await send();
  for await (const file of snapshot.files()) {
    if (kindOfPath(file.path) === undefined) continue;
    const next = await hold(file, before.get(file.path));
    if (next !== undefined) held.set(file.path, next);
    if (held.size >= ASKED_AT_ONCE) await send();
  }
  await send();
  return { list, added };
}

interface Held {
  readonly file: KeptFile;
  /** Of who is asked for it; `undefined` where this hub has lost it. */
  read(): Promise<Uint8Array | undefined>;
}

/** What went before by its name is read only where it is not there. What this hub has lost stays in the list for as long as it is there. */
async function hold({ sha256, read }: SourceFile, was: ListedFile | undefined): Promise<Held | undefined> {
  const isOf = (bytes: Uint8Array, hash: string | undefined) => hash === undefined || hashOf(bytes) === hash;
  if (was === undefined || was.sha256 !== sha256) {
    const bytes = await read();
    if (bytes !== undefined && isOf(bytes, sha256)) return { file: fileOf(bytes), read: async () => bytes };
  }
  return (
    was && {
      file: was,
      async read() {
        const bytes = await read();
        return bytes !== undefined && isOf(bytes, was.sha256) ? bytes : undefined;
      },
    }
  );
}

const fileOf = (bytes: Uint8Array): KeptFile => ({ sha256: hashOf(bytes), bytes: bytes.byteLength });

const hashOf = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
