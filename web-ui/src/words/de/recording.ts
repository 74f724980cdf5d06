/** Von „Aufnehmen“ bis „Senden“. */
import type { recordingWords as english } from "../en/recording.ts";
import type { Translated } from "../translated.ts";
import { plural } from "./amounts.ts";

const PLATFORM_WORDS: Translated<typeof english>["otherWays"]["platforms"] = {
  ios: [
    "Auf das Zeichen neben der Adresse tippen, dann „Website-Einstellungen“, dann Mikrofon: Erlauben.",
    "Noch immer aus? In der App „Einstellungen“ des Geräts: Apps, der Name des Browsers, Mikrofon.",
  ],
  "android-firefox": [
    "Auf das Zeichen links der Adresse tippen, dann Mikrofon: Erlaubt.",
    "Noch immer aus? In den Einstellungen des Handys: Apps, Firefox, Berechtigungen, Mikrofon.",
  ],
  android: [
    "Auf das Zeichen links der Adresse tippen, dann Berechtigungen, dann das Mikrofon einschalten.",
    "Noch immer aus? In den Einstellungen des Handys: Apps, der Name des Browsers, Berechtigungen, Mikrofon.",
  ],
  "mac-safari": [
    "In der Menüleiste: Safari, Einstellungen für diese Website, Mikrofon: Erlauben.",
    "Noch immer aus? Systemeinstellungen, Datenschutz & Sicherheit, Mikrofon: Safari einschalten.",
  ],
  firefox: [
    "Auf das Mikrofonzeichen links der Adresse klicken und „Blockiert“ wegnehmen.",
    "Noch immer aus? Vielleicht halten die Datenschutz-Einstellungen des Computers das Mikrofon zurück.",
  ],
  chromium: [
    "Auf das Zeichen links der Adresse klicken und das Mikrofon einschalten.",
    "Noch immer aus? Vielleicht halten die Datenschutz-Einstellungen des Computers das Mikrofon zurück.",
  ],
  other: ["In den Einstellungen des Browsers für diese Seite das Mikrofon suchen und erlauben."],
};

export const recordingWords: Translated<typeof english> = {
  recording: {
    starting: "Das Mikrofon kommt gleich …",
    tip: "Das Handy eine Handbreit entfernt halten und sprechen wie am Bett.",
    roomTip: "Das Mikrofon des Hubs, in dem Zimmer, in dem er steht. Bitte nahe daran sprechen.",
    started: "Aufnahme läuft",
    stopped: "Aufnahme beendet",
    left: (seconds) => plural(seconds, { one: "Noch 1 Sekunde", other: (n) => `Noch ${n} Sekunden` }),
    stop: "Stopp",
    discard: "Verwerfen",
    tryAgain: "Noch einmal versuchen",
    silent: "Es ist nichts zu hören. Liegt etwas auf dem Mikrofon?",
    notKept:
      "Auf diesem Handy ist kein Platz: Die Aufnahme ist nur im Arbeitsspeicher. Bitte senden, bevor die Seite geschlossen wird.",
    tones: "Töne bei Anfang und Ende",
    elsewhere: {
      title: "Ein anderes Fenster dieses Browsers nimmt gerade auf.",
      next: "Dort stoppen, dann hier noch einmal versuchen.",
    },
    brokenOff: {
      title: "Die Aufnahme wurde unterbrochen.",
      kept: (length) => `Was bis dahin gesagt wurde, ist auf diesem Handy: ${length}.`,
      inMemory: (length) => `Was bis dahin gesagt wurde, ist da, aber nur im Arbeitsspeicher: ${length}.`,
      goOn: "Weiter aufnehmen",
      keep: (seconds) =>
        plural(seconds, { one: "Diese Sekunde behalten", other: (n) => `Diese ${n} Sekunden behalten` }),
    },
  },
  takes: {
    title: "Auf diesem Handy",
    brokenOff: (child, length, when) =>
      `Die Aufnahme für ${child} wurde unterbrochen (${when}). Erhalten sind: ${length}.`,
    notYet: "Noch nicht gesendet",
    draft: (child, length, when) => `${length} für ${child}, Aufnahme: ${when}.`,
    keptUntil: (day) => `Bleibt bis ${day}.`,
    listen: "Anhören und senden",
    discard: "Verwerfen",
    gone: "Sie ist in einem anderen Fenster dieses Browsers offen, oder es gibt sie nicht mehr.",
  },
  review: {
    title: "Vor dem Senden anhören",
    preparing: "Der Klang wird schön gemacht …",
    play: "Anhören wie vom Bären",
    pause: "Pause",
    again: "Noch einmal",
    send: "Senden",
    sendAnyway: "Trotzdem senden",
    discard: "Verwerfen",
    trimmed: "Gute Lautstärke. Stille entfernt.",
    untouched: "Gute Lautstärke.",
    twin: (length) => `Sprache: ${length}, dann Stille.`,
    to: "An",
    more: "Titel dazu\u00adschreiben",
    label: "Titel (freiwillig)",
    labelHint: "Mit der Nachricht versiegelt: Nur wer sie öffnen darf, liest ihn.",
  },
  when: {
    title: "Wann",
    now: "Jetzt",
    afterNight: "Nach der Nacht",
    atOnce: "Trotzdem jetzt",
    wakeUp: "Zum Aufwachen",
    bedtime: "Zum Einschlafen",
    date: "An einem Tag",
    goesNow: "Geht los, sobald das Kuscheltier in der Nähe ist.",
    goesAfter: (child, until, isLater) =>
      `Bei ${child} ist ${isLater ? "dann " : ""}Nacht. Geht los: ${until}.`,
    goesAtOnce: (child) => `Bei ${child} ist Nacht. Geht trotzdem los.`,
    goes: (at) => `Geht los: ${at}.`,
    dateOf: (child) => `Tag und Uhrzeit bei ${child}`,
    badDate: "Bitte eine Zeit in den nächsten sieben Tagen wählen. Bis dahin gilt die vorige.",
  },
  trim: {
    begins: "Beginnt bei",
    ends: "Endet bei",
    cutStart: "Anfang kürzen",
    cutEnd: "Ende kürzen",
    undo: "Zurück",
    left: (length) => `Übrig: ${length}.`,
  },
  undo: {
    goesIn: (seconds) =>
      plural(seconds, { one: "Geht in 1 Sekunde los", other: (n) => `Geht in ${n} Sekunden los` }),
    undo: "Rückgängig",
    said: "Gesendet. Zehn Sekunden lang geht es rückgängig.",
    undone: "Nicht gesendet. Die Aufnahme ist wieder da.",
  },
  otherWays: {
    record: "Mit dem Rekorder des Handys aufnehmen",
    room: "Mit dem Mikrofon des Hubs aufnehmen",
    roomHint: "Es hört das Zimmer, in dem der Hub steht. Jedes Mal erfahren es alle Vertrauenspersonen.",
    platforms: PLATFORM_WORDS,
  },
};
