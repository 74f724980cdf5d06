import { HubError } from "../../hub/domain/hub-error.ts";

/**
 * - `journal.full`: the disk, or the journal's own bound. Nothing of this write was kept; what was acknowledged before is.
 * - `journal.too-large`: one value over {@link MAX_VALUE_BYTES}; a mistake of the caller.
 * - `journal.damaged`: the file is not a journal or was changed by something else. It is left as it is.
 * - `journal.failed`: the disk reported an error that leaves unknown what it holds. Open the journal anew.
 * - `journal.in-use`: another process has it open.
 * - `journal.closed`: used after it was closed.
 * - `journal.not-shared`: another room may hold this toy next, and could not learn of it in time. It is written here.
 */
export type JournalErrorCode =
  | "journal.full"
  | "journal.too-large"
  | "journal.damaged"
  | "journal.failed"
  | "journal.in-use"
  | "journal.closed"
  | "journal.not-shared";

export class JournalError extends HubError {
  override readonly name = "JournalError";
  readonly code: JournalErrorCode;

  constructor(code: JournalErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
