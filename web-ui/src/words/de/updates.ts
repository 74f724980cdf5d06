import type { updateWords as english, UPDATE_TROUBLE_WORDS as englishTroubles } from "../en/updates.ts";
import type { Translated } from "../translated.ts";

const UPDATE_TROUBLE_WORDS: Translated<typeof englishTroubles> = {
  "no-answer": "Niemand hat geantwortet.",
  "wrong-machine": "Jemand anderes hat geantwortet.",
  "not-there": "Unter der Adresse war nichts.",
  "not-believed": "Was kam, war nicht unterschrieben, wie es sein muss, oder war alt.",
  "too-far": "Vorher muss eine andere Version kommen.",
  "no-build": "Für diese Art von Gerät gibt es keine.",
  "no-room": "Der Speicher des Hubs reicht dafür nicht.",
  "not-done": "Das Gerät des Hubs hat sie nicht angenommen.",
};

export const updateWords: Translated<typeof english> = {
  updateTroubles: UPDATE_TROUBLE_WORDS,
  updates: {
    title: "Neuere Versionen",
    off: "Von neueren Versionen erfährt dieser Hub nichts: Dafür ist keine Adresse eingestellt.",
    noKeys:
      "Von neueren Versionen erfährt dieser Hub nichts: Eine Adresse ist eingestellt, aber nicht, wem zu glauben ist.",
    waiting: "Der Hub hat noch nicht gehört, ob es eine neuere gibt.",
    current: (version) => `Pawpost ${version} ist die neueste.`,
    offered: (version) => `Eine neue Version ist da: Pawpost ${version}.`,
    mends: (list) => `Sie behebt ${list}.`,
    means:
      "Die Kuscheltiere sind ein paar Sekunden ohne Hub. Startet sie nicht richtig, läuft von selbst wieder die jetzige, mit allem, was aufbewahrt ist.",
    byHand: "Diesen Hub bringt auf den neuesten Stand, wer sich um ihn kümmert.",
    byDay: "Tagsüber installieren",
    now: "Jetzt installieren",
    notYet: "Doch nicht",
    willBeByDay:
      "Sie wird zwischen 8 und 18 Uhr installiert, wenn gerade nichts zu einem Kuscheltier unterwegs ist.",
    willBeNow: "Sie wird installiert, sobald nichts zu einem Kuscheltier unterwegs ist.",
    fetching: (percent) => `Sie ist unterwegs zum Hub: ${percent}.`,
    handed: "Sie wird installiert. Diese Seite kommt von selbst wieder.",
    automatic: "Neuere Versionen von selbst installieren",
    automaticMeans: "Nur tagsüber. Bei großen Änderungen, mit anderer erster Zahl, wird trotzdem gefragt.",
    saidOn: "Neuere Versionen werden ab jetzt von selbst installiert.",
    saidOff: "Ab jetzt muss es vorher jemand sagen.",
    ask: "Nach einer neueren Version sehen",
    lastTry: (day, why) => `Zuletzt versucht am ${day}. ${why}`,
    updated: (version, before) => `Jetzt läuft Pawpost ${version}; vorher lief ${before}.`,
    turnedBack: (version, before) => `Pawpost ${version} startete nicht richtig; ${before} läuft wieder.`,
  },
};
