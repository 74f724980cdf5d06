import { SignatureError } from "../../../hub/contract/errors.ts";
import { KeyError } from "../keys/errors.ts";
import type { Page } from "../page-state.ts";

/** Somebody at the page mistyped, or who joins is not who was asked; that says nothing about the list that the hub shows. */
const SLIPS: readonly KeyError["code"][] = [
  "keys.wrong-passphrase",
  "keys.other-sheet",
  "keys.not-proven",
  "keys.other-hub",
  "keys.stay-here",
];

/** @returns whether the error means that hub and browser do not agree about who counts; the page then says so and stops */
export function showDistrust(page: Page, error: unknown): boolean {
  const isDistrust =
    error instanceof SignatureError || (error instanceof KeyError && !SLIPS.includes(error.code));
  if (!isDistrust) return false;
  page.client.shut();
  page.phase.value = { kind: "distrust", code: error.code };
  return true;
}
