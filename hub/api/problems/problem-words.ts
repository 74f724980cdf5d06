import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { ProblemCode } from "./problem-code.ts";

/** A status, and what a guardian reads. */
export interface ProblemWords {
  readonly status: ContentfulStatusCode;
  readonly title: string;
  readonly action: string;
}

/** Of some of the codes: all of them together make the table of `hub/api/errors.ts`. */
export type Problems = Readonly<Partial<Record<ProblemCode, ProblemWords>>>;

export const SIGN_IN_AGAIN = "Sign in again on this device.";

export const ERASED: ProblemWords = {
  status: 410,
  title: "That message was erased.",
  action: "Record it again if it is wanted after all.",
};

export const RESTARTING: ProblemWords = {
  status: 503,
  title: "The hub is starting again.",
  action: "Wait a moment, then try again.",
};
