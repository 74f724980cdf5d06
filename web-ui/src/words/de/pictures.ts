import type { pictureWords as english } from "../en/pictures.ts";
import type { Translated } from "../translated.ts";
import { listAll, messages, number, plural, size } from "./amounts.ts";

/** One after the other. */
const sentences = (all: readonly string[]): string => all.join(" ");

const ringPlaces: Translated<typeof english>["ring"]["places"] = {
  phone: {
    name: "Dieses Gerät",
    says: ({ waitingHere }) =>
      sentences([
        waitingHere === 0
          ? "Hier wartet keine Aufnahme. Der Schlüssel zu den Aufnahmen der Familie bleibt in diesem Browser."
          : plural(waitingHere, {
              one: "Hier wartet 1 Aufnahme, versiegelt mit einem Schlüssel, der in diesem Browser bleibt.",
              other: (n) =>
                `Hier warten ${n} Aufnahmen, versiegelt mit einem Schlüssel, der in diesem Browser bleibt.`,
            }),
      ]),
  },
  hub: {
    name: "Der Hub",
    says: (facts) =>
      sentences([
        facts.messages === 0
          ? "Noch ist keine Nachricht da."
          : `${messages(facts.messages)}, ${size(facts.bytes)}, versiegelt: Der Hub kann sie nicht öffnen.`,
        ...(facts.toysCopies === 0
          ? []
          : [
              plural(facts.toysCopies, {
                one: "Von 1 hat er eine Fassung für das Kuscheltier, die er hören könnte, höchstens 14 Tage lang.",
                other: (n) =>
                  `Von ${n} hat er eine Fassung für das Kuscheltier, die er hören könnte, höchstens 14 Tage lang.`,
              }),
            ]),
        ...(facts.libraryItems === 0
          ? []
          : [`Auch die Sammlung könnte er hören: ${number(facts.libraryItems)} Lieder und Kapitel.`]),
      ]),
  },
  toys: {
    name: "Die Kuscheltiere",
    says: ({ toys, onToys }) =>
      sentences([
        toys === 0
          ? "Noch ist keines da."
          : onToys === 0
            ? "Nichts, wovon diese Seite weiß."
            : plural(onToys, {
                one: "1 Aufnahme. Ein Kuscheltier hat kein Schloss: Wer die Pfote drückt, hört sie.",
                other: (n) =>
                  `${n} Aufnahmen. Ein Kuscheltier hat kein Schloss: Wer die Pfote drückt, hört sie.`,
              }),
      ]),
  },
  backups: {
    name: "Sicherungen",
    says: ({ backedUp }) =>
      backedUp === undefined
        ? "Keine. Geht die Karte des Hubs kaputt, ist verloren, was er hatte."
        : `Die letzte ist vom ${backedUp}, versiegelt wie auf dem Hub.`,
  },
  outside: {
    name: "Außer Haus",
    says: ({ isKeptElsewhere }) =>
      sentences([
        isKeptElsewhere
          ? "Versiegelte Sicherungen, dort, wo der zweite Hub ist. Es gibt keine Cloud, und eine Mitteilung an eine geschlossene Seite ist versiegelt und sagt nichts."
          : "Nichts: Es gibt keine Cloud, und eine Mitteilung an eine geschlossene Seite ist versiegelt und sagt nichts.",
        "Ein Andenken, das jemand gemacht hat, hat kein Schloss und liegt dort, wo es hingelegt wurde.",
      ]),
  },
};

export const pictureWords: Translated<typeof english> = {
  ring: {
    title: "Wo alles liegt",
    places: ringPlaces,
    legend: "Volle Linie: versiegelt. Doppelte Linie: Manches davon ließe sich dort hören. Punkte: nichts.",
  },
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
    often: (sign, times, first, last) =>
      plural(times, {
        one: `${sign} ${first}`,
        other: (n) => `${n}-mal ${sign}, von ${first} bis ${last}`,
      }),
    lane: (who, what) => `${who}: ${what.join(", ")}`,
  },
  postTimes: {
    title: "Wie lange Post braucht",
    legs: {
      approved: {
        name: "Bis zugestimmt",
        median: (time) => `Der Hälfte dessen, was Zustimmung brauchte, wurde binnen ${time} zugestimmt.`,
        one: (time) => `Eine Nachricht brauchte Zustimmung und bekam sie nach ${time}.`,
      },
      "on-toy": {
        name: "Bis auf dem Kuscheltier",
        median: (time) => `Die Hälfte war danach binnen ${time} auf dem Kuscheltier.`,
        one: (time) => `Eine Nachricht war nach weiteren ${time} auf dem Kuscheltier.`,
      },
      heard: {
        name: "Bis gehört",
        median: (time) => `Die Hälfte wurde danach binnen ${time} gehört.`,
        one: (time) => `Eine Nachricht wurde nach weiteren ${time} gehört.`,
      },
    },
    none: "Noch nichts war unterwegs. Mit der ersten Nachricht beginnt das Bild.",
    about: "Ein Punkt für jede gezeigte Nachricht, ein Strich bei der mittleren.",
    grid: ["1 s", "1 Min.", "1 Std.", "1 Tag"],
  },
};
