import type { offlineWords as english } from "../en/offline.ts";
import type { Translated } from "../translated.ts";

export const offlineWords: Translated<typeof english> = {
  offline: {
    waits: (since) =>
      `Zuhause nicht erreicht seit ${since}. Sie wartet auf diesem Gerät und geht von selbst weg`,
    loose: "Auf diesem Gerät ist kein Platz dafür. Bitte die Seite offen lassen, bis sie gesendet ist.",
    aged: "Sie hat mehr als sieben Tage gewartet.",
    agedNext: "Passt sie noch? Dann neu senden.",
    sendAnew: "Neu senden",
    homePage: "Kein Internet zu Hause: die Heimseite öffnen",
    atHome: "Kein Internet zu Hause? Dort öffnet sich die Seite hier:",
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
