import { WorkerFailure } from "../clips/worker-call.ts";
import { HubRefusal } from "../hub/errors.ts";

/** Damaged, or sealed to a vault whose key nobody here has. Where many are opened, one such must not keep the others waiting. */
export const isUnreadable = (error: unknown): boolean =>
  (error instanceof WorkerFailure && error.code.startsWith("archive.")) ||
  (error instanceof HubRefusal && error.code === "store.damaged");
