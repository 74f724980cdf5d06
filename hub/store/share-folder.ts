/**
 * What was shared: `shares/<2 hex>/<32 hex>.<32 hex>.age`, named by HMACs of the message's id and of the recipient that it is
 * sealed to. The hub cannot open one. Which of them count stands in the message's record, with each file's hash: a file that no
 * record names is what a kill left, and is swept (orphan-sweep.ts).
 */
import { createHash } from "node:crypto";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { SharedClips } from "../ports/clip-store.ts";
import type { DeviceKeys } from "./device-key.ts";
import type { DiskSpace } from "./disk-space.ts";
import { eraseDurably, makeFolder, readIfThere, writeDurably } from "./durable-file.ts";
import { fileError, hasCode, StoreError } from "./errors.ts";
import { InTurnByKey } from "./in-turn-by-key.ts";
import { INCOMING } from "./sidecars.ts";

export interface ShareParts {
  readonly dir: string;
  readonly keys: DeviceKeys;
  readonly space: DiskSpace;
  readonly onFailure: (error: unknown) => void;
}

const SUFFIX = ".age";
const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

export class ShareFolder implements SharedClips {
  readonly #parts: ShareParts;
  readonly #turns: InTurnByKey;
  /** Put since the start, and perhaps no record names them yet: not swept. */
  readonly #putNow = new Set<string>();

  constructor(parts: ShareParts) {
    this.#parts = parts;
    this.#turns = new InTurnByKey(parts.onFailure);
  }

  /** @throws StoreError `store.disk-full`, `store.io` */
  put(message: string, recipient: string, sealed: Uint8Array): Promise<string> {
    const { space } = this.#parts;
    return this.#turns.run(message, async () => {
      await space.assertRoom(sealed.byteLength);
      await makeFolder(this.#shardOf(this.#nameOf(message)));
      const path = this.#pathOf(message, recipient);
      this.#putNow.add(path);
      await writeDurably(path, [sealed], join(this.#parts.dir, INCOMING));
      return sha256(sealed);
    });
  }

  /** @throws StoreError `store.damaged` for another file than the one that was put, or none */
  async get(message: string, recipient: string, hash: string): Promise<Uint8Array<ArrayBuffer>> {
    const sealed = await readIfThere(this.#pathOf(message, recipient));
    if (sealed === undefined || sha256(sealed) !== hash)
      throw new StoreError("store.damaged", "a shared file is damaged or gone");
    return sealed;
  }

  delete(message: string, recipient: string): Promise<void> {
    return this.#turns.run(message, async () => {
      const path = this.#pathOf(message, recipient);
      await eraseDurably(path);
      this.#putNow.delete(path);
    });
  }

  /** All that was shared of a message: it is being erased. */
  eraseAll(message: string): Promise<void> {
    return this.#turns.run(message, async () => {
      const name = this.#nameOf(message);
      for (const file of await filesIn(this.#shardOf(name)))
        if (file.startsWith(`${name}.`)) await eraseDurably(join(this.#shardOf(name), file));
    });
  }

  /**
   * Removes what no record names.
   * @param recipientsOf whom the message of this name is shared with, as its record has it
   * @returns how many files
   */
  async sweep(
    recipientsOf: (name: string) => Promise<readonly string[]>,
    signal: AbortSignal,
  ): Promise<number> {
    let removed = 0;
    for (const shard of await filesIn(this.#parts.dir)) {
      if (shard === INCOMING) continue;
      const folder = join(this.#parts.dir, shard);
      for (const file of await filesIn(folder)) {
        if (signal.aborted) return removed;
        const [name = ""] = file.split(".");
        const named = (await recipientsOf(name)).map((recipient) => this.#fileOf(name, recipient));
        if (named.includes(file) || this.#putNow.has(join(folder, file))) continue;
        if (await eraseDurably(join(folder, file))) removed += 1;
      }
    }
    return removed;
  }

  idle(): Promise<void> {
    return this.#turns.idle();
  }

  #nameOf(id: string): string {
    return this.#parts.keys.nameOf(id).toString("hex");
  }

  #shardOf(name: string): string {
    return join(this.#parts.dir, name.slice(0, 2));
  }

  #fileOf(name: string, recipient: string): string {
    return `${name}.${this.#nameOf(recipient)}${SUFFIX}`;
  }

  #pathOf(message: string, recipient: string): string {
    const name = this.#nameOf(message);
    return join(this.#shardOf(name), this.#fileOf(name, recipient));
  }
}

async function filesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (hasCode(error, "ENOENT")) return [];
    throw fileError("list a folder", error);
  }
}
