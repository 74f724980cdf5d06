import type {
  messageWords as english,
  DECLINE_WORDS as englishDeclines,
  FAILURE_WORDS as englishFailures,
  MICROPHONE_WORDS as englishMicrophone,
  MESSAGE_WORDS as englishStates,
} from "../en/messages.ts";
import type { Translated } from "../translated.ts";
import { listAll } from "./amounts.ts";
import { timesWords, WAIT_WORDS } from "./times.ts";

export const DECLINE_WORDS: Translated<typeof englishDeclines> = {
  "not-now": {
    choice: "Heute nicht",
    toSender: () => "Heute passt es nicht. Bald gern wieder eine.",
  },
  "hard-to-hear": {
    choice: "Schlecht zu verstehen",
    toSender: () => "Sie war schlecht zu verstehen. Bitte noch einmal aufnehmen, etwas näher am Mikrofon.",
  },
  "too-long": {
    choice: "Bitte eine kürzere",
    toSender: (child) => `Eine kürzere ist leichter für ${child}. Bitte noch einmal aufnehmen.`,
  },
  "other-words": {
    choice: "Bitte andere Worte",
    toSender: (child) => `Andere Worte wären gerade besser für ${child}. Bitte noch einmal aufnehmen.`,
  },
  "ask-me": {
    choice: "Darüber sollten wir sprechen",
    toSender: () => "Darüber sollten wir sprechen. Bitte bei uns anrufen.",
  },
};

const MESSAGE_WORDS: Translated<typeof englishStates> = {
  draft: () => "Noch nicht gesendet",
  awaiting_approval: ({ author, length }) => `${author} möchte ${length} senden. Anhören und zustimmen`,
  declined: ({ declined }) =>
    declined === undefined ? "Diese nicht" : `Diese nicht: ${DECLINE_WORDS[declined].choice}`,
  scheduled: ({ awaited, awaitedUntil, child }) => WAIT_WORDS[awaited](awaitedUntil, child),
  queued: ({ queuedFor, toy, child, lastSeen, waitsLong }) => {
    switch (queuedFor) {
      case "lent":
        return `Wartet, bis ${toy} wieder bei ${child} ist`;
      case "full":
        return `${toy} ist voll (4 von 4). Geht dorthin, wenn ${child} eine davon gehört hat`;
      case "behind":
        return `Geht an ${toy}, wenn ${child} die vorige gehört hat`;
      case "hushed":
        return `Wartet: Das Smart Home hält ${toy} ruhig`;
      case "radio":
        return "Wartet, bis der Funk des Hubs wieder da ist";
      case "out-of-reach":
        if (lastSeen === undefined)
          return waitsLong
            ? `Wartet auf ${toy}. Heute noch nicht gesehen`
            : `Wartet auf ${toy}. Heute noch nicht gesehen; es ist nichts zu tun`;
        return waitsLong
          ? `Wartet auf ${toy}. Zuletzt gesehen: ${lastSeen}, außer Reichweite`
          : `Wartet auf ${toy}. Zuletzt gesehen: ${lastSeen}, außer Reichweite; es ist nichts zu tun`;
      case "busy":
        return `${toy} ist beschäftigt. Diese kommt als Nächstes`;
      case "again":
        return `Auf dem Weg zu ${toy} abgebrochen. Der Hub versucht es von selbst noch einmal`;
      case "next":
        return `Als Nächstes für ${toy}`;
      case undefined:
        return `Wartet auf ${toy}`;
    }
  },
  delivering: ({ percent, attempt, secondsLeft, isTakenBack }) => {
    if (isTakenBack) return "Wird zurückgeholt …";
    if (attempt > 1) return `Wird zugestellt: ${percent} %, neuer Versuch (${attempt})`;
    return secondsLeft === undefined
      ? `Wird zugestellt: ${percent} %`
      : `Wird zugestellt: ${percent} %, noch etwa ${secondsLeft} s`;
  },
  on_toy: ({ isPlaying, child, darkUntil }) => {
    if (isPlaying) return `${child} hört gerade zu`;
    return darkUntil === undefined
      ? "Auf dem Kuscheltier. Das Herz blinkt"
      : timesWords.times.darkHeart(darkUntil);
  },
  on_toy_unconfirmed: ({ isPlaying, child, toy, isToyGone }) => {
    if (isToyGone)
      return `War auf ${toy}, als das Kuscheltier entfernt wurde. Ob sie gehört wurde, ist nicht zu sehen`;
    return isPlaying
      ? `${child} hört gerade zu`
      : "Auf dem Kuscheltier. Ob sie gehört wurde, ist nicht zu sehen";
  },
  played: ({ at }) => `Gehört: ${at}`,
  replaced: () => "Vom Kuscheltier genommen, um Platz zu machen",
  failed: ({ failure }) => failure,
  cancelled: ({ isOfFormerFamily, isToyGone, toy }) => {
    if (isOfFormerFamily) return "Nicht zugestellt: Der Hub hat neu angefangen. Bitte noch einmal aufnehmen";
    return isToyGone
      ? `Nicht zugestellt: ${toy} wurde entfernt. Hier ist sie noch zu hören`
      : "Zurückgenommen";
  },
  quarantined: () => "Aufgenommen, als niemand dabei war. Anhören, bevor andere sie hören",
  received: () => "Gut aufbewahrt",
  awaiting_release: () => "Gut aufbewahrt. Sonst hat sie niemand",
  shared: ({ sharedWith }) => `Geteilt mit: ${listAll(sharedWith)}`,
};

