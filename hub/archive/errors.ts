import { HubError } from "../domain/hub-error.ts";

/** A sealed thing that cannot be opened, or that holds something else than it should. */
export class ArchiveError extends HubError {
  override readonly name = "ArchiveError";
  readonly code:
    | "archive.not-sealed" //      no age file
    | "archive.wrong-key" //       an age file, for somebody else
    | "archive.damaged" //         truncated or changed since it was sealed
    | "archive.wrong-content"; //  opened, but not the three files that belong there

  constructor(code: ArchiveError["code"], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
