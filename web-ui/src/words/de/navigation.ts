import type { navigationWords as english } from "../en/navigation.ts";
import type { Translated } from "../translated.ts";
import { number } from "./amounts.ts";

export const navigationWords: Translated<typeof english> = {
  menu: {
    label: "Menü",
    home: "Start",
    timeline: "Zeitleiste",
    /** Mit weichem Trennstrich: auf schmalen Handys in zwei Zeilen. */
    toys: "Kuschel\u00adtiere",
    library: "Samm\u00adlung",
    settings: "Einstel\u00adlungen",
    help: "Hilfe",
    skip: "Zum Inhalt",
  },
  state: {
    safety: "Sicherheit",
    good: "gut",
    look: (things) => `${number(things)} anzusehen`,
    asking: "…",
    unknown: "gerade nicht bekannt",
  },
  settings: {
    title: "Einstellungen",
    family: "Die Familie",
    people: "Vertrauenspersonen, Verwandtschaft, Kinder, und jemanden einladen",
    safety: "Was Sie wissen sollten, wer was gehört hat, und Mitteilungen bei geschlossener Seite",
    kept: "Wie lange Nachrichten bleiben, und wie man sie löscht",
    you: "Sie und Ihre Geräte",
    devices: "Wo Sie angemeldet sind, und die Seite woanders öffnen",
    ways: "Passphrase, Passkeys und Papier",
    lock: "Neue Schlüssel für alles, und alle Türen schließen",
    house: "Das Haus",
    rooms: "Geräte in anderen Zimmern, für Kuscheltiere außer Reichweite",
    page: "Diese Seite",
    version: (version) => `Pawpost ${version}`,
    diagnostics: "Bericht speichern",
    diagnosticsHint:
      "Eine kleine Textdatei für alle, die helfen: Versionen, Zustände und Fehlercodes. Keine Namen, kein Ton und nichts, was sagt, wer oder wo Sie sind. Bitte lesen, bevor Sie sie weitergeben.",
    diagnosticsFile: "pawpost-bericht.txt",
    ending: "Aufhören",
    endingHow:
      "„Aufbewahrung“ löscht ein Kind, die Nachrichten einer Person oder alles. Danach entfernt, wer sich um das Gerät des Hubs kümmert, Pawpost davon, wie es in der Anleitung steht.",
  },
};
