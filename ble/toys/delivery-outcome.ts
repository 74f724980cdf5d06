/** What an error in the middle of a delivery means to who asked for it. */
import { RadioError } from "../radio/errors.ts";
import { ToyError, type ToyErrorCode } from "./errors.ts";
import type { DeliveryFailure, DeliveryOutcome } from "./toy-driver.ts";

type Failed = Extract<DeliveryOutcome, { kind: "failed" }>;

/** `retry`: worth trying again by itself. */
const TOY_FAILURES: Record<ToyErrorCode, { readonly code: DeliveryFailure; readonly retry: boolean }> = {
  "toy.busy": { code: "toy-busy", retry: true },
  "toy.refused": { code: "toy-refused", retry: false },
  "toy.too-slow": { code: "toy-too-slow", retry: true },
  "toy.rebooted": { code: "toy-rebooted", retry: true },
  "toy.lies": { code: "toy-lies", retry: false },
  "toy.silent": { code: "toy-busy", retry: true },
  "toy.no-paw": { code: "toy-busy", retry: true },
  "toy.cannot": { code: "toy-refused", retry: false },
  "toy.bad-argument": { code: "toy-refused", retry: false },
};

export const failed = (code: DeliveryFailure, retry: boolean, message: string): Failed => ({
  kind: "failed",
  code,
  retry,
  message,
});

/** @returns `undefined` for what is no fault of toy or radio: the journal's errors and mistakes of ours */
export function outcomeOf(error: unknown, isCancelled: boolean): Failed | undefined {
  if (error instanceof ToyError) {
    const { code, retry } = TOY_FAILURES[error.code];
    return failed(code, retry, error.message);
  }
  if (error instanceof RadioError) return radioOutcome(error);
  return isCancelled ? failed("cancelled", false, "The delivery was cancelled") : undefined;
}

function radioOutcome(error: RadioError): Failed {
  switch (error.code) {
    case "radio.unavailable":
    case "radio.closed":
      return failed("adapter-down", true, error.message);
    case "radio.att-error":
      return failed("toy-refused", true, error.message);
    case "radio.no-such-characteristic":
    case "radio.too-long":
      return failed("toy-lies", false, error.message);
    case "radio.timeout":
    case "radio.link-lost":
    case "radio.connect-failed":
    case "radio.refused":
      return failed("link-lost", true, error.message);
  }
}
