/**
 * A backup that somebody takes away, as one stream of a stick's folder (tar-stream.ts). The list comes last, since it names each file by its hash: a
 * copy that broke off has none, and is no backup.
 */
import { createHash } from "node:crypto";
import type { Signer } from "../contract/jws.ts";
import type { PublicId } from "../contract/public-id.ts";
import type { BackupSource } from "../ports/backup-source.ts";
import type { Person } from "../ports/household.ts";
import { PLACE_FILES } from "./place.ts";
import { sealKeys } from "./sealed-keys.ts";
import { encodeSnapshot, type ListedFile, type SnapshotFacts } from "./snapshot.ts";
import { TAR_END, tarEntry } from "./tar-stream.ts";

export interface PackBackup {
  readonly source: BackupSource;
  readonly people: readonly Person[];
  readonly signer: Signer;
  readonly facts: SnapshotFacts;
  /** Of this copy, as a stick has one. */
  readonly id: PublicId;
  readonly signal: AbortSignal;
}

/** @throws BackupError `backup.no-guardian` */
export async function* packBackup(parts: PackBackup): AsyncGenerator<Uint8Array> {
  const { source, people, signer, facts, id, signal } = parts;
  const { sealed, waysIn } = await sealKeys(await source.keyFiles(), people);
  yield tarEntry(PLACE_FILES.note, Buffer.from(`${JSON.stringify({ v: 1, hub: facts.hub, id })}\n`));
  yield tarEntry(PLACE_FILES.keys, sealed);
  yield tarEntry(PLACE_FILES.waysIn, waysIn);
  const list = new Map<string, ListedFile>();
  const packed = new Set<string>();
  const pack = function* (path: string, bytes: Uint8Array) {
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    list.set(path, { sha256, bytes: bytes.byteLength });
    if (packed.has(sha256)) return;
    packed.add(sha256);
    yield tarEntry(PLACE_FILES.file(sha256), bytes);
  };
  const snapshot = source.snapshot();
  const index: Uint8Array[] = [];
  for await (const piece of snapshot.index()) index.push(piece);
  yield* pack("index", Buffer.concat(index));
  for await (const { path, read } of snapshot.files()) {
    signal.throwIfAborted();
    const bytes = await read();
    if (bytes !== undefined) yield* pack(path, bytes);
  }
  yield tarEntry(PLACE_FILES.snapshot(facts.counter), await encodeSnapshot(facts, list, signer));
  yield TAR_END;
}