const FAILURE_WORDS: Translated<typeof englishFailures> = {
  "link-lost": "Nicht zugestellt: Das Kuscheltier war immer wieder außer Reichweite.",
  "toy-busy": "Nicht zugestellt: Das Kuscheltier war beschäftigt.",
  "toy-refused": "Nicht zugestellt: Das Kuscheltier hat sie abgelehnt.",
  "toy-too-slow": "Nicht zugestellt: Das Kuscheltier kam nicht nach. Neue Batterien können helfen.",
  "toy-rebooted":
    "Nicht zugestellt: Das Kuscheltier ist mittendrin neu gestartet. Neue Batterien können helfen.",
  "toy-lies": "Nicht zugestellt: Das Kuscheltier hat geantwortet, wie es kein solches Kuscheltier sollte.",
  "toy-full": "Nicht zugestellt: Auf dem Kuscheltier liegen schon vier, die niemand gehört hat.",
  cancelled: "Nicht zugestellt: Sie wurde zurückgenommen.",
  "adapter-down":
    "Nicht zugestellt: Der Funk des Hubs antwortet nicht. Bluetooth-Stick abziehen, bis fünf zählen, wieder einstecken.",
  "stamp-refused":
    "Nicht zugestellt: Der Wächter am Kuscheltier hat nicht anerkannt, wer sie gesendet hat. Bitte noch einmal aufnehmen.",
  "clip-refused": "Nicht zugestellt: Der Ton wurde unterwegs beschädigt. Bitte noch einmal aufnehmen.",
  "not-claimed": "Nicht zugestellt: Das Kuscheltier kennt diese Familie nicht mehr. Bitte neu suchen.",
  "journal-failed":
    "Nicht zugestellt: Der Hub konnte nicht aufschreiben, was er tut. Ist sein Speicher voll?",
  "kept-too-long":
    "Nicht zugestellt: Sie hat 14 Tage gewartet, und länger wartet keine. Bitte noch einmal aufnehmen.",
  "clip-missing":
    "Nicht zugestellt: Der Hub hat die Fassung für das Kuscheltier verloren. Bitte noch einmal aufnehmen.",
  "stamp.expired": "Nicht zugestellt: Sie hat zu lange gewartet. Bitte noch einmal aufnehmen.",
  "stamp.unknown-signer":
    "Nicht zugestellt: Das Gerät, von dem sie kam, zählt nicht mehr. Bitte noch einmal aufnehmen.",
  "started-anew":
    "Nicht zugestellt: Der Hub hat neu angefangen, während sie unterwegs war. Bitte noch einmal aufnehmen.",
};

const MICROPHONE_WORDS: Translated<typeof englishMicrophone> = {
  "microphone.denied": {
    title: "Der Browser gibt dieser Seite das Mikrofon nicht.",
    next: "Es erlauben und noch einmal versuchen. Oder eine Tondatei wählen.",
  },
  "microphone.missing": {
    title: "Hier gibt es kein Mikrofon.",
    next: "Eines anschließen und noch einmal versuchen, oder eine Tondatei wählen.",
  },
  "microphone.busy": {
    title: "Ein anderes Programm benutzt das Mikrofon.",
    next: "Es schließen und noch einmal versuchen, oder eine Tondatei wählen.",
  },
  "microphone.not-secure": {
    title: "Dieser Browser leiht sein Mikrofon nur geschützten Seiten.",
    next: "Die Seite im Browser des Handys öffnen, oder eine Tondatei wählen.",
  },
  "microphone.failed": {
    title: "Das Mikrofon ist nicht gestartet.",
    next: "Noch einmal versuchen, oder eine Tondatei wählen.",
  },
  "file.unreadable": {
    title: "Dieser Browser kann die Datei nicht als Ton lesen.",
    next: "Bitte eine andere wählen: WAV, MP3 und M4A gehen meistens.",
  },
};

