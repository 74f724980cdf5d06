import type { toyCareWords as english, STRENGTH_WORDS as englishStrengths } from "../en/toy-care.ts";
import type { Translated } from "../translated.ts";
import { messages, number, plural } from "./amounts.ts";

const STRENGTH_WORDS: Translated<typeof englishStrengths> = {
  none: "Nichts zu hören",
  weak: "Schwaches Signal",
  good: "Gutes Signal",
  strong: "Starkes Signal",
};

/** „5 Minuten“, „3 Stunden“: für Längen, die niemand genau zählt. Nominativ und Akkusativ. */
const long = (minutes: number): string =>
  minutes < 120
    ? plural(minutes, { one: "1 Minute", other: (n) => `${n} Minuten` })
    : plural(Math.round(minutes / 60), { one: "1 Stunde", other: (n) => `${n} Stunden` });

export const toyCareWords: Translated<typeof english> = {
  strengths: STRENGTH_WORDS,
  care: {
    signalNow: (words, dbm) => (dbm === null ? words : `${words} (${dbm} dBm)`),
    heldSince: (at) => `Verbunden seit: ${at}.`,
    seen: (at) => `Zuletzt gehört: ${at}.`,
    neverSeen: "Nicht gehört, seit der Hub gestartet ist.",
    slots: {
      title: "Was darauf liegt",
      names: ["1", "2", "3", "4", "5"],
      recording: (child, ago) =>
        `1: was ${child} zuletzt aufgenommen hat, ${ago}. Das Kuscheltier behält es.`,
      recordedOver: (ago) =>
        `1: eine halbe Sekunde aus dem Zimmer, ${ago}. Was das Kind gesagt hatte, ist nicht mehr darauf.`,
      noRecording: "1: die Aufnahme des Kindes. Der Hub weiß von keiner.",
      unheard: (who, ago) => `2: von ${who}, aufgespielt ${ago}. Noch nicht gehört.`,
      unseen: (who, ago) => `2: von ${who}, aufgespielt ${ago}. Ob sie gehört wurde, war nicht zu sehen.`,
      heard: (who, ago) =>
        `2: von ${who}, aufgespielt ${ago}. Gehört; die blaue Pfote spielt sie noch einmal.`,
      ofLibrary: (ago) => `2: etwas aus der Sammlung, aufgespielt ${ago}.`,
      noMessage: "2: was die blaue Pfote spielt. Der Hub weiß von nichts.",
      unsure: (ago) => `2: Da brach etwas ab, ${ago}. Was die blaue Pfote jetzt spielt, ist nicht bekannt.`,
      unused: "3 bis 5: nicht benutzt. Nachrichten kommen einzeln und warten hier am Hub.",
      only: {
        unheard: (who, ago) => `Von ${who}, aufgespielt ${ago}. Noch nicht gehört.`,
        unseen: (who, ago) => `Von ${who}, aufgespielt ${ago}. Ob sie gehört wurde, war nicht zu sehen.`,
        heard: (who, ago) => `Von ${who}, aufgespielt ${ago}. Gehört; der Knopf spielt sie noch einmal.`,
        ofLibrary: (ago) => `Etwas aus der Sammlung, aufgespielt ${ago}.`,
        noMessage: "Nichts, wovon der Hub weiß.",
        unsure: (ago) => `Da brach etwas ab, ${ago}. Was der Knopf jetzt spielt, ist nicht bekannt.`,
      },
      behind: (place, who, ago) =>
        `${place}: von ${who}, aufgespielt ${ago}. Noch nicht gehört; kommt nach denen davor.`,
      full: "2 bis 5: voll (4 von 4).",
      room: (many) =>
        plural(many, {
          one: "2 bis 5: Platz für 1 weitere Nachricht.",
          other: (n) => `2 bis 5: Platz für ${n} weitere Nachrichten.`,
        }),
    },
    volume: {
      title: "Lautstärke",
      steps: { quiet: "Leise", middle: "Mittel", loud: "Laut" },
      set: (step, toy) => `Lautstärke ${step}: ${toy}`,
      now: (percent) => `Jetzt ${percent} %.`,
      unknown: "Noch nicht bekannt: Das Kuscheltier muss einmal hier sein.",
      setting: "Wird eingestellt …",
      done: (toy, step) => `${toy} spricht von jetzt an: ${step}`,
      onlyHere: "Lässt sich einstellen, solange das Kuscheltier hier ist.",
    },
    limit: {
      title: "Nie lauter als",
      byDay: "Am Tag",
      atNight: "In der Ruhezeit",
      none: "Keine Grenze",
      asByDay: "Wie am Tag",
      percent: (percent) => `${percent} %`,
      what: "Der Hub hält sich daran, auch bei Schlafliedern, und stellt es ein, sobald das Kuscheltier in Reichweite kommt. Hat jemand anderes es lauter gestellt, wird es leiser gestellt und gemeldet.",
      now: (percent) => `Zurzeit höchstens ${percent} %.`,
      done: (toy) => `Gewählt, wie laut ${toy} sein darf`,
    },
    saving: {
      label: "Batterien schonen",
      what: "Solange nichts geschieht, trifft der Hub das Kuscheltier zweimal in der Sekunde statt achtzigmal. Ein Druck auf die Pfote wird bis zu einer halben Sekunde später bemerkt, eine Nachricht macht sich ein paar Sekunden später auf den Weg. Wie viel länger Batterien halten, hat noch niemand gemessen.",
      done: (toy) => `Gewählt, wie oft ${toy} getroffen wird`,
    },
    recordsOver: {
      label: "Antworten auf dem Kuscheltier überspielen",
      what: "Das Kuscheltier kann nicht vergessen, was das Kind zuletzt gesagt hat. Ist eine Antwort sicher beim Hub, lässt er das Kuscheltier eine halbe Sekunde aus dem Zimmer darüber aufnehmen, mit leuchtendem Herzen; niemand holt oder hört das. Nicht in der Ruhezeit und nicht, während das Kind hört oder aufnimmt. Jedes Mal steht im Verlauf.",
      done: (toy) => `Gewählt, was aus Antworten auf ${toy} wird`,
    },
    mailbox: {
      title: "Briefkasten für vier",
      wish: (toy) => `Bis zu vier Nachrichten auf ${toy}`,
      means:
        "Der Hub antwortet auf die Pfoten: Die blaue spielt eine Nachricht nach der anderen, die rote nimmt auf. Das Herz blinkt so oft, wie Nachrichten warten.",
      trial: "Im Versuch: noch an keinem echten Kuscheltier gesehen.",
      risk: "Wird das Kuscheltier außer Reichweite getragen, sind beide Pfoten vielleicht tot, bis es zurück ist.",
      on: (toy) => `${toy} fasst von jetzt an bis zu vier Nachrichten`,
      off: (toy) => `${toy} fasst wieder eine Nachricht`,
      now: {
        answering: "Auf die Pfoten antwortet jetzt der Hub.",
        weak: "Die Pfoten gehören dem Kuscheltier, bis das Signal eine Weile gut ist.",
        night: "Die Pfoten gehören dem Kuscheltier, bis die Ruhezeit endet.",
        lullaby: "Die Pfoten gehören dem Kuscheltier, solange es spielt.",
        away: "Es beginnt, wenn das Kuscheltier hier ist.",
      },
    },
    heart: {
      show: "Herz blinken lassen",
      showing: "Es blinkt …",
      done: (toy) => `Das Herz von ${toy} hat geblinkt`,
    },
    walk: {
      open: "Rundgang",
      title: (toy) => `Ein Rundgang mit ${toy}`,
      lead: "Das Kuscheltier dorthin tragen, wo es sein wird. Je höher der Ton, desto besser hört es den Hub. Kein Ton: Es hört nichts.",
      waiting: "Wird gehorcht …",
      left: (seconds) =>
        plural(seconds, {
          one: "Endet in 1 Sekunde von selbst.",
          other: (n) => `Endet in ${n} Sekunden von selbst.`,
        }),
      sound: "Ton",
      stop: "Stopp",
      ended: "Der Rundgang ist zu Ende.",
      again: "Noch ein Rundgang",
      range: (best, worst) => `Am besten auf diesem Rundgang: ${best}. Am schlechtesten: ${worst}.`,
    },
    signal: {
      title: "Wie nah es war",
      nothing: "Noch ist nichts bekannt. Das Bild beginnt jetzt und wächst jede Minute um eine Minute.",
      never: (known) => `Nicht ein einziges Mal gehört. Beobachtet: ${long(known)}.`,
      always: (known) => `Die ganze Zeit gehört. Beobachtet: ${long(known)}.`,
      heard: (heard, known) => `Gehört: ${long(heard)}. Beobachtet: ${long(known)}.`,
      near: (percent) => `Davon in guter Reichweite: ${percent} %.`,
      gaps: (many, longest) =>
        plural(many, {
          one: `1 Lücke: ${long(longest)}.`,
          other: (n) => `${n} Lücken, die längste: ${long(longest)}.`,
        }),
      silent: (minutes) => `Nicht gehört: ${long(minutes)}.`,
      tries: (there, brokeOff) =>
        brokeOff === 0
          ? `${messages(there)} gebracht.`
          : plural(brokeOff, {
              one: `${messages(there)} gebracht; 1 Versuch brach ab.`,
              other: (n) => `${messages(there)} gebracht; ${n} Versuche brachen ab.`,
            }),
      noTries: "Es wurde keine Nachricht hingebracht.",
      axis: ["vor 24 Stunden", "12 Stunden", "jetzt"],
      legend: "Zeichen darunter: ▲ eine gebrachte Nachricht, ✕ ein abgebrochener Versuch.",
      table: "Als Tabelle",
      hour: "Ab",
      heardFor: "Gehört",
      strength: "Stärke",
      triesIn: "Nachrichten",
      minutes: (many) => `${number(many)} Min.`,
      dbm: (average) => `${average} dBm`,
      nothingHeard: "–",
      inTable: (there, brokeOff) => {
        if (brokeOff === 0) return there === 0 ? "" : `${number(there)} gebracht`;
        return there === 0
          ? `${number(brokeOff)} abgebrochen`
          : `${number(there)} gebracht, ${number(brokeOff)} abgebrochen`;
      },
    },
    details: {
      title: "Einzelheiten",
      link: "Verbindung",
      signal: "Signal",
      room: "Zimmer",
      model: "Art",
      firmware: "Firmware",
      unknown: "nicht gesagt",
      id: "Nummer an diesem Hub",
      noBattery: "Batterie",
      noBatteryWhy: "Diese Art von Kuscheltier sagt es nicht.",
    },
  },
};
