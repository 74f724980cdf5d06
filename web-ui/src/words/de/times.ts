import type {
  timesWords as english,
  POST_WAIT_WORDS as englishPostWaits,
  WAIT_WORDS as englishWaits,
} from "../en/times.ts";
import type { Translated } from "../translated.ts";

export const WAIT_WORDS: Translated<typeof englishWaits> = {
  "wake-up": (until) => `Zum Aufwachen: ${until}`,
  bedtime: (until) => `Zur Schlafenszeit: ${until}`,
  at: (until) => `Geht los: ${until}`,
  night: (until, child) => `Bei ${child} ist Nacht. Geht los: ${until}`,
};

export const POST_WAIT_WORDS: Translated<typeof englishPostWaits> = {
  moment: (until) => `Kommt an: ${until}`,
  night: (until, child) => `Bei ${child} ist Nacht. Kommt an: ${until}`,
};

export const timesWords: Translated<typeof english> = {
  tray: {
    title: "Für später",
    what: (who, length) => `die Nachricht von ${who}, ${length}`,
    send: "Jetzt senden",
    sendWhat: (what) => `Jetzt senden: ${what}`,
    sending: "Wird gesendet …",
    another: "Andere Zeit",
    anotherWhat: (what) => `Andere Zeit: ${what}`,
    move: "Diese Zeit nehmen",
    moving: "Wird geändert …",
    moved: (what) => `Geändert: ${what}.`,
    undo: "Rückgängig",
    undoWhat: (what) => `Rückgängig: ${what}`,
    undone: "Es bleibt wie vorher.",
    takeBackWhat: (what) => `Zurücknehmen: ${what}`,
    atNight: (child, until) =>
      `${child} soll noch schlafen: bis ${until}. Jetzt gesendet, kommt sie sofort auf das Kuscheltier; das Herz bleibt dunkel.`,
  },
  times: {
    title: "Tag und Nacht",
    lead: "Wann jedes Kind schläft, aufsteht und zu Bett geht: Was für den Morgen oder die Nacht bestimmt ist, richtet sich danach.",
    quiet: "Ruhezeit",
    quietMeans:
      "Dann kommt nichts auf das Kuscheltier, und sein Herz bleibt dunkel. Die Pfote spielt weiterhin, was darauf ist.",
    everyNight: "Jede Nacht",
    school: "Nächte von Sonntag bis Donnerstag",
    free: "Freitag- und Samstagnacht",
    otherFree: "Freitag- und Samstagnacht andere Zeiten",
    moments: {
      bedtime: "Geht zu Bett",
      quietFrom: "Ruhe ab",
      quietTo: "Ruhe bis",
      wakeUp: "Wacht auf",
    },
    zone: "Wo das Kind ist",
    nowThere: (clock) => `Dort ist es jetzt ${clock}.`,
    troubles: {
      "no-time": "Eine Uhrzeit fehlt.",
      "not-evening": "Zubettgehen und Beginn der Ruhezeit liegen nach zwölf Uhr mittags.",
      "not-morning": "Aufwachen und Ende der Ruhezeit liegen vor zwölf Uhr mittags.",
      "bedtime-late":
        "Das Zubettgehen muss vor der Ruhezeit liegen, sonst käme ein Gutenachtgruß erst am Morgen.",
      "wake-up-early": "Das Aufwachen kann nicht vor dem Ende der Ruhezeit liegen.",
    },
    saved: (child) => `Gespeichert. Was für ${child} wartet, richtet sich nach den neuen Zeiten.`,
    of: (child) => `Tag und Nacht: ${child}`,
    open: "Tag und Nacht",
    isNight: (child, until) => `Bei ${child} ist Nacht: Ruhe bis ${until}`,
    there: (moment, place) => `${moment} in ${place}`,
    tomorrow: (clock) => `morgen ${clock}`,
    darkHeart: (until) => `Auf dem Kuscheltier. Das Herz bleibt dunkel: bis ${until}`,
  },
};
