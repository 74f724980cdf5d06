/**
 * Beside each archive file lies what the index knows of it, under the device key, so that the index can be built again.
 * An append-only file of frames; the last of a kind counts:
 *
 *   offset  size  field
 *   0       4     length   u32 big-endian; bytes that follow
 *   4       n     sealed   JSON, bound to file name and offset (sealed-value.ts)
 *
 * A frame cut short by a kill or a power cut was never acknowledged: the next append writes over it. A length is not sealed, but what it
 * bounds is: where another one opens what is there, a bit of it flipped.
 */
import { constants } from "node:fs";
import { mkdir, open, readdir } from "node:fs/promises";
import { join } from "node:path";
import type { LedgerEntry } from "../ports/ledger.ts";
import type { MessageRecord } from "../ports/message-store.ts";
import type { DeviceKeys } from "./device-key.ts";
import { eraseDurably, readIfThere, syncFolder, writeAll, writeDurably } from "./durable-file.ts";
import { fileError } from "./errors.ts";
import { InTurnByKey } from "./in-turn-by-key.ts";
import { sealJson, tryUnsealJson } from "./sealed-value.ts";

export type Frame =
  /** The sealed file beside it. */
  | { readonly kind: "file"; readonly id: string; readonly bytes: number; readonly sha256: string }
  | { readonly kind: "file-deleted" }
  | { readonly kind: "record"; readonly record: MessageRecord; readonly ledger: readonly LedgerEntry[] };

export interface Sidecar {
  readonly file: Extract<Frame, { kind: "file" }> | undefined;
  /** It was there, and was to go: the last word on it. */
  readonly isFileDeleted: boolean;
  /** The last one. */
  readonly record: Extract<Frame, { kind: "record" }> | undefined;
  /** There are frames that do not open, or whose length is wrong, and not just a last one cut short. */
  readonly isDamaged: boolean;
}

/**
 * Makes the archive's folders, all at once: an upload is not to wait for one.
 * @returns whether there was one before, in which something may lie
 */
export async function makeArchiveFolders(dir: string): Promise<boolean> {
  const there = new Set(await readdir(dir));
  const shards = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));
  const wasThere = shards.some((name) => there.has(name));
  const missing = [INCOMING, ...shards].filter((name) => !there.has(name));
  if (missing.length === 0) return wasThere;
  try {
    await Promise.all(missing.map((name) => mkdir(join(dir, name), { mode: 0o700 })));
    await syncFolder(dir);
    return wasThere;
  } catch (error) {
    throw fileError("make the archive's folders", error);
  }
}

const LENGTH_BYTES = 4;
/** Past this the file is written anew with what counts. */
const MAX_BYTES = 65_536;
export const INCOMING = "incoming";
const SUFFIX = ".card";

interface Parsed extends Sidecar {
  /** Where the next frame goes. */
  readonly end: number;
}

/** Shared by archive and messages: both append to the card of a clip. */
export class Sidecars {
  readonly #dir: string;
  readonly #keys: DeviceKeys;
  readonly #turns: InTurnByKey;

  /** @param dir the archive's folder */
  constructor(dir: string, keys: DeviceKeys, onFailure: (error: unknown) => void) {
    this.#dir = dir;
    this.#keys = keys;
    this.#turns = new InTurnByKey(onFailure);
  }

