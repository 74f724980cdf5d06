/**
 * The sealed files: `archive/<2 hex>/<32 hex>.age`, named by an HMAC of the id. The hub cannot open one.
 *
 * A file is not part of the archive before a message names it: what a killed upload left is swept (orphan-sweep.ts), or
 * replaced when the same id comes again.
 */
import { createHash } from "node:crypto";
import { join } from "node:path";
import type { Archive } from "../ports/clip-store.ts";
import type { DiskSpace } from "./disk-space.ts";
import { eraseDurably, readIfThere, writeDurably } from "./durable-file.ts";
import { StoreError } from "./errors.ts";
import { InTurnByKey } from "./in-turn-by-key.ts";
import type { Sidecars } from "./sidecars.ts";

export interface ArchiveParts {
  readonly sidecars: Sidecars;
  readonly space: DiskSpace;
  /** Whether a message goes by this name. */
  readonly isNamed: (name: string) => Promise<boolean>;
  readonly onFailure: (error: unknown) => void;
}

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

export class ArchiveFolder implements Archive {
  readonly #sidecars: Sidecars;
  readonly #space: DiskSpace;
  readonly #isNamed: (name: string) => Promise<boolean>;
  readonly #turns: InTurnByKey;
  /** Put since the start, and no message names them yet: neither swept nor replaced. */
  readonly #unnamed = new Set<string>();

  constructor({ sidecars, space, isNamed, onFailure }: ArchiveParts) {
    this.#sidecars = sidecars;
    this.#space = space;
    this.#isNamed = isNamed;
    this.#turns = new InTurnByKey(onFailure);
  }

  assertRoom(bytes: number): Promise<void> {
    return this.#space.assertRoom(bytes);
  }

  /** @throws StoreError `store.exists` for other bytes under the same id, `store.disk-full`, `store.io` */
  put(id: string, sealed: Uint8Array): Promise<void> {
    const name = this.#sidecars.nameOf(id);
    return this.#turns.run(name, async () => {
      await this.#space.assertRoom(sealed.byteLength);
      const hash = sha256(sealed);
      const card = await this.#sidecars.read(name);
      const path = this.#pathOf(name);
      if (card?.file !== undefined && (this.#unnamed.has(name) || (await this.#isNamed(name)))) {
        if (card.file.sha256 !== hash) {
          throw new StoreError(
            "store.exists",
            "another sealed file has this id: an archive file never changes",
          );
        }
        const there = await readIfThere(path);
        if (there !== undefined && sha256(there) === hash) return;
      }
      this.#unnamed.add(name);
      try {
        // Side by side: nobody looks at either before both are there.
        await Promise.all([
          writeDurably(path, [sealed], this.#sidecars.incoming),
          this.#sidecars.append(name, { kind: "file", id, bytes: sealed.byteLength, sha256: hash }),
        ]);
      } catch (error) {
        this.#unnamed.delete(name);
        throw error;
      }
    });
  }

  /** @throws StoreError `store.damaged` when the file is not the one that was put, or gone */
  async get(id: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const name = this.#sidecars.nameOf(id);
    const [card, sealed] = await Promise.all([this.#sidecars.read(name), readIfThere(this.#pathOf(name))]);
    if (sealed !== undefined && card?.file !== undefined && sha256(sealed) === card.file.sha256)
      return sealed;
    const wasNeverPut = card?.file === undefined && sealed === undefined && card?.isDamaged !== true;
    const wasDeleted = card !== undefined && card.file === undefined && !card.isDamaged;
    // What a killed put left of a file that no message names is none.
    if (wasNeverPut || wasDeleted || !(this.#unnamed.has(name) || (await this.#isNamed(name))))
      return undefined;
    throw new StoreError("store.damaged", "an archive file is damaged or gone");
  }

  delete(id: string): Promise<void> {
    const name = this.#sidecars.nameOf(id);
    return this.#turns.run(name, async () => {
      const card = await this.#sidecars.read(name);
      if (card?.record === undefined) await this.#sidecars.delete(name);
      else if (card.file !== undefined) await this.#sidecars.append(name, { kind: "file-deleted" });
      await eraseDurably(this.#pathOf(name));
      this.#unnamed.delete(name);
    });
  }

  /** Of a message that is gone. The card first: an index that is built again is built from cards. */
  erase(id: string): Promise<void> {
    const name = this.#sidecars.nameOf(id);
    return this.#turns.run(name, async () => {
      await this.#sidecars.delete(name);
      await eraseDurably(this.#pathOf(name));
      this.#unnamed.delete(name);
    });
  }

  async *ids(): AsyncGenerator<string> {
    for await (const name of this.#sidecars.names()) {
      const card = await this.#sidecars.read(name);
      if (card?.file !== undefined) yield card.file.id;
    }
  }

  /** A message names it now. */
  named(name: string): void {
    this.#unnamed.delete(name);
  }

  /** Removes a file that no message names and that this run did not put. @returns whether it did */
  removeOrphan(name: string): Promise<boolean> {
    return this.#turns.run(name, async () => {
      if (this.#unnamed.has(name) || (await this.#isNamed(name))) return false;
      await eraseDurably(this.#pathOf(name));
      await this.#sidecars.delete(name);
      return true;
    });
  }

  /** Whether something was put that no message came to name. */
  get hasUnnamed(): boolean {
    return this.#unnamed.size > 0;
  }

  async idle(): Promise<void> {
    await this.#turns.idle();
    await this.#sidecars.idle();
  }

  #pathOf(name: string): string {
    return join(this.#sidecars.shardOf(name), `${name}.age`);
  }
}
