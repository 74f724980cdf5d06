import type { homeWords as english } from "../en/home.ts";
import type { Translated } from "../translated.ts";
import { number } from "./amounts.ts";

export const homeWords: Translated<typeof english> = {
  clocks: {
    title: (by) => `Die Uhr dieses Geräts und die des Hubs weichen voneinander ab: ${by}`,
    next: "Um so viel können Zeiten auf dieser Seite falsch sein. Die Uhr dieses Geräts automatisch stellen lassen; geht sie richtig, die des Hubs stellen.",
  },
  homes: {
    choose: "Wessen Post",
    waits: (child, waiting) => (waiting === 0 ? child : `${child}, ${number(waiting)} für Sie`),
    forYou: "Wartet auf Sie",
    all: "Alle Nachrichten",
    noToy: (child) => `Bei ${child} ist gerade kein Kuscheltier. Was gesagt wurde, bleibt hier.`,
    contact: (ago) => `Gesehen ${ago}`,
    unknown: (since) => `Nicht bekannt seit ${since}`,
    asOf: (since) => `Stand von ${since}`,
    asking: (since) => `Stand von ${since}. Neues wird geholt …`,
  },
};
