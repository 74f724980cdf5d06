import type { houseCheckWords as english, HOUSE_CHECK_NAMES as englishNames } from "../en/house-check.ts";
import type { Translated } from "../translated.ts";
import { plural } from "./amounts.ts";

const HOUSE_CHECK_NAMES: Translated<typeof englishNames> = {
  service: { name: "Seine Prozesse", wrong: "Einer davon läuft nicht." },
  watchdog: { name: "Der Wächter", wrong: "Niemand würde merken, wenn der Hub hinge." },
  settings: {
    name: "Einstellungen",
    wrong: "Mit ihnen würde der Hub nicht wieder starten, oder ein Geheimnis darin ist keines.",
  },
  files: {
    name: "Wer Dateien lesen darf",
    wrong: "Schlüssel oder Aufnahmen kann auf dem Rechner des Hubs jemand anderes lesen.",
  },
  leftovers: { name: "Was liegen blieb", wrong: "Halb geschriebene Dateien liegen herum." },
  sound: {
    name: "Kein Ton im Klartext",
    wrong: "Auf der Platte des Hubs liegt ein Ton, der nicht versiegelt ist.",
  },
  disk: { name: "Platz auf der Platte", wrong: "Für noch eine Aufnahme ist zu wenig da." },
  clock: { name: "Die Uhr", wrong: "Sie geht falsch." },
  adapter: { name: "Der Bluetooth-Adapter", wrong: "Kuscheltiere sind damit nicht zu erreichen." },
  scan: { name: "Ob Kuscheltiere zu hören sind", wrong: "Der Hub hört keines." },
  ports: {
    name: "Wer im Netz lauscht",
    wrong: "Auf dem Rechner des Hubs steht etwas offen, das es nicht sollte.",
  },
  exposure: {
    name: "Vom Internet aus",
    wrong: "Im Haus antwortet etwas auch Fremden aus dem Internet.",
  },
  firewall: { name: "Die Firewall", wrong: "Sie hält Fremde nicht draußen." },
  routes: { name: "Jede Tür der Seite", wrong: "Eine davon öffnet sich jedem." },
  broker: { name: "Wer mit Kuscheltieren sprechen darf", wrong: "Auch ohne Schlüssel käme jemand hinein." },
  tls: { name: "Namen und Zertifikate", wrong: "Telefone können nicht sicher sein, dass es dieser Hub ist." },
  relay: { name: "Der Weg von außen herein", wrong: "Wer nicht zu Hause ist, kommt nicht herein." },
  push: {
    name: "Nachricht an geschlossene Seiten",
    wrong: "Ein Telefon, auf dem die Seite geschlossen ist, erfährt nichts.",
  },
  backup: { name: "Sicherungen", wrong: "Die letzte ist zu alt." },
};

export const houseCheckWords: Translated<typeof english> = {
  houseCheck: {
    title: "Blick aufs Haus",
    never: "Der Hub hat noch nicht nachgesehen. Er tut es von selbst, bald nach seinem Start.",
    well: (day) => `Nachgesehen am ${day}: Alles ist, wie es sein soll.`,
    found: (day, count) =>
      plural(count, {
        one: `Nachgesehen am ${day}. Eines ist nicht, wie es sein soll:`,
        other: (n) => `Nachgesehen am ${day}. ${n} Dinge sind nicht, wie sie sein sollen:`,
      }),
    doubtful: "Da lohnt ein Blick.",
    next: "Was zu tun ist, sagt auf dem Rechner des Hubs der Befehl „pawpost doctor“.",
    look: "Jetzt nachsehen",
    checks: HOUSE_CHECK_NAMES,
  },
};
