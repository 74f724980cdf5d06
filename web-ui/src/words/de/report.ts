import type { REPORT_WORDS as english } from "../en/report.ts";
import type { Translated } from "../translated.ts";

export const REPORT_WORDS: Translated<typeof english> = {
  page: {
    title: "Diesem Haushalt etwas mitteilen",
    lead: "Auf diesem Hub bewahrt eine Familie die Post für ein Kuscheltier auf. Wer einen Weg gefunden hat, zu hören, was nicht für andere bestimmt ist, oder sonst etwas weiß, das die Vertrauenspersonen erfahren sollten, kann es hier schreiben. Ein Konto ist nicht nötig.",
    question: "Was sollten sie wissen?",
    hint: "Einfacher Text, höchstens 4.096 Zeichen (mit Umlauten weniger). Wer eine Antwort möchte, schreibt dazu, wie sie ankommt. Bitte keine Aufnahme eines Kindes und kein Passwort.",
    send: "An den Haushalt senden",
    policy: "Was damit geschieht",
    kept: "Es wird auf diesem Hub aufbewahrt, versiegelt, und geht nirgendwo sonst hin. „Es ist angekommen“ heißt, dass es gespeichert ist.",
    seen: "Jede Vertrauensperson sieht es, bei jedem Besuch wieder, bis sie sagt: „Ich habe es gelesen“.",
    nameless:
      "Der Hub notiert nicht, wer schreibt und woher. Antworten kann niemand, wenn nicht dabeisteht, wie.",
    doubted:
      "Den Vertrauenspersonen wird gesagt, dass jemand Fremdes geschrieben hat und dass sie nichts davon ungeprüft befolgen sollen.",
    limited:
      "In einer Stunde werden drei Meldungen angenommen, von allen zusammen. Waren andere zuerst da, diese Seite offen lassen: Sie versucht es von selbst wieder.",
  },
  working: (percent) => `Die kleine Aufgabe gegen Fluten wird gelöst: ${percent} %`,
  sending: "Wird gesendet …",
  done: "Es ist angekommen. Die Vertrauenspersonen werden es sehen.",
  waiting: (at) =>
    `Andere haben vorher geschrieben, und in einer Stunde werden drei Meldungen angenommen. Diese Seite bitte offen lassen: Sie versucht es um ${at} wieder.`,
  unreachable: "Der Hub antwortet nicht. Diese Seite versucht es weiter.",
  tooLong: "Das ist zu lang: 4.096 Bytes passen. Bitte kürzen und dann senden.",
  notSecure:
    "Der Browser kann die kleine Aufgabe unter dieser Adresse nicht lösen: bitte das Formular über https oder am Hub selbst öffnen.",
  failed: "Der Hub hat es nicht angenommen. Bitte später noch einmal versuchen.",
};
