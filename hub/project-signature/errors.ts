import { HubError } from "../domain/hub-error.ts";

/** A file that is not the project's, or not one that can be believed. Nothing of it is to be used. */
export class ProjectFileRefused extends HubError {
  override readonly name = "ProjectFileRefused";
  readonly code:
    | "project-file.malformed"
    | "project-file.not-signed" //     by none of the project's keys
    | "project-file.one-signature"; // by one of them, and it takes two

  constructor(code: ProjectFileRefused["code"], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