export const messageWords: Translated<typeof english> = {
  states: MESSAGE_WORDS,
  declines: DECLINE_WORDS,
  failures: FAILURE_WORDS,
  unknownFailure: "Nicht zugestellt, und diese Seite weiß nicht, warum. Bitte neu laden.",
  microphone: MICROPHONE_WORDS,
  home: {
    title: (child) => `Post für ${child}`,
    free: (toy) => `${toy} ist frei`,
    freeNext:
      "Kein Kind hat es gerade. Unter „Kuscheltiere“ einem Kind geben, dann gibt es wieder Post dafür.",
    record: "Aufnehmen",
    chooseFile: "Tondatei wählen",
    messages: "Nachrichten",
    empty: "Noch nichts hier. Gute Nacht sagen?",
    addToy: "Kuscheltier hinzufügen",
  },
  record: {
    title: (child, toy) => `Für ${child}, auf ${toy}`,
  },
  message: {
    fromYou: "Sie",
    fromNobody: "Befehlszeile",
    fromGuardian: "Eine Vertrauensperson",
    fromSomebody: "Jemand von früher",
    shut: "Mit dem alten Schlüssel verschlossen. Eine Passphrase oder ein Notfallblatt von damals öffnet sie: „Sicherheit“, „Alte Aufnahmen“.",
    answer: (child) => `Antwort von ${child}`,
    unseen: (toy) => `Von ${toy}`,
    listen: "Anhören",
    listenTo: (who, length, state) => `Nachricht anhören: ${who}, ${length}, ${state}`,
    playing: (who, length) => `Nachricht: ${who}, ${length}`,
    opening: "Wird geöffnet …",
    cancel: "Zurücknehmen",
    retry: "Noch einmal versuchen",
    replace: "Platz für die nächste machen",
    listenAndSend: "Anhören und senden",
    send: "Senden",
    discardDraft: "Verwerfen",
  },
  approval: {
    listen: "Anhören",
    approve: "Zustimmen",
    all: (count) => `Allen ${count} gehörten zustimmen`,
    whenHeard: "Zustimmen geht, sobald sie bis zum Ende gehört ist.",
    known: "Die kenne ich",
    decline: "Diese nicht",
    why: "Was sollen wir antworten?",
    whyHint: "Daraus wird ein freundlicher Satz. Der Ton wird innerhalb eines Tages gelöscht.",
    noToy: "Für dieses Kind gibt es noch kein Kuscheltier.",
  },
  quarantine: {
    note: (toy, child) =>
      `Als das aufgenommen wurde, war der Hub nicht bei ${toy}. Wer es war, kann er darum nicht sagen. Meist ist es ${child}, mit ${toy} unterwegs. Nur Eltern können es hören.`,
    whenHeard: "Einlassen geht, sobald es bis zum Ende gehört ist. Ist es nicht vom Kind: löschen.",
    letIn: "Einlassen",
  },
  outbox: {
    sealing: "Wird versiegelt …",
    uploading: "Geht an den Hub …",
    waiting: "Geht weg, sobald der Hub wieder da ist",
    refused: "Nicht gesendet",
    refusedFor: (why) => `Nicht gesendet: ${why}`,
    discard: "Verwerfen",
    retry: "Noch einmal versuchen",
  },
  live: {
    delivered: (percent) => `${percent} Prozent zugestellt`,
    answer: (child) => `${child} hat etwas aufgenommen`,
    unseen: "Eine Aufnahme ist da aus einer Zeit, in der niemand das Kuscheltier sah",
    on_toy: "Die Nachricht ist auf dem Kuscheltier. Das Herz blinkt",
    on_toy_unconfirmed: "Die Nachricht ist auf dem Kuscheltier",
    played: "Die Nachricht wurde gehört",
    failed: "Eine Nachricht konnte nicht zugestellt werden",
  },
};
