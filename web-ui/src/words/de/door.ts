import type {
  doorWords as english,
  PASSPHRASE_WORDS as englishJudgements,
  PASSKEY_WORDS as englishPasskey,
  TRUST_WORDS as englishTrust,
} from "../en/door.ts";
import type { Translated } from "../translated.ts";
import { number, plural } from "./amounts.ts";

const PASSPHRASE_WORDS: Translated<typeof englishJudgements> = {
  empty: "Mindestens 12 Zeichen. Vier Wörter, die sonst niemand zusammenbringt, merkt man sich leicht.",
  "too-long": "Höchstens 128 Zeichen.",
  common: "Die probieren andere zuerst. Besser vier Wörter, die niemand nebeneinander erwartet.",
  "known-words": "Noch ein Wort dazu: Namen der Familie, Jahreszahlen und Wörter wie „Teddy“ zählen nicht.",
  "too-simple": "Zu leicht zu erraten. Noch ein Wort dazu, das mit den anderen nichts zu tun hat.",
  good: "Gut.",
  strong: "Stark.",
  loading: "Einen Moment: Die Liste zum Vergleichen ist unterwegs …",
  unavailable: "Die Liste zum Vergleichen kam nicht an. Ist der Hub noch eingeschaltet?",
};

const PASSKEY_WORDS: Translated<typeof englishPasskey> = {
  "passkey.none-used": {
    title: "Es wurde kein Passkey verwendet.",
    next: "Noch einmal versuchen oder die Passphrase verwenden. Vielleicht hat dieses Gerät keinen für diese Adresse.",
  },
  "passkey.there-already": {
    title: "Dieses Gerät hat schon einen Passkey von Ihnen.",
    next: "Bitte diesen verwenden. Steht er nicht auf der Liste, ihn zuerst in den Einstellungen des Geräts entfernen.",
  },
  "passkey.no-secret": {
    title: "Diese Art von Passkey könnte Sie anmelden, aber Ihre Aufnahmen nicht öffnen.",
    next: "Hier die Passphrase verwenden, oder einen Passkey von einem neueren Gerät oder Sicherheitsschlüssel.",
  },
};

const TRUST_WORDS: Translated<typeof englishTrust> = {
  "roster.wrong-first-guardian": "Sie nennt eine andere erste Vertrauensperson.",
  "roster.older-than-known": "Sie ist älter als die, die dieser Browser zuletzt gesehen hat.",
  "roster.forked": "Sie nahm einen anderen Weg als die, die dieser Browser zuletzt gesehen hat.",
  "keys.not-mine": "Sie nennt andere Schlüssel als die, die Ihre Passphrase öffnet.",
  "keys.vault-unreadable": "Der Schlüssel zu Ihren Aufnahmen, den sie enthält, öffnet sich nicht.",
  "keys.slot-unreadable": "Die Schlüssel, die der Hub für Sie aufbewahrt, sind beschädigt.",
};

export const doorWords: Translated<typeof english> = {
  judgements: PASSPHRASE_WORDS,
  passkeyTrouble: PASSKEY_WORDS,
  distrust: TRUST_WORDS,
  trust: {
    title: "Etwas stimmt nicht",
    lead: "Der Hub zeigt eine Liste von Vertrauenspersonen, die nicht zu dem passt, was dieser Browser kennt. Nichts wurde geöffnet und nichts wurde gesendet.",
    next: "Hat zu Hause niemand den Hub neu begonnen, hat vielleicht jemand seinen Platz eingenommen. Bitte zuerst am Hub selbst nachsehen.",
  },
  wizard: {
    step: (step, of) => `Schritt ${number(step)} von ${number(of)}`,
  },
  claim: {
    title: "Willkommen daheim, Bär",
    lead: "Dieser Hub ist neu. Wer seinen Einmalcode hat, wird die erste Vertrauensperson.",
    code: "Einmalcode",
    codeHint: "Der Hub hat ihn beim Start ausgegeben, etwa ABCD\u2011EFGH\u20112345.",
    name: "Ihr Name",
    nameHint: "So, wie das Kind Sie nennt.",
    passphrase: "Passphrase",
    promise:
      "Sie verlässt diesen Browser nie. Niemand kann sie wiederherstellen: aufschreiben und dort aufbewahren, wo die Ausweise liegen.",
    submit: "Weiter",
    busy: "Ihre Schlüssel entstehen …",
    fromBackup: "Eine Familie aus einer Sicherung zurückholen",
  },
  signIn: {
    title: "Willkommen zurück",
    ended: "Sie wurden abgemeldet. Zum Weitermachen bitte wieder anmelden.",
    endedBy: (name) =>
      `Dieses Gerät wurde von einem anderen Gerät aus abgemeldet: ${name}. Wenn das so sein sollte, bitte wieder anmelden.`,
    otherHub:
      "Dies ist ein anderer Hub als der, den dieser Browser kennt. Wenn ihn zu Hause niemand neu eingerichtet hat, hier nicht weitermachen.",
    submit: "Anmelden",
    busy: "Ihre Schlüssel werden geöffnet …",
    lost: "Passphrase verloren",
    haveCode: "Ich habe einen Code von meiner anderen Seite",
  },
  passphrase: {
    show: "Passphrase zeigen",
    hide: "Passphrase verbergen",
    shortShow: "Zeigen",
    shortHide: "Verbergen",
    missing: (count) => `Etwas länger: noch ${number(count)}`,
    askAgain: "Noch einmal prüfen",
  },
  passkeyWay: {
    use: "Passkey verwenden",
    waiting: "Warten auf dieses Gerät …",
    or: "oder mit der Passphrase",
  },
  leftHere: {
    waits: (many) =>
      plural(many, {
        one: "1 Nachricht wartet auf diesem Gerät. Sie geht weg, sobald angemeldet ist, wer sie aufgenommen hat.",
        other: (n) =>
          `${n} Nachrichten warten auf diesem Gerät. Sie gehen weg, sobald angemeldet ist, wer sie aufgenommen hat.`,
      }),
    lost: "Hier wartete etwas darauf, gesendet zu werden, und dieser Browser hat es weggeräumt, um Platz zu schaffen: Es ist verloren und muss noch einmal aufgenommen werden. Auf dem Hub fehlt nichts. Auf dem Startbildschirm geschieht das nicht so leicht.",
  },
  deviceLabel: {
    named: (browser, system) => `${browser} auf ${system}`,
    someBrowser: "Browser",
  },
};
