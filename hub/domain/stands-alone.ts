/** Opens whatever name, browser or device is lost: what a person must never be without. */
export const standsAlone = (slot: {
  readonly kind: "passphrase" | "recovery-sheet" | "passkey";
  readonly testedAt?: number | null;
}): boolean =>
  slot.kind === "passphrase" || (slot.kind === "recovery-sheet" && typeof slot.testedAt === "number");
