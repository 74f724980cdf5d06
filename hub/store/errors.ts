import { HubError } from "../domain/hub-error.ts";

/** What to do about it, in words for whoever runs the hub. */
const ADVICE = {
  "store.exists": "Use another id: what is kept is never replaced.",
  "store.erased": "Nothing to do: it was erased, and does not come back.",
  "store.missing": "Read the list again: there is no such message.",
  "store.already-claimed": "Sign in as the guardian, or start over with an empty data folder.",
  "store.in-use": "Stop the other hub first, or choose another folder with --data.",
  "store.disk-full": "Free some space on the hub's disk.",
  "store.damaged":
    "Bring it back from a backup. The index alone needs none: stop the hub, move the folder `index` away and start again, it is rebuilt from the files beside it.",
  "store.too-new":
    "Start the newer Pawpost that wrote it again, or bring the data back from a backup of before. This one has changed nothing.",
  "store.ledger-broken":
    "Keep a copy of the data folder: somebody, or a failing disk, changed what was written.",
  "store.key-missing": "Bring device.key back from a backup before starting: without it nothing can be read.",
  "store.io": "Look at the disk (dmesg), then start again.",
  "store.closed": "Start the hub again.",
} as const satisfies Record<string, string>;

/** What the store could not do. */
export class StoreError extends HubError {
  override readonly name = "StoreError";
  readonly code: keyof typeof ADVICE;
  readonly advice: string;
  /**
   * What is on the disk can no longer be told from memory: no write is taken any more. The process ends and starts
   * again; whatever was acknowledged is there then. (A failed fsync sticks to the open file, and the write that "failed"
   * may be found after reopening.)
   */
  readonly isFatal: boolean;

  constructor(code: StoreError["code"], message: string, options?: ErrorOptions & { isFatal?: boolean }) {
    super(message, options);
    this.code = code;
    this.advice = ADVICE[code];
    this.isFatal = options?.isFatal ?? false;
  }
}

const FULL = new Set(["ENOSPC", "EDQUOT"]);

/** Names what the operating system said when it refused to write. */
export function fileError(doing: string, cause: unknown): StoreError {
  if (cause instanceof StoreError) return cause;
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "unknown";
  if (FULL.has(code)) {
    return new StoreError("store.disk-full", `${doing}: the disk is full`, { cause });
  }
  return new StoreError("store.io", `${doing}: ${code}`, {
    cause,
    isFatal: true,
  });
}

export const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && "code" in error && error.code === code;

export const damagedIndex = (options: ErrorOptions & { isFatal?: boolean } = {}) =>
  new StoreError("store.damaged", "the index is damaged", options);

/** @returns `undefined` for what is damaged. @throws anything else */
export function nothingIfDamaged(error: unknown): undefined {
  if (!hasCode(error, "store.damaged")) throw error;
  return undefined;
}
