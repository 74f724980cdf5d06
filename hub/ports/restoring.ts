import type { z } from "zod";
import type { PublicId } from "../contract/public-id.ts";
import type { FoundBackups, RestoreState, restoreBegin, restoreFetch } from "../contract/restoring.ts";
import { HubError } from "../domain/hub-error.ts";

/** What came back out of a backup. */
export interface Restored {
  readonly hub: PublicId;
  readonly backup: number;
  readonly messages: number;
  /** Of which something was erased since. */
  readonly erased: number;
  readonly guardians: number;
  /** Names of those whose ways in were taken away. */
  readonly out: readonly string[];
  /** For the first guardian's entry, to compare. */
  readonly words: readonly string[];
}

export class RestoreRefused extends HubError {
  override readonly name = "RestoreRefused";
  readonly code:
    | "restore.not-new" // this hub has a family
    | "restore.busy" //    one is under way
    | "restore.unknown" // no such backup was found
    | "restore.out-of-turn" // another piece of the copy comes next
    | "restore.not-a-copy" //  what came is no copy of a backup
    | "restore.no-room" //     for a copy, and what is laid out of it
    | "restore.not-asking"; // nothing is laid out whose people could be told

  constructor(code: RestoreRefused["code"], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** In bytes: how many came before it, and how many there will be. */
export interface PieceOfCopy {
  readonly at: number;
  readonly of: number;
}

/** Of a hub that nobody claimed: one backup at a time. */
export interface Restoring {
  /** What is plugged in, looked for anew. */
  look(): Promise<FoundBackups>;
  /**
   * The next piece of a copy from another device; the first one begins anew, and the last one may come again. Once all of it is here {@link look} finds it.
   * @throws RestoreRefused
   */
  upload(where: PieceOfCopy, piece: Uint8Array): Promise<void>;
  /** Begins to fetch one from a hub that keeps it; once {@link state} is `none` again {@link look} finds it. @throws RestoreRefused */
  fetch(from: z.output<typeof restoreFetch>): void;
  /** Begins; how it goes is {@link state}. @throws RestoreRefused */
  begin(wish: z.output<typeof restoreBegin>): void;
  state(): RestoreState;
  /**
   * Durable when it resolves; then the hub ends, and starts as the one of the backup.
   * @param roster entries of a newer one, whose non-members are out as well
   * @throws RestoreRefused, SignatureError
   */
  finish(out: readonly PublicId[], roster: readonly string[] | null): Promise<Restored>;
  /** Stops what is under way, and clears it away. */
  drop(): Promise<void>;
}
