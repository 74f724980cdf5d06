import { HubError } from "../domain/hub-error.ts";

/** What the store could not do. The message says what to do about it. */
export class StoreError extends HubError {
  override readonly name = "StoreError";
  readonly code:
    | "store.exists"
    | "store.missing"
    | "store.already-claimed"
    | "store.in-use"
    | "store.disk-full"
    | "store.damaged"
    | "store.ledger-broken"
    | "store.key-missing"
    | "store.io"
    | "store.closed";
  /**
   * What is on the disk can no longer be told from memory: no write is taken any more. The process ends and starts
   * again; whatever was acknowledged is there then. (A failed fsync sticks to the open file, and the write that "failed"
   * may be found after reopening.)
   */
  readonly isFatal: boolean;

  constructor(code: StoreError["code"], message: string, options?: ErrorOptions & { isFatal?: boolean }) {
    super(message, options);
    this.code = code;
    this.isFatal = options?.isFatal ?? false;
  }
}

const FULL = new Set(["ENOSPC", "EDQUOT"]);

/** Names what the operating system said when it refused to write. */
export function fileError(doing: string, cause: unknown): StoreError {
  if (cause instanceof StoreError) return cause;
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "unknown";
  if (FULL.has(code)) {
    return new StoreError("store.disk-full", `${doing}: the disk is full; free some space on it`, { cause });
  }
  return new StoreError("store.io", `${doing}: ${code}; look at the disk (dmesg), then start again`, {
    cause,
    isFatal: true,
  });
}

export const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && "code" in error && error.code === code;

export const damagedIndex = (options: ErrorOptions & { isFatal?: boolean } = {}) =>
  new StoreError(
    "store.damaged",
    "the index is damaged: move the folder `index` away and start again, it is rebuilt from the files beside it",
    options,
  );
