import type {
  toyWords as english,
  ACTIVITY_WORDS as englishActivities,
  CLAIM_WORDS as englishFailures,
} from "../en/toys.ts";
import type { Translated } from "../translated.ts";

const CLAIM_WORDS: Translated<typeof englishFailures> = {
  "no-paw": "Niemand hat rechtzeitig die blaue Pfote gedrückt.",
  "link-lost": "Es ist außer Reichweite geraten.",
  "not-found": "Es ist nicht mehr in der Nähe. Ist es eingeschaltet?",
  "already-claimed": "Es gehört schon zu diesem Hub.",
  "other-guardian": "Sein Wächter kennt eine andere Familie. Bitte am Hub selbst neu beginnen.",
  cancelled: "Es wurde abgebrochen.",
  "no-roster": "Die Liste der Vertrauenspersonen des Hubs ist noch nicht da. Bitte gleich noch einmal.",
  "journal-failed": "Der Hub konnte es nicht aufschreiben. Ist sein Speicher voll?",
};

const ACTIVITY_WORDS: Translated<typeof englishActivities> = {
  idle: () => "",
  playing: (child) => `${child} hört zu`,
  recording: (child) => `${child} nimmt auf`,
  fetching: (child) => `Wird abgeholt, was ${child} aufgenommen hat`,
  delivering: () => "Eine Nachricht ist unterwegs",
};

