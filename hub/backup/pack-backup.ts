/**
 * A backup that somebody takes away, as one stream: a tar of the folder that a stick has. The list comes last, since it names each file by its hash: a
 * copy that broke off has none, and is no backup. In memory there are the index, one file, and what the one who takes it has not taken yet (8 MiB at most).
 */
import { createHash } from "node:crypto";
import { createTarPacker, type TarPackController } from "modern-tar";
import type { Signer } from "../contract/jws.ts";
import type { PublicId } from "../contract/public-id.ts";
import type { BackupSource } from "../ports/backup-source.ts";
import type { Person } from "../ports/household.ts";
import { PLACE_FILES } from "./place.ts";
import { sealKeys } from "./sealed-keys.ts";
import { encodeSnapshot, kindOfPath, type ListedFile, type SnapshotFacts } from "./snapshot.ts";

export interface PackBackup {
  readonly source: BackupSource;
  readonly people: readonly Person[];
  readonly signer: Signer;
  readonly facts: SnapshotFacts;
  /** Of this copy, as a stick has one. */
  readonly id: PublicId;
  readonly signal: AbortSignal;
}

/** It says nothing of its own age: the list does. */
const MADE = new Date(0);

export async function* packBackup(parts: PackBackup): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const { readable, controller } = createTarPacker();
  // Whoever wants no more of it cancels the one, and the other ends by that.
  const filling = fill(controller, parts).then(
    () => controller.finalize(),
    (error: unknown) => controller.error(error),
  );
  try {
    yield* readable;
  } finally {
    await filling;
  }
}

async function fill(tar: TarPackController, parts: PackBackup): Promise<void> {
  const { source, people, signer, facts, id, signal } = parts;
  const put = async (name: string, pieces: readonly Uint8Array[]) => {
    signal.throwIfAborted();
    const size = sizeOf(pieces);
    const writer = tar.add({ name, size, mode: 0o600, mtime: MADE }).getWriter();
    for (const piece of pieces) await writer.write(piece);
    await writer.close();
  };
  const { sealed, waysIn } = await sealKeys(await source.keyFiles(), people);
  await put(PLACE_FILES.note, [Buffer.from(`${JSON.stringify({ v: 1, hub: facts.hub, id })}\n`)]);
  await put(PLACE_FILES.keys, [sealed]);
  await put(PLACE_FILES.waysIn, [waysIn]);
  const list = new Map<string, ListedFile>();
  const packed = new Set<string>();
  const pack = async (path: string, sha256: string, pieces: readonly Uint8Array[]) => {
    list.set(path, { sha256, bytes: sizeOf(pieces) });
    if (packed.has(sha256)) return;
    packed.add(sha256);
    await put(PLACE_FILES.file(sha256), pieces);
  };
  const snapshot = source.snapshot();
  // All of it before any of it leaves: whoever takes the copy slowly must not keep what is erased meanwhile in the index's files.
  const index: Uint8Array[] = [];
  for await (const piece of snapshot.index()) index.push(piece);
  await pack("index", hashOf(index), index.splice(0));
  for await (const { path, sha256, read } of snapshot.files()) {
    if (kindOfPath(path) === undefined) continue;
    const bytes = await read();
    if (bytes === undefined) continue;
    const found = hashOf([bytes]);
    // What the disk made of a file is not what was put there: it is lost, as one that is gone.
    if (sha256 === undefined || sha256 === found) await pack(path, found, [bytes]);
  }
  await put(PLACE_FILES.snapshot(facts.counter), [await encodeSnapshot(facts, list, signer)]);
}

const sizeOf = (pieces: readonly Uint8Array[]): number =>
  pieces.reduce((sum, { byteLength }) => sum + byteLength, 0);

function hashOf(pieces: readonly Uint8Array[]): string {
  const hash = createHash("sha256");
  for (const piece of pieces) hash.update(piece);
  return hash.digest("hex");
}
