import type { offlineWords as english } from "../en/offline.ts";
import type { Translated } from "../translated.ts";
import { plural } from "./amounts.ts";

export const offlineWords: Translated<typeof english> = {
  offline: {
    waits: (since) =>
      `Zuhause nicht erreicht seit ${since}. Sie wartet auf diesem Gerät und geht von selbst weg`,
    loose: "Auf diesem Gerät ist kein Platz dafür. Bitte die Seite offen lassen, bis sie gesendet ist.",
    aged: "Sie hat mehr als sieben Tage gewartet.",
    agedNext: "Passt sie noch? Dann neu senden.",
    sendAnew: "Neu senden",
    atTheDoor: (many) =>
      plural(many, {
        one: "1 Nachricht wartet auf diesem Gerät. Sie geht weg, sobald angemeldet ist, wer sie aufgenommen hat.",
        other: (n) =>
          `${n} Nachrichten warten auf diesem Gerät. Sie gehen weg, sobald angemeldet ist, wer sie aufgenommen hat.`,
      }),
    title: (many, product) => `(${many}) ${product}`,
    atHome: "Kein Internet zu Hause? Dort öffnet sich die Seite hier:",
    lost: "Hier wartete etwas darauf, gesendet zu werden, und dieser Browser hat es weggeräumt, um Platz zu schaffen: Es ist verloren und muss noch einmal aufgenommen werden. Auf dem Hub fehlt nichts. Auf dem Startbildschirm geschieht das nicht so leicht.",
    newer: "Es gibt ein neueres Pawpost.",
    load: "Jetzt laden",
  },
  install: {
    title: "Pawpost auf dem Startbildschirm",
    lead: "Dann öffnet es sich wie eine App, auch wenn das Zuhause nicht erreichbar ist.",
    byHand: (handOver) =>
      `„Teilen“ drücken, dann „Zum Home-Bildschirm“. Die App fängt neu an: bitte einen Code mitnehmen, aus „${handOver}“.`,
    ask: "Dorthin legen",
    decline: "Nein, danke",
  },
};
