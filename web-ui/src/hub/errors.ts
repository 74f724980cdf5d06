import type { Problem } from "../../../hub/contract/api.ts";

/** The hub answered, and said no (RFC 9457). `code` is stable; `title` and `action` are words for a guardian. */
export class HubRefusal extends Error {
  override readonly name = "HubRefusal";
  readonly code: string;
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.title);
    this.code = problem.code;
    this.problem = problem;
  }
}

/** No answer, or none that the hub would give: it is off, the network is away, something else answers in its place. */
export class HubUnreachable extends Error {
  override readonly name = "HubUnreachable";
  readonly code = "page.hub-unreachable";
}

/** A copy of the backup did not come to its end. */
export class CopyTrouble extends Error {
  override readonly name = "CopyTrouble";
  readonly code: "copy.broke-off" | "copy.no-room"; // in this browser

  constructor(code: CopyTrouble["code"], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
