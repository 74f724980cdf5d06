/** What a phone shows while the page is closed, and how that is set up. */
import type { PushOutcome } from "../../../../hub/contract/push.ts";
import type { NotifyError } from "../../push/notifier.ts";

/** Why this browser cannot tell anything while the page is closed. */
export const NOTIFY_WORDS: Readonly<Record<NotifyError["code"], { title: string; next: string }>> = {
  "notify.not-now": {
    title: "The browser’s question was closed.",
    next: "Press the button again, and allow it.",
  },
  "notify.refused": {
    title: "The browser does not let this page notify you.",
    next: "Press the sign in front of the page’s address, allow notifications, then reload the page.",
  },
  "notify.untrusted": {
    title: "The browser does not trust this address enough.",
    next: "Open the page by an address that the browser believes without asking.",
  },
  "notify.no-service": {
    title: "The browser’s push service did not answer.",
    next: "Check that this device is on the Internet, then try again. Some browsers come without such a service: use another one there.",
  },
};

/** How far a test came. */
export const PUSH_OUTCOME_WORDS: Readonly<Record<PushOutcome, string>> = {
  delivered:
    "It is on its way: the push service has it. If nothing appears, look at this device’s settings for notifications.",
  gone: "The push service does not know this device any more. Turn it on again.",
  refused: "The push service does not take this from your hub. Tell whoever looks after it.",
  failed: "The push service was not reached. Look whether the hub is on the Internet, then try again.",
};

export const noticeWords = {
  notify: NOTIFY_WORDS,
  pushOutcomes: PUSH_OUTCOME_WORDS,
  push: {
    title: "When the page is closed",
    lead: "This device can tell you at once that something at home needs a look, that a message waits for a guardian, or that there is an answer. It says no more than that: no name, no child, nothing that was said. It comes by way of your browser’s maker, who sees that there was a message, and nothing of what it says.",
    none: "This browser cannot be told while the page is closed. Use a newer one, or another, on a device that you carry with you.",
    installFirst:
      "iPhones and iPads tell you only what installed pages say. Share this page, choose “Add to Home Screen”, open it from there and sign in; then come back to Safety.",
    refused:
      "The browser was asked not to let this page notify you. To undo it: press the sign in front of the page’s address, allow notifications, then reload the page.",
    off: "This device tells you nothing while the page is closed.",
    on: "This device tells you, for as long as you are signed in on it.",
    turnOn: "Tell this device",
    turnOff: "Tell this device no more",
    asking: "Asking the browser …",
    test: "Send a test",
    saidOn: "This device tells you from now on.",
    saidOff: "This device tells you nothing more.",
  },
} as const;
