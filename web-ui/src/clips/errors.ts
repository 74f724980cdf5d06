/** A sound that could not be made into one that a toy plays. `code` is one of `hub/audio`'s. */
export class UnfitSound extends Error {
  override readonly name = "UnfitSound";
  readonly code: string;
  constructor(code: string) {
    super("not for a toy");
    this.code = code;
  }
}