export const toyWords: Translated<typeof english> = {
  claimFailures: CLAIM_WORDS,
  activities: ACTIVITY_WORDS,
  findToy: {
    title: "Das Kuscheltier finden",
    lead: "Einschalten und nahe beim Hub halten.",
    start: "Kuscheltier suchen",
    searching: "Wird gesucht …",
    nothing: "Noch nichts gefunden. Ist das Kuscheltier eingeschaltet? Bitte nah an den Hub halten.",
    held: "Der Wächter der Kuscheltiere glaubt noch der früheren Familie. Am Gerät des Hubs Pawpost anhalten, dies eintippen und wieder starten. Dann hier suchen.",
    heldCommand: "scripts/pawpost ble trust --reset",
    again: "Noch einmal suchen",
    stop: "Suche beenden",
    candidate: (model) => (model.toLowerCase() === "cloudpets" ? "CloudPets-Kuscheltier" : model),
    inRoom: (room, nearness) => `${room}: ${nearness}`,
    near: "ganz nah",
    middle: "nah",
    far: "weiter weg",
    choose: "Dieses",
    nameTitle: "Wie heißen die beiden?",
    toyName: "Name des Kuscheltiers",
    childName: "Name des Kindes",
    whose: "Wem gehört es?",
    anotherChild: "Einem anderen Kind …",
    blink: "Herz blinken lassen",
    back: "Zurück",
    connecting: "Das Kuscheltier wird erreicht …",
    press: "Das Herz blinkt. Jetzt die blaue Pfote drücken.",
    pressHint: "Das zeigt, dass es in Ihrer Hand ist und nicht bei den Nachbarn.",
    cancel: "Dieses nicht",
    failed: "Das hat nicht geklappt:",
  },
  toy: {
    here: "Da",
    away: "Außer Reichweite",
    never: "noch nicht gesehen",
    tip: (toy) =>
      `Auf ${toy} wartet Post. Sie geht von selbst los, sobald das Kuscheltier in der Nähe ist. Ist es eingeschaltet? Am besten eine Minute lang in das Zimmer des Hubs legen.`,
    longAway: (toy) => `Seit mehr als einem Tag wartet Post auf ${toy}`,
    longTip: "Meist helfen neue Batterien. Der Rundgang zeigt, von wo das Kuscheltier den Hub hört.",
    toWalk: "Zum Rundgang",
    signal: { none: "", strong: "starkes Signal", good: "gutes Signal", weak: "schwaches Signal" },
    pretend: "Übungskuscheltier",
  },
  radio: {
    offline: "Der Kuscheltier-Funk des Hubs startet gerade oder ist angehalten. Nachrichten warten.",
    off: "Das Bluetooth des Hubs ist ausgeschaltet. Nachrichten warten.",
    missing:
      "Der Hub hat keinen Bluetooth-Adapter, der antwortet. Den kleinen Bluetooth-Stick abziehen, bis fünf zählen, wieder einstecken.",
    unauthorized:
      "Der Hub darf seinen Bluetooth-Adapter nicht benutzen. In der Anleitung des Hubs unter „Bluetooth“ nachsehen.",
  },
  pretend: {
    title: "Übungskuscheltier",
    lead: "Kein echtes Kuscheltier ist in der Nähe, also springt dieses ein. Es lebt auf dem Hub und spricht Bluetooth wie ein echtes.",
    blue: "Blaue Pfote",
    blueHint: "anhören",
    red: "Rote Pfote",
    redHint: "Antwort aufnehmen",
    redStop: "zum Beenden noch einmal drücken",
    heart: { off: "Das Herz ist dunkel", on: "Das Herz leuchtet", blinking: "Das Herz blinkt" },
    activity: {
      idle: "Sitzt da",
      playing: "Spricht",
      recording: "Hört dem Kind zu",
      busy: "Spricht mit dem Hub",
    },
    away: "Nicht mit dem Hub verbunden",
    heard: "Was das Kind hört",
    nothingHeard: "Noch nichts. Eine Nachricht senden, dann die blaue Pfote drücken.",
    hummed: "Kein Mikrofon, also summt das Kind.",
  },
  toys: {
    title: "Kuscheltiere",
    whose: (child) => `Bei ${child}`,
    free: "Frei: bei keinem Kind.",
    give: "Einem Kind geben",
    mayHold:
      "Es enthält vielleicht noch, was es vorher bekommen hat. Die nächste Nachricht tritt an diese Stelle.",
    lend: "Verleihen oder weitergeben",
    to: "An wen",
    somebodyNew: "Ein anderes Kind …",
    lendWhat: (child) =>
      `Was auf ${child} wartet, bleibt hier, bis das Kuscheltier zurück ist. Was hineingesprochen wird, gehört zu dem Kind, das es hat.`,
    stillOnIt: (toy, child, isHeard) =>
      isHeard
        ? `Auf ${toy} ist noch eine Nachricht für ${child}. Wer die Pfote drückt, hört sie, bis die nächste Nachricht an diese Stelle tritt.`
        : `Auf ${toy} ist noch eine Nachricht für ${child}, die niemand gehört hat. Wer die Pfote drückt, hört sie, bis die nächste Nachricht an diese Stelle tritt.`,
    lendNow: "Übergeben",
    busy: "Wird übergeben …",
    lent: (toy, child) => `${toy} ist jetzt bei ${child}`,
    rename: "Umbenennen",
    renamed: (toy) => `Es heißt jetzt ${toy}`,
    remove: "Entfernen",
    sureRemove: (toy) => `${toy} entfernen?`,
    whatRemove: (toy) =>
      `Für ein Kuscheltier, das weggegeben, verloren oder kaputt ist. ${toy} gehört dann nicht mehr zur Familie: Der Hub lässt los und bringt nichts mehr hin. Was noch darauf wartet, wird nicht zugestellt. Nichts Gesagtes geht verloren: Jede Nachricht bleibt in der Zeitleiste, ist dort zu hören und zeigt, dass sie für ${toy} war.`,
    removeHere: (toy) =>
      `${toy} ist in Reichweite und wird deshalb geleert: Über das, was darauf ist, kommt Stille, das Herz wird dunkel, und die Kennung ist wieder die vom Hersteller. Das dauert etwa eine Minute: in der Nähe und eingeschaltet lassen. Was das Kind zuletzt hineingesprochen hat, bleibt darauf; das kann kein Hub löschen. Um es wieder aufzunehmen, neu suchen und die Pfote drücken.`,
    removeAway: (toy) =>
      `${toy} ist außer Reichweite. Kommt es binnen zehn Minuten in die Nähe, wird es geleert. Sonst blinkt das Herz vielleicht weiter, und wer es hat, kann hören, was darauf ist, bis etwas anderes an diese Stelle tritt. Um es wieder aufzunehmen, neu suchen und die Pfote drücken.`,
    left: {
      waits: (toy) =>
        `${toy} gehört nicht mehr zur Familie. Kommt es binnen zehn Minuten in die Nähe, wird es geleert.`,
      emptying: (toy) => `${toy} wird geleert. In der Nähe und eingeschaltet lassen.`,
      isEmpty: (toy) =>
        `${toy} ist leer: Wo Nachrichten waren, ist jetzt Stille. Eines bleibt: was das Kind zuletzt hineingesprochen hat. Um das zu ersetzen, die Aufnahmepfote drücken und ein Wort sagen.`,
      isNot: (toy) =>
        `${toy} wurde nicht geleert. Was zuletzt darauf kam, ist weiter zu hören, bis etwas anderes an diese Stelle tritt. Um es doch zu leeren: neu suchen, die Pfote drücken und entfernen, solange es in der Nähe ist.`,
    },
    removeNow: "Jetzt entfernen",
    removing: "Wird entfernt …",
    removed: (toy) => `${toy} gehört nicht mehr zur Familie`,
    compare: "Diese sechs Wörter vergleichen",
    compareHow:
      "Sie stehen für Ihre Familie. Auch das Gerät des Hubs zeigt sechs Wörter (pawpost ble trust), sobald die erste Pfote gedrückt wurde. Weichen sie ab, ist jemand dazwischengekommen: nichts senden.",
    pressWords: "Von da an kennt das Kuscheltier Ihre Familie an sechs Wörtern:",
  },
};
