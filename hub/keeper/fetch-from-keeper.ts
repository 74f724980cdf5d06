/** A new machine fetches a backup from the hub that kept it, into a folder as a stick has it. Nothing of it is believed for that: who brings it back judges. */
import { randomBytes } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { BackupError } from "../backup/errors.ts";
import { Place } from "../backup/place.ts";
import { decodeSnapshot } from "../backup/snapshot.ts";
import { makePublicId } from "../contract/public-id.ts";
import { parseJoinCode } from "../contract/room-line.ts";
import { makePinnedIdentity } from "../pinned-tls/self-signed.ts";
import { KeepersRefused } from "../ports/keepers.ts";
import { dialKeeper } from "./dial-keeper.ts";
import { KeepingError } from "./errors.ts";
import { readAddress } from "./read-address.ts";

/** `keys.age` and the boxes beside it. */
const MOST_KEYS_BYTES = 1_048_576;

export interface FetchFromKeeper {
  readonly address: string;
  /** As it was typed. */
  readonly code: string;
  /** Made where it is not there. */
  readonly folder: string;
  /** The newest, where it is left out. */
  readonly backup?: number | undefined;
  readonly signal: AbortSignal;
  tell(progress: { readonly files: number; readonly of: number }): void;
  /** @throws where so many bytes do not fit */
  assertRoom(bytes: number): Promise<void>;
}

/** @returns the number of the backup that lies there now. @throws KeepersRefused, BackupError */
export async function fetchFromKeeper({
  address,
  code,
  folder,
  backup,
  signal,
  tell,
  assertRoom,
}: FetchFromKeeper): Promise<number> {
  const place = readAddress(address);
  const parsed = parseJoinCode(code);
  if (parsed === undefined) throw new KeepersRefused("keeper.bad-code", "that is no code");
  await using line = dialKeeper({ ...place, ...makePinnedIdentity(), pin: parsed.pin }, signal);
  await line.fetch(parsed.secret).catch((cause: unknown) => {
    if (!(cause instanceof KeepingError)) throw cause;
    throw new KeepersRefused("keeper.bad-code", "that code does not count there", { cause });
  });
  const { hub, backups } = await line.list();
  const wanted = backup === undefined ? backups[0] : backups.find(({ counter }) => counter === backup);
  const bytes = wanted && (await line.backup(wanted.counter));
  if (wanted === undefined || bytes === undefined)
    throw new BackupError("backup.none", "no such backup is kept there");
  const { head, list } = await decodeSnapshot(bytes);
  if (head.hub !== hub || head.counter !== wanted.counter)
    throw new BackupError("backup.altered", "what is kept there is another backup");
  await assertRoom(head.bytes);
  await mkdir(folder, { mode: 0o700, recursive: true });
  const there =
    (await Place.of(folder, hub)) ??
    (await Place.make(folder, hub, makePublicId(Uint8Array.from(randomBytes(16)))));
  await there.sweep();
  const small = async (sha256: string): Promise<Uint8Array> => {
    const parts: Uint8Array[] = [];
    let size = 0;
    for await (const piece of (await line.file(sha256)) ?? []) {
      size += piece.byteLength;
      if (size > MOST_KEYS_BYTES) throw new BackupError("backup.altered", "keys there are larger than any");
      parts.push(piece);
    }
    return Buffer.concat(parts);
  };
  await there.putKeys(await small(wanted.keys.sha256), await small(wanted.ways.sha256));
  let files = 0;
  for (const file of list.values()) {
    signal.throwIfAborted();
    // What broke off goes on: what came is known by its hash.
    const pieces = (await there.has(file)) ? undefined : await line.file(file.sha256);
    // What is not there was erased since, if a newer backup says so; who brings it back looks.
    if (pieces !== undefined) await there.put(pieces, file);
    files += 1;
    tell({ files, of: list.size });
  }
  await there.putSnapshot(head.counter, bytes);
  return head.counter;
}
