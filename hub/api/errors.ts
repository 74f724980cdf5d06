/** Every code that may leave the hub, its status, and the words for a guardian. No code, no answer. */
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { AUDIO_PROBLEMS, type AudioProblem } from "../audio/audio-problems.ts";
import type { Problem } from "../contract/api.ts";
import type { SignatureError } from "../contract/errors.ts";
import { HubError } from "../domain/hub-error.ts";
import { AccessRefused } from "../ports/access.ts";
import type { JoiningRefused } from "../ports/joining.ts";
import type { PresenceRefused } from "../ports/presence.ts";
import type { ReportRefused } from "../ports/report-store.ts";
import type { SlotRefused } from "../ports/slots.ts";
import type { AnewRefused } from "../ports/starting-anew.ts";
import type { RequestRefused } from "../use-cases/errors.ts";

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

type EdgeCode =
  | "http.not-found"
  | "http.wrong-host"
  | "http.wrong-origin"
  | "http.wrong-method"
  | "http.malformed"
  | "http.too-large"
  | "http.wrong-type"
  | "http.too-many-streams"
  | "pretend-toy.none"
  | "hub.failed";

/** Of `hub/store`, `hub/vault`, `hub/pretend` and `hub/check`, which this folder does not import: `errors.test.ts` holds them equal. */
export type InnerCode =
  | "store.exists"
  | "store.erased"
  | "store.missing"
  | "store.already-claimed"
  | "store.in-use"
  | "store.disk-full"
  | "store.damaged"
  | "store.ledger-broken"
  | "store.key-missing"
  | "store.io"
  | "store.closed"
  | "vault.none"
  | "pretend-toy.away"
  | "check.took-too-long"
  | "check.crashed"
  | "check.busy"
  | "check.stopped";

type ProblemCode =
  | EdgeCode
  | AccessRefused["code"]
  | SlotRefused["code"]
  | PresenceRefused["code"]
  | AnewRefused["code"]
  | JoiningRefused["code"]
  | RequestRefused["code"]
  | ReportRefused["code"]
  | SignatureError["code"]
  | InnerCode
  | AudioProblem;

interface Words {
  readonly status: ContentfulStatusCode;
  readonly title: string;
  readonly action: string;
}

const SIGN_IN_AGAIN = "Sign in again on this device.";
const RELOAD_AND_SEND = "Reload the page and send it again.";

/** A signature that must not be believed is one kind of problem to a guardian; the code says which. */
const forged = (title: string): Words => ({ status: 422, title, action: RELOAD_AND_SEND });
const FORGED = forged("The stamp does not count.");
const STAMP_TIME: Words = {
  ...FORGED,
  title: "The stamp does not count now.",
  action: "Send it again as a new message.",
};
/** The hub's own roster does not hold: nobody at the page did anything wrong. */
const ROSTER: Words = {
  status: 500,
  title: "The list of who may approve does not hold together.",
  action: "Bring the hub's data back from a backup.",
};
const BUSY: Words = {
  status: 503,
  title: "The hub is busy checking other clips.",
  action: "Try again in a moment.",
};
const NOT_CHECKED: Words = {
  status: 422,
  title: "The sound could not be checked.",
  action: "Record it again; if it happens twice, record something shorter.",
};
const DAMAGED: Words = {
  status: 500,
  title: "Something that the hub keeps is damaged.",
  action: "Bring it back from a backup.",
};
const ERASED: Words = {
  status: 410,
  title: "That message was erased.",
  action: "Record it again if it is wanted after all.",
};
const RESTARTING: Words = {
  status: 503,
  title: "The hub is starting again.",
  action: "Wait a moment, then try again.",
};

/** What is wrong with a sound is told in the words of `hub/audio`. */
const SOUNDS = Object.fromEntries(
  Object.entries(AUDIO_PROBLEMS).map(([code, { title, next }]) => [
    code,
    { status: 422, title, action: next },
  ]),
) as Record<AudioProblem, Words>;

