/** A relative's page, joining, and sharing with relatives. */
import type { ChildRights } from "../../../../hub/contract/roster-entry.ts";
import type { DeclineReason } from "../../../../hub/domain/message-state.ts";
import { listEither, plural } from "./amounts.ts";
import { DECLINE_WORDS, type MessageState } from "./messages.ts";
import { POST_WAIT_WORDS } from "./times.ts";

/** What the sender of a message reads, who is no guardian. */
export const POST_WORDS: Readonly<
  Record<
    MessageState,
    (facts: {
      readonly child: string;
      readonly at: string;
      readonly declined: DeclineReason | undefined;
      /** The toy that it was for was removed. */
      readonly isToyGone: boolean;
      /** While it waits for its time: until when, and whether that is as it is night there. */
      readonly waits: { readonly until: string; readonly isNight: boolean } | undefined;
    }) => string
  >
> = {
  draft: () => "Not sent yet",
  awaiting_approval: () => "Waiting for a guardian to listen",
  declined: ({ child, declined }) => DECLINE_WORDS[declined ?? "ask-me"].toSender(child),
  scheduled: ({ child, waits }) =>
    waits === undefined
      ? "On its way"
      : POST_WAIT_WORDS[waits.isNight ? "night" : "moment"](waits.until, child),
  queued: () => "On its way",
  delivering: () => "Being carried to the bear",
  on_toy: ({ child }) => `${child}’s bear has it`,
  on_toy_unconfirmed: ({ child, isToyGone }) =>
    isToyGone ? `${child}’s bear had it` : `${child}’s bear has it`,
  played: ({ at }) => `Heard ${at}`,
  replaced: ({ child }) => `${child}’s bear had it`,
  failed: () => "Delayed",
  cancelled: ({ isToyGone }) =>
    isToyGone
      ? "It did not arrive: the bear that it was for is not there any more. Please record it again"
      : "Taken back",
  quarantined: () => "",
  received: () => "",
  awaiting_release: () => "",
  shared: ({ child }) => `${child} sent you a message`,
};

/** Where a link leads nowhere, as the page itself finds out. */
export const JOIN_END_WORDS = {
  malformed: {
    title: "This link is not whole.",
    next: "Some programs cut long links. Copy all of it, or scan the picture instead.",
  },
  "other-hub": {
    title: "This link is for another home.",
    next: "Ask the guardian who sent it for the right address.",
  },
  "somebody-here": {
    title: "This browser is somebody else’s already.",
    next: "The link is for one person. Open it on that person’s own phone or computer; what is here stays as it is.",
  },
  removed: {
    title: "This device is not on the family’s list any more.",
    next: "Ask a guardian for a new link. Nothing is lost: what was shared with you is shared again.",
  },
} as const satisfies Record<string, { title: string; next: string }>;

export const relativeWords = {
  postStates: POST_WORDS,
  joinEnds: JOIN_END_WORDS,
  share: {
    somebody: "somebody",
    open: "Share",
    openFor: (child: string) => `Share what ${child} said`,
    close: "Done",
    title: "Who may hear this?",
    lead: "It is sealed for each of them alone, here in your browser.",
    with: (name: string) => `Share with ${name}`,
    again: (name: string) => `Share again with ${name}`,
    has: (name: string) => `${name} has it`,
    takeBack: (name: string) => `Take it back from ${name}`,
    stale: (name: string) => `${name} has new keys, and cannot open it any more`,
    bulkAgain: (name: string, count: number) =>
      plural(count, {
        one: `${name} has new keys. One answer that ${name} had can be shared again.`,
        other: (n) => `${name} has new keys. ${n} answers that ${name} had can be shared again.`,
      }),
    bulkBefore: (name: string, count: number) =>
      plural(count, {
        one: `One answer that others have can be shared with ${name}, too.`,
        other: (n) => `${n} answers that others have can be shared with ${name}, too.`,
      }),
    shareAgain: "Share again",
    shareThem: "Share them",
    stop: "Stop",
    notNow: "Not now",
    progress: (name: string, done: number, total: number) => `Sharing with ${name}: ${done} of ${total}`,
    stopped: (done: number, total: number) => `Stopped at ${done} of ${total}.`,
    left: (count: number) =>
      plural(count, {
        one: "One did not open here, and was left out.",
        other: (n) => `${n} did not open here, and were left out.`,
      }),
    goOn: "Go on",
  },
  relative: {
    for: (child: string) => `Post for ${child}`,
    record: (child: string) => `Record a message for ${child}`,
    whom: "For whom?",
    starting: "One moment …",
    recording: "Speak now. Press again when you are done.",
    stop: "Stop",
    again: "Again",
    more: "More: cut it, give it a title",
    send: "Send",
    listen: "Listen to it",
    pause: "Pause",
    preparing: "Making it sound good …",
    ready: "Send it?",
    yours: "What you sent",
    answers: (child: string) => `From ${child}`,
    noAnswers: (child: string) => `When ${child} answers, you find it here.`,
    play: "Play",
    playFrom: (child: string, when: string, length: string) => `Play what ${child} said ${when}, ${length}`,
    playing: (child: string, length: string) => `What ${child} said, ${length}`,
    takeBack: "Take it back",
    mayNotWrite: "You can listen here. To send something, ask a guardian.",
    nobody: "There is nobody to write to yet.",
    help: "Help",
    helpText: (guardian: string) =>
      `Something does not work? Ask ${guardian} for a new link. Nothing that you sent is lost.`,
    keyLost: (guardian: string) => `This browser has lost its key. Ask ${guardian} for a new link.`,
    oneOf: (guardians: readonly string[]) => (guardians.length === 0 ? "a guardian" : listEither(guardians)),
  },
  join: {
    relativeTitle: (name: string) => `Hello, ${name}`,
    relativeLead: (by: string) => `${by} invites you to the family’s post.`,
    mayDo: (child: string, { mayWrite, isTrusted, mayHear }: Omit<ChildRights, "child">, by: string) => {
      const sends = isTrusted
        ? `You can send messages to ${child}’s toy.`
        : `You can send messages to ${child}. ${by} listens before they reach the toy.`;
      const hears = `You get the answers of ${child} that ${by} shares.`;
      return [...(mayWrite ? [sends] : []), ...(mayHear ? [hears] : [])].join(" ");
    },
    nothingToType:
      "There is no account, and nothing to remember. A key is made in this browser and stays here. Use the phone or computer that you will use from now on.",
    guardianTitle: "Become a guardian",
    guardianLead: (by: string) =>
      `${by} asks you to look after the family’s post together. You will hear everything, and may invite and remove others.`,
    submit: "Join",
    waitingTitle: (by: string) => `Waiting for ${by}`,
    waitingLead: (by: string) =>
      `${by} has to say yes once, on the page “People”. Keep this page open or come back later: it goes on by itself.`,
    codeLead: (by: string) => `If ${by} calls, read these digits aloud. They are no secret.`,
    waitingUntil: (at: string) => `The invitation is good until ${at}.`,
    toFirstPage: "To the first page",
  },
} as const;
