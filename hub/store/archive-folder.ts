/**
 * The sealed files: `archive/<2 hex>/<32 hex>.age`, named by an HMAC of the id. The hub cannot open one.
 *
 * A file is not part of the archive before a message names it: what a killed upload left is swept (orphan-sweep.ts), or
 * replaced when the same id comes again.
 *
 * One that is sealed anew lies beside as `.next` until somebody who can open it has looked into it; the old one is `.old` while it
 * is overwritten. At any moment exactly one file is what the card says.
 */
import { createHash } from "node:crypto";
import { join } from "node:path";
import type { Archive } from "../ports/clip-store.ts";
import type { DiskSpace } from "./disk-space.ts";
import { eraseDurably, linkAgain, moveDurably, readIfThere, writeDurably } from "./durable-file.ts";
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

const SEALED = ".age";
/** Sealed anew, and not in its place yet. */
const NEXT = ".next";
/** Was replaced, and is about to be overwritten. */
const OLD = ".old";

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
    // It may have been replaced between the two looks, or a kill came into the middle of that.
    const replaced = await this.#turns.run(name, () => this.#finishReplacing(name));
    if (replaced !== undefined) return replaced;
    const wasNeverPut = card?.file === undefined && sealed === undefined && card?.isDamaged !== true;
    const wasDeleted = card?.isFileDeleted === true && !card.isDamaged;
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
      await this.#eraseFiles(name);
      this.#unnamed.delete(name);
    });
  }

  /** Of a message that is gone. The card first: an index that is built again is built from cards. */
  erase(id: string): Promise<void> {
    const name = this.#sidecars.nameOf(id);
    return this.#turns.run(name, async () => {
      await this.#sidecars.delete(name);
      await this.#eraseFiles(name);
      this.#unnamed.delete(name);
    });
  }

  stage(id: string, sealed: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
    const name = this.#sidecars.nameOf(id);
    return this.#turns.run(name, async () => {
      await this.#space.assertRoom(sealed.byteLength);
      if ((await this.#sidecars.read(name))?.file === undefined)
        throw new StoreError("store.missing", "there is no sealed file to be replaced");
      const path = this.#pathOf(name, NEXT);
      await writeDurably(path, [sealed], this.#sidecars.incoming);
      const there = await readIfThere(path);
      if (there === undefined) throw new StoreError("store.damaged", "a file that was just written is gone");
      return there;
    });
  }

  /**
   *   1  the card names the new file
   *   2  the old one gets a second name, and the new one takes its first, in one step
   *   3  the old one is overwritten, and goes
   */
  replace(id: string, hash: string): Promise<number | undefined> {
    const name = this.#sidecars.nameOf(id);
    return this.#turns.run(name, async () => {
      const next = await readIfThere(this.#pathOf(name, NEXT));
      if (next === undefined || sha256(next) !== hash) return undefined;
      await this.#sidecars.append(name, { kind: "file", id, bytes: next.byteLength, sha256: hash });
      await this.#finishReplacing(name);
      return next.byteLength;
    });
  }

  /** From wherever a kill came: forward when the card names the new file, back when not. @returns the file, if there was something to do */
  async #finishReplacing(name: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const card = await this.#sidecars.read(name);
    if (card?.file === undefined) return undefined;
    const isNamed = (bytes: Uint8Array | undefined) =>
      bytes !== undefined && sha256(bytes) === card.file?.sha256;
    const path = this.#pathOf(name);
    const next = await readIfThere(this.#pathOf(name, NEXT));
    let now = await readIfThere(path);
    if (!isNamed(now) && next !== undefined && isNamed(next)) {
      if (now !== undefined) await linkAgain(path, this.#pathOf(name, OLD));
      await moveDurably(this.#pathOf(name, NEXT), path);
      now = next;
    }
    if (!isNamed(now)) return undefined;
    await eraseDurably(this.#pathOf(name, OLD));
    return now;
  }

  /** What a kill left of replacing files: each is finished, or taken back. @returns how many there were */
  async settleReplaced(): Promise<number> {
    let count = 0;
    for await (const name of this.#sidecars.beside([NEXT, OLD])) {
      await this.#turns.run(name, async () => {
        await this.#finishReplacing(name);
        await eraseDurably(this.#pathOf(name, NEXT));
      });
      count += 1;
    }
    return count;
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
      await this.#eraseFiles(name);
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

  async #eraseFiles(name: string): Promise<void> {
    for (const suffix of [SEALED, NEXT, OLD]) await eraseDurably(this.#pathOf(name, suffix));
  }

  #pathOf(name: string, suffix = SEALED): string {
    return join(this.#sidecars.shardOf(name), `${name}${suffix}`);
  }
}