const PROBLEMS: Record<ProblemCode, Words> = {
  ...SOUNDS,
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
  "http.wrong-method": {
    status: 405,
    title: "That cannot be done here.",
    action: "Reload the page and try again.",
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
  "report.bad-work": {
    status: 403,
    title: "The small task that keeps floods away was not done, or is too old.",
    action: "Load the form again; what you typed can be copied over.",
  },
  "report.empty": { status: 422, title: "There is nothing to read in it.", action: "Write a sentence." },
  "report.too-many": {
    status: 429,
    title: "Others wrote before you: three reports are taken in an hour.",
    action: "Keep the form open; it tries again by itself.",
  },
  "report.full": {
    status: 503,
    title: "The household has not read what came before.",
    action: "Try again in a few days, or tell them in another way.",
  },
  "report.unknown": { status: 404, title: "There is no such report.", action: "Reload the page." },
  "claim.wrong-code": {
    status: 403,
    title: "That is not the code.",
    action: "Type the code that the hub printed when it started.",
  },
  "claim.code-void": {
    status: 403,
    title: "The code was mistyped too often.",
    action: "Start the hub again: it prints a new one.",
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
  "sign-in.wrong-sheet": {
    status: 403,
    title: "Name and recovery sheet do not fit.",
    action: "Check both. A sheet that was removed opens nothing any more.",
  },
  "hand-over.unknown": {
    status: 404,
    title: "This code leads nowhere.",
    action: "It was used already, or is older than ten minutes. Make a new one on the other page.",
  },
  "sign-in.unknown-device": {
    status: 403,
    title: "This device is not on the family’s list.",
    action: "Ask a guardian for a new link.",
  },
  "sign-in.wrong-passkey": {
    status: 403,
    title: "That passkey does not sign anybody in here.",
    action: "Use another one, or your passphrase. One that was removed opens nothing any more.",
  },
  "sign-in.too-many": { status: 429, title: "Too many tries.", action: "Wait a little, then try again." },
  "session.none": { status: 401, title: "You are not signed in.", action: SIGN_IN_AGAIN },
  "session.revoked": {
    status: 401,
    title: "This device was signed out from another one.",
    action: "Sign in again here, if it was you.",
  },
  "session.wrong-device": {
    status: 401,
    title: "You are not signed in on this device.",
    action: SIGN_IN_AGAIN,
  },
  "session.not-allowed": {
    status: 403,
    title: "That is for guardians.",
    action: "Ask a guardian of the family.",
  },
  "session.stale-proof": { status: 401, title: "The request came too late or twice.", action: "Try again." },
  "session.step-up-needed": {
    status: 403,
    title: "Only you may do this.",
    action: "Show that it is you: with a passkey, your passphrase or your recovery sheet.",
  },
  "session.too-many-clips": {
    status: 429,
    title: "That is more than one listens to.",
    action: "Wait a few seconds, then go on. Show that it is you if you want them all.",
  },
  "step-up.refused": {
    status: 403,
    title: "That did not show that it is you.",
    action: "Try again, or use another of your ways in.",
  },
  "slot.unknown": {
    status: 404,
    title: "That way in is not there any more.",
    action: "Reload the page and look at the list.",
  },
  "slot.exists": {
    status: 409,
    title: "The hub has this way in already.",
    action: "Reload the page and look at the list.",
  },
  "slot.wrong-passkey": {
    status: 422,
    title: "The passkey that was made is not one for this hub.",
    action: "Try again; if it happens twice, make it on another device.",
  },
  "slot.last": {
    status: 409,
    title: "Nothing else opens your recordings by itself.",
    action: "Make another recovery sheet and type it back once, then remove this one.",
  },
  "slot.too-many": {
    status: 409,
    title: "There is no room for another way in of this kind.",
    action: "Remove one that you do not use any more.",
  },
  "slot.not-proven": {
    status: 403,
    title: "That was not signed with your keys.",
    action: "Use your passphrase, your passkey or your recovery sheet again.",
  },
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
  "session.suspended": {
    status: 403,
    title: "Another guardian has suspended you.",
    action: "You can listen and send. Talk to each other: any other guardian can lift it.",
  },
  "anew.wrong-code": {
    status: 403,
    title: "That is not the code.",
    action: "On the hub’s own machine, run pawpost start-anew: each code is good for half an hour, once.",
  },
  "anew.no-paw": {
    status: 403,
    title: "Nobody pressed a paw.",
    action: "Show the code again, then press the blue hand of one of the toys within two minutes.",
  },
  "anew.no-guardian": {
    status: 409,
    title: "The hub has no guardian yet.",
    action: "Open the page: it asks for the code that the hub printed when it started.",
  },
  "anew.no-toy": {
    status: 409,
    title: "No toy of the family’s is left whose paw could be pressed.",
    action: "Only erasing everything lets the hub be claimed again: scripts/start --reset.",
  },
  "former.unknown": {
    status: 404,
    title: "There was no such guardian.",
    action: "Reload the page and look at the list.",
  },
  "former.refused": {
    status: 403,
    title: "That does not open those recordings.",
    action: "Check whose it was, and every letter. A sheet that was removed then opens nothing.",
  },
  "presence.none": {
    status: 409,
    title: "There is no such code.",
    action: "Have the hub print a new one: each is good for ten minutes, once.",
  },
  "presence.wrong-code": {
    status: 403,
    title: "That is not the code.",
    action: "Type the code that the hub printed last.",
  },
  "presence.needed": {
    status: 403,
    title: "That takes a day, or somebody at the hub.",
    action: "Suspend the guardian, and come back in 24 hours. Or show that you are at the hub.",
  },
  "person.yourself": {
    status: 409,
    title: "That is you.",
    action: "Ask another guardian.",
  },
  "vault.not-for-all": {
    status: 409,
    title: "The guardians are not the ones that this page knew.",
    action: "Look at the list of guardians, then change the lock again.",
  },
  "vault.not-resealing": {
    status: 409,
    title: "Sealing anew has to be begun first.",
    action: "Press “Seal them anew” on the first page.",
  },
  "vault.resealed": {
    status: 409,
    title: "This recording is sealed anew already.",
    action: "Nothing to do.",
  },
  "vault.other-copy": {
    status: 409,
    title: "Another device seals this recording anew, too.",
    action: "Try again in a moment.",
  },
  "clip.refused": { status: 422, title: "The toy cannot play this.", action: "Record it again." },
  "clip.not-checked": BUSY,
  "share.no-answer": {
    status: 409,
    title: "Only what a child recorded can be shared.",
    action: "Look at the message’s state.",
  },
  "share.not-for-them": {
    status: 409,
    title: "Nobody lets that person hear this child’s answers.",
    action: "Change what they may do first, under People.",
  },
  "child.unknown": {
    status: 404,
    title: "There is no such child.",
    action: "Reload the page; ask a guardian if it stays.",
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
  "invitation.unknown": {
    status: 404,
    title: "There is no such invitation.",
    action: "Ask a guardian for a new link.",
  },
  "invitation.expired": {
    status: 410,
    title: "This invitation is too old.",
    action: "It was good for three days. Ask for a new link.",
  },
  "invitation.withdrawn": {
    status: 410,
    title: "This invitation was taken back.",
    action: "Ask a guardian of the family, if you did not expect that.",
  },
  "invitation.used": {
    status: 409,
    title: "This link was used already.",
    action: "If it was not you, tell the guardian who sent it, at once. Each link is good for one device.",
  },
  "invitation.exists": {
    status: 409,
    title: "There is such an invitation already.",
    action: "Reload the page and look at the list.",
  },
  "invitation.too-many": {
    status: 409,
    title: "Too many invitations are open.",
    action: "Take back one that nobody needs any more.",
  },
  "invitation.not-for-them": {
    status: 409,
    title: "That person is a guardian already.",
    action: "A guardian’s own passphrase or recovery sheet lets them in on another device.",
  },
  "invitation.not-waiting": {
    status: 409,
    title: "Nobody has opened this link yet.",
    action: "Wait until it is opened.",
  },
  "invitation.device-unknown": {
    status: 403,
    title: "This device may not invite.",
    action: SIGN_IN_AGAIN,
  },
  "joining.not-confirmed": {
    status: 409,
    title: "No guardian has said yes yet.",
    action: "Keep this page open; it goes on by itself.",
  },
  "joining.not-consistent": {
    status: 400,
    title: "The page’s keys do not fit together.",
    action: "Reload the page and open the link again.",
  },
  "joining.device-taken": {
    status: 409,
    title: "This browser is somebody else’s already.",
    action: "Open the link on the device of the person whom it is for.",
  },
  "joining.name-taken": {
    status: 409,
    title: "Somebody here is called that already.",
    action: "Choose another name.",
  },
  "person.unknown": {
    status: 404,
    title: "There is nobody like that on the list.",
    action: "Look at the list again.",
  },
  "person.name-taken": {
    status: 409,
    title: "Somebody here is called that already, or is invited by that name.",
    action: "Choose another name, or look at the list.",
  },
  "vaults.not-all": {
    status: 409,
    title: "The family’s vault has changed.",
    action: "Reload the page and confirm again.",
  },
  "child.name-taken": {
    status: 409,
    title: "Another child is called that.",
    action: "Choose another name.",
  },
  "child.too-many": {
    status: 409,
    title: "That are more children than the hub has room for.",
    action: "Rename one instead.",
  },
  "device.unknown": {
    status: 404,
    title: "That device is not on your list.",
    action: "Look at the list again.",
  },
  "device.this-one": {
    status: 409,
    title: "That is the device you are using.",
    action: "Use “Sign out” at the end of the first page.",
  },
  "device.not-signed": {
    status: 403,
    title: "Your passphrase is needed for that.",
    action: "Look at the list again, then type your passphrase.",
  },
  "alert.unknown": { status: 404, title: "There is nothing like that to know.", action: "Reload the page." },
  "alert.has-grown": {
    status: 409,
    title: "It happened again meanwhile.",
    action: "Look at it again, then say that you have seen it.",
  },
  "push.not-a-service": {
    status: 422,
    title: "The hub does not know this browser’s push service.",
    action: "Use another browser, or let the hub’s owner allow the service in its settings.",
  },
  "push.too-many": {
    status: 409,
    title: "As many devices are told as the hub has room for.",
    action: "Sign out one that nobody uses any more, under Devices.",
  },
  "push.none": {
    status: 404,
    title: "This device is not told any more.",
    action: "Turn it on again.",
  },
  "push.too-soon": { status: 429, title: "A test was sent just now.", action: "Wait a few seconds." },
  "ledger.not-signed": {
    status: 403,
    title: "That was not signed by this device.",
    action: SIGN_IN_AGAIN,
  },
  "ledger.does-not-fit": {
    status: 409,
    title: "The hub’s history is not the one that this device saw.",
    action: "Open Safety: it says what that can mean, and what to do.",
  },
  "ledger.malformed": FORGED,
  "ledger.wrong-hub": FORGED,
  "ledger.other-key": FORGED,
  "ledger.cut": FORGED,
  "ledger.rewritten": FORGED,
  "jws.malformed": FORGED,
  "jws.wrong-type": FORGED,
  "jws.bad-signature": FORGED,
  "stamp.malformed": FORGED,
  "stamp.unknown-signer": {
    ...FORGED,
    title: "This device may not approve messages.",
    action: "Sign in again on this device, then send it again.",
  },
  "stamp.wrong-hub": forged("The stamp was made for another hub."),
  "stamp.wrong-message": forged("The stamp was made for another message."),
  "stamp.wrong-clip": forged("The stamp was made for another sound."),
  "stamp.wrong-toy": forged("The stamp was made for another toy."),
  "stamp.wrong-child": forged("The stamp was made for another child than the one who has the toy."),
  "stamp.not-trusted": {
    status: 403,
    title: "This needs a guardian who listens first.",
    action: "Ask a guardian to approve it.",
  },
  "stamp.too-early": STAMP_TIME,
  "stamp.expired": STAMP_TIME,
  "stamp.unknown-roster": FORGED,
  "roster.malformed": ROSTER,
  "roster.wrong-first-guardian": ROSTER,
  "roster.broken-chain": ROSTER,
  "roster.not-a-guardian": ROSTER,
  "roster.suspended": ROSTER,
  "roster.last-guardian": ROSTER,
  "roster.older-than-known": ROSTER,
  "roster.forked": ROSTER,
  "store.erased": ERASED,
  "message.erased": ERASED,
  "store.exists": {
    status: 409,
    title: "Something else is kept under this number.",
    action: "Send it again as a new message.",
  },
  "store.missing": {
    status: 404,
    title: "The hub does not know that.",
    action: "Go back to the first page.",
  },
  "store.already-claimed": {
    status: 409,
    title: "The hub has a guardian already.",
    action: "Sign in instead.",
  },
  "store.in-use": {
    status: 503,
    title: "A second hub works on the same data.",
    action: "Stop one of the two.",
  },
  "store.disk-full": {
    status: 507,
    title: "The hub has no room left.",
    action: "Free some space on the hub, then send it again; nothing that it took in before is lost.",
  },
  "store.damaged": DAMAGED,
  "store.ledger-broken": DAMAGED,
  "store.key-missing": DAMAGED,
  "store.io": {
    status: 503,
    title: "The hub's disk does not answer.",
    action: "Wait a moment: the hub starts again by itself. Look at its disk if it happens twice.",
  },
  "store.closed": RESTARTING,
  "vault.none": {
    status: 409,
    title: "The hub has no guardian yet.",
    action: "Open the page and become the first one.",
  },
  "pretend-toy.away": {
    status: 503,
    title: "The pretend toy does not answer.",
    action: "Wait a moment: it is started again by itself.",
  },
  "check.took-too-long": NOT_CHECKED,
  "check.crashed": NOT_CHECKED,
  "check.busy": BUSY,
  "check.stopped": RESTARTING,
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
