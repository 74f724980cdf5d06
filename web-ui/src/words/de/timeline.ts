import type { timelineWords as english } from "../en/timeline.ts";
import type { Translated } from "../translated.ts";
import { number } from "./amounts.ts";

export const timelineWords: Translated<typeof english> = {
  timeline: {
    title: "Zeitleiste",
    where: (place) => `Tage und Uhrzeiten wie in ${place}.`,
    search: "Suchen",
    searchHint:
      "Ein Name, ein Tag, oder was geschah. Titel werden gefunden, sobald sie hier geöffnet wurden.",
    who: "Wer",
    anybody: "Alle",
    kind: "Was",
    kinds: {
      all: "Alles",
      sent: "Nachrichten an das Kind",
      answers: "Antworten des Kindes",
      underway: "Noch nicht gehört",
      unheard: "Auf dem Kuscheltier, nicht gehört",
      heard: "Gehört",
      failed: "Nicht zugestellt",
      kept: "Mit Stern",
    },
    narrow: "Wer, was und wann",
    from: "Von",
    to: "Bis",
    clear: "Wieder alles zeigen",
    found: (messages, looked) => `${number(messages)} von ${number(looked)} gefunden`,
    further: "Weiter zurück suchen",
    older: "Ältere zeigen",
    beginning: "Hier beginnt es.",
    empty: "Noch nichts da.",
    nothing: "Bisher nichts dergleichen.",
    today: "Heute",
    yesterday: "Gestern",
    sentTo: (author, child) => `${author} an ${child}`,
    close: "Schließen",
    keep: (name) => `Behalten: ${name}`,
  },
};
