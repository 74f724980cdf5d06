import type {
  noticeWords as english,
  NOTIFY_WORDS as englishNotify,
  PUSH_OUTCOME_WORDS as englishOutcomes,
} from "../en/notices.ts";
import type { Translated } from "../translated.ts";

const NOTIFY_WORDS: Translated<typeof englishNotify> = {
  "notify.not-now": {
    title: "Die Frage des Browsers wurde geschlossen.",
    next: "Noch einmal drücken und dann erlauben.",
  },
  "notify.refused": {
    title: "Der Browser lässt diese Seite keine Mitteilungen zeigen.",
    next: "Auf das Zeichen vor der Adresse drücken, Mitteilungen erlauben, dann die Seite neu laden.",
  },
  "notify.untrusted": {
    title: "Der Browser vertraut dieser Adresse nicht genug.",
    next: "Die Seite unter einer Adresse öffnen, der der Browser ohne Nachfrage glaubt.",
  },
  "notify.no-service": {
    title: "Der Mitteilungsdienst des Browsers hat nicht geantwortet.",
    next: "Prüfen, ob dieses Gerät im Internet ist, dann noch einmal versuchen. Manche Browser haben keinen solchen Dienst: dort einen anderen verwenden.",
  },
};

const PUSH_OUTCOME_WORDS: Translated<typeof englishOutcomes> = {
  delivered:
    "Sie ist unterwegs: Der Mitteilungsdienst hat sie. Wenn nichts erscheint, in den Einstellungen dieses Geräts unter Mitteilungen nachsehen.",
  gone: "Der Mitteilungsdienst kennt dieses Gerät nicht mehr. Bitte wieder einschalten.",
  refused:
    "Der Mitteilungsdienst nimmt das von Ihrem Hub nicht an. Bitte der Person sagen, die sich um ihn kümmert.",
  failed:
    "Der Mitteilungsdienst war nicht zu erreichen. Nachsehen, ob der Hub im Internet ist, dann noch einmal versuchen.",
};

export const noticeWords: Translated<typeof english> = {
  notify: NOTIFY_WORDS,
  pushOutcomes: PUSH_OUTCOME_WORDS,
  push: {
    title: "Wenn die Seite geschlossen ist",
    lead: "Dieses Gerät kann sofort sagen, dass zu Hause etwas anzusehen ist, dass eine Nachricht auf das Anhören wartet oder dass eine Antwort da ist. Mehr sagt es nicht: keinen Namen, kein Kind, nichts Gesprochenes. Es kommt über den Hersteller des Browsers, der sieht, dass es eine Mitteilung gab, und nichts von dem, was sie sagt.",
    none: "Dieser Browser kann nichts melden, während die Seite geschlossen ist. Bitte einen neueren oder anderen verwenden, auf einem Gerät, das immer dabei ist.",
    installFirst:
      "iPhones und iPads melden nur, was installierte Seiten sagen. Diese Seite teilen, „Zum Home-Bildschirm“ wählen, von dort öffnen und anmelden; dann wieder zu „Sicherheit“ kommen.",
    refused:
      "Der Browser soll diese Seite keine Mitteilungen zeigen lassen. So geht es rückgängig: auf das Zeichen vor der Adresse drücken, Mitteilungen erlauben, dann die Seite neu laden.",
    off: "Dieses Gerät meldet nichts, während die Seite geschlossen ist.",
    on: "Dieses Gerät meldet sich, solange Sie darauf angemeldet sind.",
    turnOn: "Auf diesem Gerät melden",
    turnOff: "Auf diesem Gerät nicht mehr melden",
    asking: "Der Browser wird gefragt …",
    test: "Test senden",
    saidOn: "Dieses Gerät meldet sich von jetzt an.",
    saidOff: "Dieses Gerät meldet nichts mehr.",
  },
};