  get incoming(): string {
    return join(this.#dir, INCOMING);
  }

  /** Where the files of one clip lie: 256 folders, by the first byte of the name. */
  shardOf(name: string): string {
    return join(this.#dir, name.slice(0, 2));
  }

  nameOf(id: string): string {
    return this.#keys.nameOf(id).toString("hex");
  }

  /** The same as bytes, for keys of the index. */
  shortNameOf(id: string): Buffer {
    return this.#keys.nameOf(id);
  }

  async read(name: string): Promise<Sidecar | undefined> {
    const bytes = await readIfThere(this.#pathOf(name));
    return bytes === undefined ? undefined : this.#parse(name, bytes);
  }

  /** Durable when it resolves. @throws StoreError `store.disk-full`, `store.io` */
  append(name: string, frame: Frame): Promise<void> {
    return this.#turns.run(name, async () => {
      const folder = this.shardOf(name);
      try {
        await this.#append(name, folder, frame);
      } catch (error) {
        throw fileError("write a sidecar", error);
      }
    });
  }

  delete(name: string): Promise<boolean> {
    return this.#turns.run(name, () => eraseDurably(this.#pathOf(name)));
  }

  /** All names, a folder at a time. */
  async *names(): AsyncGenerator<string> {
    for await (const names of this.shards()) yield* names;
  }

  /** The names in each folder, of sidecars and of sealed files. */
  async *shards(): AsyncGenerator<readonly string[]> {
    for (const shard of await readdir(this.#dir)) {
      if (!/^[0-9a-f]{2}$/.test(shard)) continue;
      const names = new Set<string>();
      for (const file of await readdir(join(this.#dir, shard))) {
        const [name = ""] = file.split(".");
        if (/^[0-9a-f]{32}$/.test(name)) names.add(name);
      }
      yield [...names];
    }
  }

  /** The names of which there are files with one of these suffixes. */
  async *beside(suffixes: readonly string[]): AsyncGenerator<string> {
    for (const shard of await readdir(this.#dir)) {
      if (!/^[0-9a-f]{2}$/.test(shard)) continue;
      const files = await readdir(join(this.#dir, shard));
      const found = files.filter((file) => suffixes.some((suffix) => file.endsWith(suffix)));
      yield* new Set(found.map((file) => file.slice(0, file.lastIndexOf("."))));
    }
  }

  idle(): Promise<void> {
    return this.#turns.idle();
  }

  async #append(name: string, folder: string, frame: Frame): Promise<void> {
    const path = this.#pathOf(name);
    const file = await open(path, constants.O_RDWR | constants.O_CREAT, 0o600);
    try {
      const before = new Uint8Array(await file.readFile());
      const { end, isDamaged, file: fileFrame, record } = this.#parse(name, before);
      if (isDamaged || end > MAX_BYTES) {
        // The index has the whole record, so a card with a flipped bit is simply written again.
        const other = frame.kind === "record" ? fileFrame : isDamaged ? undefined : record;
        const whole =
          other === undefined ? [frame] : frame.kind === "record" ? [other, frame] : [frame, other];
        await writeDurably(path, [this.encode(name, whole)], this.incoming);
        return;
      }
      await writeAll(file, this.#frame(name, end, frame), end);
      await file.datasync();
      if (before.byteLength === 0) await syncFolder(folder);
    } finally {
      await file.close();
    }
  }

  /** A whole card. */
  encode(name: string, frames: readonly Frame[]): Buffer {
    let whole = Buffer.alloc(0);
    for (const frame of frames) whole = Buffer.concat([whole, this.#frame(name, whole.byteLength, frame)]);
    return whole;
  }

  #frame(name: string, offset: number, frame: Frame): Buffer {
    const sealed = sealJson(this.#keys.sidecars, place(name, offset), frame);
    const length = Buffer.alloc(LENGTH_BYTES);
    length.writeUInt32BE(sealed.byteLength);
    return Buffer.concat([length, sealed]);
  }

  #parse(name: string, bytes: Uint8Array): Parsed {
    const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let file: Parsed["file"];
    let isFileDeleted = false;
    let record: Parsed["record"];
    let end = 0;
    let isDamaged = false;
    while (view.byteLength - end >= LENGTH_BYTES) {
      const found = this.#frameAt(name, view, end);
      if (found === undefined) {
        const isCutShort =
          end + LENGTH_BYTES + view.readUInt32BE(end) > view.byteLength || isZeros(view, end);
        isDamaged ||= !isCutShort;
        break;
      }
      const { frame, next } = found;
      isDamaged ||= next !== end + LENGTH_BYTES + view.readUInt32BE(end);
      if (frame.kind === "record") record = frame;
      else {
        file = frame.kind === "file" ? frame : undefined;
        isFileDeleted = frame.kind === "file-deleted";
      }
      end = next;
    }
    return { file, isFileDeleted, record, isDamaged, end };
  }

  #frameAt(
    name: string,
    view: Buffer,
    at: number,
  ): { readonly frame: Frame; readonly next: number } | undefined {
    const start = at + LENGTH_BYTES;
    for (const length of likelyLengths(view.readUInt32BE(at), view.byteLength - start)) {
      const next = start + length;
      if (next > view.byteLength) continue;
      const frame = tryUnsealJson<Frame>(this.#keys.sidecars, place(name, at), view.subarray(start, next));
      if (frame !== undefined) return { frame, next };
    }
    return undefined;
  }

  #pathOf(name: string): string {
    return join(this.shardOf(name), `${name}${SUFFIX}`);
  }
}

/** What a frame may be long: what it says, that with another bit, all that is left. */
function* likelyLengths(said: number, left: number): Generator<number> {
  yield said;
  for (let bit = 0; bit < 32; bit++) yield (said ^ (1 << bit)) >>> 0;
  yield left;
}

/** A file that had grown when the power went, and not its bytes. */
const isZeros = (bytes: Uint8Array, from: number) => bytes.subarray(from).every((byte) => byte === 0);

function place(name: string, offset: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(offset);
  return Buffer.concat([Buffer.from(name, "hex"), bytes]);
}
