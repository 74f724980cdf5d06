/** Every code that may leave the hub, its status, and the words for a guardian. No code, no answer. */
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { Problem } from "../contract/api.ts";
import { SignatureError } from "../contract/errors.ts";
import { HubError } from "../domain/hub-error.ts";
import type { AccessRefused } from "../ports/access.ts";
import type { RequestRefused } from "../use-cases/errors.ts";

/** Raised by the edge itself. */
export class HttpRefused extends HubError {
  override readonly name = "HttpRefused";
  readonly code: EdgeCode;
  constructor(code: EdgeCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

type EdgeCode =
  | "http.not-found"
  | "http.wrong-host"
  | "http.wrong-origin"
  | "http.malformed"
  | "http.too-large"
  | "http.wrong-type"
  | "http.too-many-streams"
  | "pretend-toy.none"
  | "hub.failed";

interface Words {
  readonly status: ContentfulStatusCode;
  readonly title: string;
  readonly action: string;
}

const SIGN_IN_AGAIN = "Sign in again on this device.";

const PROBLEMS: Record<EdgeCode | AccessRefused["code"] | RequestRefused["code"], Words> = {
  "http.not-found": { status: 404, title: "There is nothing here.", action: "Go back to the first page." },
  "http.wrong-host": {
    status: 421,
    title: "The hub does not go by that name.",
    action: "Open the address that the hub printed.",
  },
  "http.wrong-origin": {
    status: 403,
    title: "Another page asked for this.",
    action: "Open the hub's own page and try there.",
  },
  "http.malformed": {
    status: 400,
    title: "The hub did not understand that.",
    action: "Reload the page and try again.",
  },
  "http.too-large": { status: 413, title: "That is too large.", action: "Record a shorter message." },
  "http.wrong-type": {
    status: 415,
    title: "The hub does not take that kind of data.",
    action: "Reload the page and try again.",
  },
  "http.too-many-streams": {
    status: 429,
    title: "This page is open too often.",
    action: "Close some of the open tabs.",
  },
  "pretend-toy.none": {
    status: 404,
    title: "No pretend toy runs here.",
    action: "Start the hub with a simulated toy.",
  },
  "hub.failed": {
    status: 500,
    title: "Something in the hub went wrong.",
    action: "Try again; if it stays, start the hub again.",
  },
  "claim.wrong-code": {
    status: 403,
    title: "That is not the code.",
    action: "Type the code that the hub printed when it started.",
  },
  "claim.already-claimed": {
    status: 409,
    title: "The hub has a guardian already.",
    action: "Sign in instead.",
  },
  "claim.not-consistent": {
    status: 400,
    title: "The page's keys do not fit together.",
    action: "Reload the page and start again.",
  },
  "sign-in.refused": {
    status: 403,
    title: "Name and passphrase do not fit.",
    action: "Check both and try again.",
  },
  "sign-in.too-many": { status: 429, title: "Too many tries.", action: "Wait a little, then try again." },
  "session.none": { status: 401, title: "You are not signed in.", action: SIGN_IN_AGAIN },
  "session.wrong-device": {
    status: 401,
    title: "You are not signed in on this device.",
    action: SIGN_IN_AGAIN,
  },
  "session.stale-proof": { status: 401, title: "The request came too late or twice.", action: "Try again." },
  "message.unknown": {
    status: 404,
    title: "There is no such message.",
    action: "Go back to the first page.",
  },
  "message.exists": {
    status: 409,
    title: "Another message has this number.",
    action: "Send it again as a new message.",
  },
  "message.too-late": {
    status: 409,
    title: "It is too late for that.",
    action: "Look at the message's state.",
  },
  "message.not-here": {
    status: 404,
    title: "The recording is not here any more.",
    action: "Look at the message's history.",
  },
  "message.wrong-clip": { status: 422, title: "The sound arrived damaged.", action: "Send it again." },
  "message.not-sealed": {
    status: 422,
    title: "The copy for the archive is not sealed.",
    action: "Reload the page and send it again.",
  },
  "message.stale-vault": {
    status: 409,
    title: "The family's vault has changed.",
    action: "Reload the page and send it again.",
  },
  "clip.refused": { status: 422, title: "The toy cannot play this.", action: "Record it again." },
  "clip.not-checked": {
    status: 503,
    title: "The hub is busy checking other clips.",
    action: "Try again in a moment.",
  },
  "toy.unknown": { status: 404, title: "There is no such toy.", action: "Look for the toy again." },
  "toy.not-claimed": {
    status: 409,
    title: "The toy is not one of the family's yet.",
    action: "Find the toy and press its paw.",
  },
  "toy.already-claimed": {
    status: 409,
    title: "The toy is one of the family's already.",
    action: "Choose it on the first page.",
  },
  "toy.wrong-child": {
    status: 409,
    title: "The toy belongs to another child.",
    action: "Choose the child's own toy.",
  },
  "toy.name-ambiguous": { status: 409, title: "Several toys have that name.", action: "Rename one of them." },
  "room.offline": {
    status: 503,
    title: "The hub's radio does not answer.",
    action: "Wait a moment; it is started again by itself.",
  },
  "roster.refused": {
    status: 403,
    title: "That change of the roster does not count.",
    action: "Reload the page and try again.",
  },
};

const isKnown = (code: string): code is keyof typeof PROBLEMS => Object.hasOwn(PROBLEMS, code);

/** A stamp or roster that must not be believed is one kind of problem to a page; the code says which. */
const FORGED: Words = {
  status: 422,
  title: "The stamp does not count.",
  action: "Reload the page and send it again.",
};
/** No room, or a disk that fails: nothing was taken in. */
const STORE: Words = {
  status: 507,
  title: "The hub has no room left.",
  action: "Free some space on the hub; nothing was lost.",
};
const OUT_OF_ORDER: Words = {
  status: 503,
  title: "The hub cannot do that now.",
  action: "Try again in a minute.",
};

/** The narrower code a clip was refused with takes the place of `clip.refused`. */
export function problemOf(error: unknown): { readonly problem: Problem; readonly isOurFault: boolean } {
  const code = error instanceof HubError ? error.code : "hub.failed";
  const words = wordsFor(error, code);
  const narrower = (error as { reason?: unknown }).reason;
  return {
    problem: {
      type: "about:blank",
      status: words.status,
      code: code === "clip.refused" && typeof narrower === "string" ? narrower : code,
      title: words.title,
      action: words.action,
    },
    isOurFault: words.status >= 500,
  };
}

function wordsFor(error: unknown, code: string): Words {
  if (isKnown(code)) return PROBLEMS[code];
  if (error instanceof SignatureError) return FORGED;
  if (code === "store.disk-full") return STORE;
  return error instanceof HubError ? OUT_OF_ORDER : PROBLEMS["hub.failed"];
}
