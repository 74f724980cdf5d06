/**
 * Toy bytes on their way to a toy: `waiting/<32 hex>.clip`, AES-256-GCM under a key of their own, bound to the name.
 * Inside: one byte for the length of the id, the id, the clip.
 */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { WaitingClips } from "../ports/clip-store.ts";
import type { DeviceKeys } from "./device-key.ts";
import type { DiskSpace } from "./disk-space.ts";
import { eraseDurably, readIfThere, writeDurably } from "./durable-file.ts";
import { InTurnByKey } from "./in-turn-by-key.ts";
import { seal, unseal } from "./sealed-value.ts";

export interface WaitingParts {
  readonly dir: string;
  readonly keys: DeviceKeys;
  readonly space: DiskSpace;
  readonly onFailure: (error: unknown) => void;
}

const SUFFIX = ".clip";

export class WaitingFolder implements WaitingClips {
  readonly #dir: string;
  readonly #keys: DeviceKeys;
  readonly #space: DiskSpace;
  readonly #turns: InTurnByKey;

  constructor({ dir, keys, space, onFailure }: WaitingParts) {
    this.#dir = dir;
    this.#keys = keys;
    this.#space = space;
    this.#turns = new InTurnByKey(onFailure);
  }

  /** @throws StoreError `store.disk-full`, `store.io` */
  put(id: string, toyBytes: Uint8Array): Promise<void> {
    const name = this.#keys.nameOf(id);
    const idBytes = Buffer.from(id);
    const plain = Buffer.concat([Uint8Array.of(idBytes.byteLength), idBytes, toyBytes]);
    const sealed = seal(this.#keys.waiting, name, plain);
    return this.#turns.run(id, async () => {
      await this.#space.assertRoom(sealed.byteLength);
      await writeDurably(this.#pathOf(name), [sealed]);
    });
  }

  async get(id: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
    return (await this.#read(this.#keys.nameOf(id)))?.toyBytes;
  }

  /** Overwritten, then unlinked. */
  delete(id: string): Promise<void> {
    return this.#turns.run(id, async () => {
      await eraseDurably(this.#pathOf(this.#keys.nameOf(id)));
    });
  }

  async *ids(): AsyncGenerator<string> {
    let damaged: unknown;
    for await (const name of this.names()) {
      const clip = await this.#read(Buffer.from(name, "hex")).catch((error: unknown) => {
        damaged = error;
        return undefined;
      });
      if (clip !== undefined) yield clip.id;
    }
    if (damaged !== undefined) throw damaged;
  }

  async *names(): AsyncGenerator<string> {
    for (const file of await readdir(this.#dir)) {
      if (file.endsWith(SUFFIX)) yield file.slice(0, -SUFFIX.length);
    }
  }

  deleteName(name: string): Promise<boolean> {
    return eraseDurably(this.#pathOf(Buffer.from(name, "hex")));
  }

  idle(): Promise<void> {
    return this.#turns.idle();
  }

  async #read(name: Buffer): Promise<{ id: string; toyBytes: Uint8Array<ArrayBuffer> } | undefined> {
    const sealed = await readIfThere(this.#pathOf(name));
    if (sealed === undefined) return undefined;
    const plain = unseal(this.#keys.waiting, name, sealed);
    const start = 1 + (plain[0] ?? 0);
    return {
      id: plain.toString("utf8", 1, start),
      toyBytes: new Uint8Array(plain.buffer, plain.byteOffset + start, plain.byteLength - start),
    };
  }

  #pathOf(name: Buffer): string {
    return join(this.#dir, `${name.toString("hex")}${SUFFIX}`);
  }
}
