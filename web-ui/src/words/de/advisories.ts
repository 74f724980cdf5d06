import type {
  advisoryWords as english,
  SEVERITY_WORDS as englishSeverities,
  FEED_TROUBLE_WORDS as englishTroubles,
} from "../en/advisories.ts";
import type { Translated } from "../translated.ts";
import { plural } from "./amounts.ts";

const FEED_TROUBLE_WORDS: Translated<typeof englishTroubles> = {
  "no-answer": "Niemand hat geantwortet.",
  slow: "Die Antwort hat zu lange gedauert.",
  "wrong-machine": "Jemand anderes hat geantwortet.",
  redirected: "Die Adresse verwies woandershin; dorthin geht der Hub nicht.",
  refused: "Eine Liste war nicht da.",
  "too-large": "Für eine Liste war es zu lang.",
  malformed: "Es ließ sich nicht lesen.",
  "other-kind": "Es ging um etwas anderes.",
  "not-signed": "Von denen, die Pawpost machen, war es nicht unterschrieben.",
  "one-signature": "Nur einer von denen, die Pawpost machen, hatte es unterschrieben.",
  older: "Es war eine alte Liste.",
  forked: "Unter derselben Nummer hatte der Hub etwas anderes gehört.",
};

const SEVERITY_WORDS: Translated<typeof englishSeverities> = {
  low: "Gering",
  medium: "Mittel",
  high: "Schwer",
  critical: "Sehr schwer",
};

export const advisoryWords: Translated<typeof english> = {
  feedTroubles: FEED_TROUBLE_WORDS,
  severities: SEVERITY_WORDS,
  advisories: {
    title: "Schwachstellen in Pawpost",
    off: "Von Schwachstellen, die in Pawpost gefunden werden, erfährt dieser Hub nichts: Dafür ist keine Adresse eingestellt.",
    noKeys:
      "Von Schwachstellen erfährt dieser Hub nichts: Eine Adresse ist eingestellt, aber nicht, wem zu glauben ist.",
    waiting: "Der Hub hat noch nicht gehört, welche Schwachstellen bekannt sind.",
    none: (day) => `In dieser Version keine, von der am ${day} die wussten, die Pawpost machen.`,
    current: (day, count) =>
      plural(count, {
        one: `Eine in dieser Version, nach dem, was die am ${day} sagten, die Pawpost machen:`,
        other: (n) => `${n} in dieser Version, nach dem, was die am ${day} sagten, die Pawpost machen:`,
      }),
    never:
      "Wo der Hub nach Schwachstellen fragt, hat noch nie jemand geantwortet. Ob diese Version welche hat, sagt niemand.",
    silent: (day) =>
      `Seit dem ${day} kein Wort von denen, die Pawpost machen. Ob seither Schwachstellen gefunden wurden, sagt niemand.`,
    unsupported: (day) => `Seit dem ${day} werden Schwachstellen von Pawpost nicht mehr behoben.`,
    lastTry: (day, why) => `Zuletzt versucht am ${day}. ${why}`,
    ask: "Jetzt fragen",
    fixedIn: (version) => `Behoben in Pawpost ${version}.`,
    notFixed: "Noch nicht behoben.",
    gone: "Diese Version hat sie nicht.",
  },
};
