import type { firstWords as english } from "../en/first-words.ts";
import type { Translated } from "../translated.ts";
import { amountWords, number } from "./amounts.ts";
import { doorWords } from "./door.ts";

const PRODUCT = "Pawpost";

export const firstWords: Translated<typeof english> = {
  product: PRODUCT,
  tab: {
    title: (screen, waiting) => {
      const name = screen === "" ? PRODUCT : `${PRODUCT} – ${screen}`;
      return waiting === 0 ? name : `(${number(waiting)}) ${name}`;
    },
    invitation: "Einladung",
    post: "Post",
  },
  language: { label: "Sprache" },
  opening: "Pawpost wird geöffnet …",
  connection: {
    lost: (since) => `Keine Verbindung zum Hub seit ${since}. Was hier steht, kann veraltet sein.`,
    trying: "Wird von selbst wieder versucht.",
    unreachable: "Der Hub antwortet nicht.",
    unreachableNext: "Ist er eingeschaltet, und ist dieses Handy im selben Netz? Wird weiter versucht.",
  },
  unsupported: {
    title: "Dieser Browser ist zu alt",
    lead: "Pawpost versiegelt Nachrichten mit Schlüsseln, die dieser Browser nicht erzeugen kann. Ein aktueller Firefox, Chrome, Edge oder Safari kann es.",
  },
  noStore: {
    title: "Dieses Fenster behält nichts",
    lead: "Pawpost bewahrt einen Schlüssel dieses Geräts im Browser auf. Private Fenster mancher Browser erlauben das nicht: Bitte die Seite in einem gewöhnlichen öffnen.",
  },
  notSecure: {
    title: "Diese Adresse ist nicht geschützt",
    lead: "Handys leihen Mikrofon und Schlüssel nur geschützten Seiten. Bitte die Seite unter ihrer geschützten Adresse öffnen; jeder Name des Hubs hat eine, außer dem seiner eigenen Maschine.",
    open: "Die geschützte Seite öffnen",
  },
  errors: {
    details: "Einzelheiten kopieren",
    copied: "Kopiert",
    close: "Schließen",
    wrongPassphrase: {
      title: "Diese Passphrase öffnet es nicht.",
      next: "Noch einmal versuchen; Groß- und Kleinschreibung zählt.",
    },
    notProven: {
      title: "Das sind nicht die Schlüssel der Person, die Ihren Link hat.",
      next: "Damit niemanden hereinlassen. Die Einladung zurücknehmen, anrufen und einen neuen Link erstellen.",
    },
    otherHub: {
      title: "Der Link ist für einen anderen Hub.",
      next: "Bitte einen auf einer Seite dieses Hubs erstellen.",
    },
    stayHere: {
      title: "Der Schlüssel in diesem Browser kann ihn nicht verlassen.",
      next: "Eine Vertrauensperson um einen neuen Link bitten und ihn dort öffnen, wo es weitergehen soll. Nichts, was Sie gesendet haben, ist verloren.",
    },
    otherSheet: {
      title: "Das ist ein vollständiges Blatt, aber keines von Ihren.",
      next: "Name und Datum vergleichen. Ein Blatt, das entfernt wurde, öffnet nichts mehr.",
    },
    unreachable: {
      title: "Der Hub antwortet nicht.",
      next: "Ist er eingeschaltet? Was da ist, bleibt; gleich noch einmal versuchen.",
    },
    unknown: {
      title: "Hier ist etwas schiefgegangen.",
      next: "Noch einmal versuchen. Geschieht es wieder, die Seite neu laden.",
    },
    sealed: {
      title: "Diese Aufnahme öffnet sich nicht.",
      next: "Vielleicht ist sie auf dem Hub beschädigt. Ihre anderen Kopien sind unberührt.",
    },
  },
  ...amountWords,
  ...doorWords,
};
