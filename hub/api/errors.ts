/** Every code that may leave the hub with its status and the words for a guardian, out of `problems/`. No code, no answer. */
import type { Problem } from "../contract/api.ts";
import { HubError } from "../domain/hub-error.ts";
import { AccessRefused } from "../ports/access.ts";
import { ACCESS_PROBLEMS } from "./problems/access-problems.ts";
import { EDGE_PROBLEMS } from "./problems/edge-problems.ts";
import { KEEPER_PROBLEMS } from "./problems/keeper-problems.ts";
import { LIBRARY_PROBLEMS } from "./problems/library-problems.ts";
import { MESSAGE_PROBLEMS } from "./problems/message-problems.ts";
import { MICROPHONE_PROBLEMS } from "./problems/microphone-problems.ts";
import { NOTICE_PROBLEMS } from "./problems/notice-problems.ts";
import { PEOPLE_PROBLEMS } from "./problems/people-problems.ts";
import type { EdgeCode, ProblemCode } from "./problems/problem-code.ts";
import type { ProblemWords } from "./problems/problem-words.ts";
import { ROOM_PROBLEMS } from "./problems/room-problems.ts";
import { SIGNATURE_PROBLEMS } from "./problems/signature-problems.ts";
import { SLOT_PROBLEMS } from "./problems/slot-problems.ts";
import { STORE_PROBLEMS } from "./problems/store-problems.ts";
import { TOY_PROBLEMS } from "./problems/toy-problems.ts";

/** Raised by the edge itself. */
export class HttpRefused extends HubError {
  override readonly name = "HttpRefused";
  readonly code: EdgeCode;
  /** Methods that the path does take, for `http.wrong-method`. */
  readonly allow: string | undefined;

  constructor(code: EdgeCode, message: string, options?: ErrorOptions & { allow?: string }) {
    super(message, options);
    this.code = code;
    this.allow = options?.allow;
  }
}

const PROBLEMS: Readonly<Record<ProblemCode, ProblemWords>> = {
  ...EDGE_PROBLEMS,
  ...ACCESS_PROBLEMS,
  ...SLOT_PROBLEMS,
  ...PEOPLE_PROBLEMS,
  ...MESSAGE_PROBLEMS,
  ...LIBRARY_PROBLEMS,
  ...TOY_PROBLEMS,
  ...ROOM_PROBLEMS,
  ...KEEPER_PROBLEMS,
  ...MICROPHONE_PROBLEMS,
  ...SIGNATURE_PROBLEMS,
  ...NOTICE_PROBLEMS,
  ...STORE_PROBLEMS,
};

const isKnown = (code: string): code is ProblemCode => Object.hasOwn(PROBLEMS, code);

/** What may leave the hub of an error: never its message. A clip's narrower code takes the place of `clip.refused`. */
export function problemOf(error: unknown): { readonly problem: Problem; readonly isOurFault: boolean } {
  const own = error instanceof HubError ? error.code : "hub.failed";
  const reason = (error as { reason?: unknown } | null)?.reason;
  const narrower = own === "clip.refused" && typeof reason === "string" && isKnown(reason) ? reason : own;
  const code = isKnown(narrower) ? narrower : "hub.failed";
  const { status, title, action } = PROBLEMS[code];
  const by = error instanceof AccessRefused && error.by !== undefined ? { by: error.by } : {};
  return { problem: { type: "about:blank", status, code, title, action, ...by }, isOurFault: status >= 500 };
}

/** Every code and its words, for docs/api.md. */
export const problems = (): readonly Problem[] =>
  Object.entries(PROBLEMS).map(([code, words]) => ({ type: "about:blank", code, ...words }));
