/** Whether the house that the hub is in is as it should be. */
import type { CheckId } from "../../../../hub/contract/house-check.ts";
import { plural } from "./amounts.ts";

/** What is looked at, and what it means when it is wrong. */
export const HOUSE_CHECK_NAMES: Readonly<Record<CheckId, { readonly name: string; readonly wrong: string }>> =
  {
    service: { name: "Its processes", wrong: "one of them does not run." },
    watchdog: { name: "The watchdog", wrong: "nobody would notice if the hub hung." },
    settings: {
      name: "Settings",
      wrong: "the hub would not start again with them, or a secret in them is none.",
    },
    files: {
      name: "Who may read files",
      wrong: "keys or recordings can be read by others on the hub’s machine.",
    },
    leftovers: { name: "What a kill left", wrong: "half-written files lie about." },
    sound: { name: "No sound in the open", wrong: "a sound lies on the hub’s disk that is not sealed." },
    disk: { name: "Room on the disk", wrong: "there is too little for another recording." },
    clock: { name: "The clock", wrong: "it is wrong." },
    adapter: { name: "The Bluetooth adapter", wrong: "toys cannot be reached by it." },
    scan: { name: "Whether toys are heard", wrong: "the hub hears none." },
    ports: {
      name: "Who listens on the network",
      wrong: "something stands open on the hub’s machine that should not.",
    },
    exposure: {
      name: "From the Internet",
      wrong: "something in the house answers to strangers on the Internet.",
    },
    firewall: { name: "The firewall", wrong: "it does not keep strangers out." },
    routes: { name: "Every door of the page", wrong: "one of them opens to whoever asks." },
    broker: { name: "Who may speak to toys", wrong: "somebody without a key would get in." },
    tls: { name: "Names and certificates", wrong: "phones cannot be sure that it is this hub." },
    relay: { name: "The way in from outside", wrong: "nobody gets in who is not at home." },
    push: { name: "Telling closed pages", wrong: "a phone whose page is closed is told nothing." },
    backup: { name: "Backups", wrong: "the last one is too old." },
  };

export const houseCheckWords = {
  houseCheck: {
    title: "House check",
    never: "The hub has not looked yet. It does so by itself, soon after it began.",
    /** `day`: "3 March 2027". */
    well: (day: string) => `Looked at on ${day}: all is as it should be.`,
    found: (day: string, count: number) =>
      plural(count, {
        one: `Looked at on ${day}. One thing is not as it should be:`,
        other: (n) => `Looked at on ${day}. ${n} things are not as they should be:`,
      }),
    doubtful: "wants a look.",
    next: "On the hub’s machine, the command “pawpost doctor” says what to do.",
    look: "Look now",
    checks: HOUSE_CHECK_NAMES,
  },
} as const;
