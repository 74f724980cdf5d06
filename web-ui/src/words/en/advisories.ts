/** Weaknesses of Pawpost itself, as those who make it tell them. */
import type { FeedTrouble } from "../../../../hub/contract/advisories.ts";
import type { Severity } from "../../../../hub/domain/advisory.ts";
import { plural } from "./amounts.ts";

/** Why the last try changed nothing. */
export const FEED_TROUBLE_WORDS: Readonly<Record<FeedTrouble, string>> = {
  "no-answer": "Nobody answered.",
  slow: "The answer took too long.",
  "wrong-machine": "Somebody else answered.",
  redirected: "The address sent elsewhere, where the hub does not go.",
  refused: "There was no list.",
  "too-large": "It was too long for a list.",
  malformed: "It could not be read.",
  "other-kind": "It was about something else.",
  "not-signed": "It was not signed by those who make Pawpost.",
  "one-signature": "Only one of those who make Pawpost had signed it.",
  older: "It was an old one.",
  forked: "It was not what the hub had heard under the same number.",
};

export const SEVERITY_WORDS: Readonly<Record<Severity, string>> = {
  low: "Minor",
  medium: "Moderate",
  high: "Grave",
  critical: "Very grave",
};

export const advisoryWords = {
  feedTroubles: FEED_TROUBLE_WORDS,
  severities: SEVERITY_WORDS,
  advisories: {
    title: "Weaknesses in Pawpost",
    off: "Nobody tells this hub of weaknesses that are found in Pawpost: no address is set for that.",
    noKeys: "Nobody tells this hub of weaknesses: an address is set, but not whose word to believe.",
    waiting: "The hub has not heard yet which weaknesses are known.",
    /** `day`: "3 March 2027", as in all of these. */
    none: (day: string) => `None in this version that those who make Pawpost knew of on ${day}.`,
    current: (day: string, count: number) =>
      plural(count, {
        one: `One in this version, as those who make Pawpost said on ${day}:`,
        other: (n) => `${n} in this version, as those who make Pawpost said on ${day}:`,
      }),
    never:
      "Nobody ever answered where the hub asks for weaknesses. Whether this version has any, nobody says.",
    silent: (day: string) =>
      `No word since ${day} from those who make Pawpost. Whether weaknesses were found since, nobody says.`,
    unsupported: (day: string) => `Since ${day} weaknesses of Pawpost are not mended any more.`,
    lastTry: (day: string, why: string) => `Last tried on ${day}. ${why}`,
    ask: "Ask now",
    fixedIn: (version: string) => `Mended in Pawpost ${version}.`,
    notFixed: "Not mended yet.",
    gone: "This version does not have it.",
  },
} as const;
