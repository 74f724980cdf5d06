import type { pictureWords as english } from "../en/pictures.ts";
import type { Translated } from "../translated.ts";
import { listAll, plural } from "./amounts.ts";

export const pictureWords: Translated<typeof english> = {
  story: {
    why: "Warum",
    label: "Wie weit sie ist",
    places: {
      phone: "Aufgenommen",
      hub: "Beim Hub",
      approval: "Zugestimmt",
      toy: "Auf dem Kuscheltier",
      heard: "Gehört",
      child: "Ins Kuscheltier gesprochen",
      guardians: "Bei den Vertrauenspersonen",
      relatives: "Geteilt",
    },
    marks: {
      done: "erledigt",
      here: "kommt als Nächstes",
      ahead: "noch nicht",
      broken: "hier war Schluss",
    },
    tries: (tries) =>
      plural(tries, { one: "Einmal versucht.", other: (number) => `${number}-mal versucht.` }),
    code: (code) => `Für alle, die helfen: ${code}`,
  },
  sound: {
    silence: "Nichts zu hören.",
    speech: (stretches) => `Gesprochen von ${listAll(stretches)}.`,
    stretch: (from, to) => `${from} bis ${to}`,
  },
  ribbon: {
    show: (day) => `Bild des Tages: ${day}`,
    short: "Bild des Tages",
    hide: "Bild schließen",
    signs: {
      recorded: "aufgenommen",
      approved: "zugestimmt",
      "on-toy": "auf dem Kuscheltier",
      heard: "gehört",
    },
    quiet: "Schattiert: Ruhezeit",
    happened: (sign, clock) => `${sign} ${clock}`,
    lane: (who, what) => `${who}: ${what.join(", ")}`,
  },
  postTimes: {
    title: "Wie lange Post braucht",
    legs: {
      approved: {
        name: "Bis zugestimmt",
        median: (time) => `Der Hälfte dessen, was Zustimmung brauchte, wurde binnen ${time} zugestimmt.`,
      },
      "on-toy": {
        name: "Bis auf dem Kuscheltier",
        median: (time) => `Die Hälfte war danach binnen ${time} auf dem Kuscheltier.`,
      },
      heard: { name: "Bis gehört", median: (time) => `Die Hälfte wurde danach binnen ${time} gehört.` },
    },
    none: "Noch nichts war unterwegs.",
    about: "Ein Punkt für jede gezeigte Nachricht, ein Strich bei der mittleren.",
    grid: ["1 s", "1 Min.", "1 Std.", "1 Tag"],
  },
};
