import type { waysInWords as english, TypedWords } from "../en/ways-in.ts";
import type { Translated } from "../translated.ts";
import { plural } from "./amounts.ts";

const SHEET_WORDS: TypedWords = {
  empty: () => "Fünfzehn Gruppen. Groß oder klein und Leerzeichen sind egal.",
  "too-short": ({ missing }) => plural(missing, { one: "Noch 1 Zeichen", other: (n) => `Noch ${n} Zeichen` }),
  "too-long": ({ extra }) =>
    plural(extra, {
      one: "Ein Zeichen zu viel. Bitte Gruppe für Gruppe vergleichen.",
      other: (n) => `${n} Zeichen zu viel. Bitte Gruppe für Gruppe vergleichen.`,
    }),
  slip: ({ group }, typed) =>
    group === undefined
      ? "Mehrere Zeichen sind anders als auf dem Blatt. Bitte Gruppe für Gruppe vergleichen."
      : `Bitte Gruppe ${group} ansehen. Da steht ${typed}.`,
  whole: () => "Alle Zeichen passen zusammen.",
};

const HAND_OVER_WORDS: TypedWords = {
  ...SHEET_WORDS,
  empty: () => "Acht Gruppen oder der ganze Link. Groß oder klein und Leerzeichen sind egal.",
  slip: (typed, group) =>
    typed.group === undefined
      ? "Mehrere Zeichen sind anders als auf der anderen Seite. Bitte Gruppe für Gruppe vergleichen."
      : SHEET_WORDS.slip(typed, group),
};

export const waysInWords: Translated<typeof english> = {
  sheetTyping: SHEET_WORDS,
  handOverTyping: HAND_OVER_WORDS,
  ways: {
    open: "Zugänge",
    title: "Zugänge",
    lead: "Jeder davon meldet Sie an und öffnet Ihre Aufnahmen. Am besten zwei haben, die nicht zusammen verloren gehen.",
    passphrase: "Gilt auf jedem Gerät und unter jeder Adresse des Hubs.",
    passphraseSince: (at) => `Festgelegt: ${at}. Gilt auf jedem Gerät und unter jeder Adresse des Hubs.`,
    change: "Passphrase ändern",
    set: "Passphrase festlegen",
    whatPassphrase:
      "Die alte öffnet auf dem Hub nichts mehr. Wer angemeldet ist, bleibt es: Hat jemand sie gesehen, bitte unter „Geräte“ nachsehen.",
    setIt: "Festlegen",
    setting: "Wird festgelegt …",
    passphraseSet: "Die Passphrase ist festgelegt",
    secondTitle: "Ein zweiter Zugang",
    second:
      "Bisher öffnet nur Ihre Passphrase Ihre Aufnahmen. Wird sie vergessen, sind sie verloren: Niemand kann sie für Sie öffnen.",
    secondShow: "Passkey oder Papier",
    secondDecline: "Nein, danke",
  },
  passkey: {
    title: "Passkeys",
    lead: "Eine Berührung meldet Sie an und öffnet Ihre Aufnahmen: Finger, Gesicht oder die PIN des Geräts. Ein Passkey gilt für eine Adresse des Hubs und ist deshalb immer ein zusätzlicher Zugang.",
    none: "Sie haben keinen.",
    name: (label, made) => `${label || "Passkey"}, erstellt: ${made}`,
    used: (at) => `Zuletzt benutzt: ${at}`,
    fades: (days) =>
      plural(days, {
        one: "Lange nicht benutzt. In einem Tag verfällt er; einmal benutzt, bleibt er.",
        other: (n) => `Lange nicht benutzt. In ${n} Tagen verfällt er; einmal benutzt, bleibt er.`,
      }),
    otherAddress: (name) => `Für eine andere Adresse dieses Hubs: ${name}`,
    notHere: "Dieser Browser kann keine Passkeys.",
    add: "Passkey hinzufügen",
    sureAdd: "Passkey hinzufügen?",
    whatAdd:
      "Dieses Gerät erstellt und behält ihn. Überträgt sein Hersteller Passkeys auf Ihre anderen Geräte, gilt er auch dort.",
    added: "Der Passkey ist hinzugefügt",
    sureRemove: (passkey) => `Diesen Passkey entfernen? (${passkey})`,
    whatRemove: "Er meldet niemanden mehr an. Wer angemeldet ist, bleibt es.",
    removing: "Wird entfernt …",
    removed: "Der Passkey ist entfernt",
    willAsk: "Das Gerät fragt nach Finger, Gesicht oder PIN.",
    typeInstead: "Passphrase verwenden",
    passkeyInstead: "Passkey verwenden",
  },
  recovery: {
    title: "Notfallblätter",
    lead: "Ein Notfallblatt ist ein Stück Papier, das Ihre Aufnahmen öffnet, wenn sonst alles verloren ist. Wer es hat, kann auch zuhören; deshalb dort aufbewahren, wo die Ausweise liegen.",
    none: "Sie haben keines. Ohne Blatt bedeutet eine verlorene Passphrase verlorene Aufnahmen.",
    sheet: (made) => `Blatt, erstellt: ${made}`,
    someSheet: "Blatt",
    tested: (at) => `Zuletzt zurückgetippt: ${at}`,
    untested: "Noch nicht zurückgetippt. Bis dahin zählt es nicht.",
    make: "Notfallblatt erstellen",
    sureMake: "Notfallblatt erstellen?",
    whatMake: "Bitte Drucker oder Stift bereithalten: Es wird einmal gezeigt.",
    making: "Wird erstellt …",
    test: "Zurücktippen",
    testAgain: "Noch einmal prüfen",
    remove: "Entfernen",
    sureRemove: (sheet) => `Dieses Blatt entfernen? (${sheet})`,
    whatRemove: "Das Papier öffnet auf dem Hub nichts mehr.",
    removing: "Wird entfernt …",
    removed: "Das Blatt ist entfernt",
    paperTitle: "Zu Papier bringen",
    paperLead: "Ausdrucken oder abschreiben. Es wird nur jetzt gezeigt.",
    warning:
      "Nicht fotografieren und nicht in einer Datei oder online aufbewahren: Wer es dort findet, kann alles hören.",
    print: "Drucken",
    onPaper: "Ich habe es auf Papier",
    typeTitle: "Zurücktippen",
    typeLead: "Vom Papier, um sicher zu sein, dass jedes Zeichen stimmt und es Ihre Aufnahmen öffnet.",
    check: "Prüfen",
    checking: "Wird geprüft …",
    otherSheet:
      "Das ist ein vollständiges Blatt, aber nicht dieses. Bitte das Datum mit der Liste vergleichen.",
    works: "Es geht. Jetzt dorthin legen, wo die Ausweise liegen.",
    field: "Notfallblatt",
  },
  paper: {
    title: "Pawpost-Notfallblatt",
    owner: (name, address) => `${name}, unter ${address}`,
    made: (date) => `Erstellt am ${date}`,
    beginning: "Auf jedem Blatt gleich; muss nicht getippt werden:",
    use: "Die Adresse oben öffnen, „Passphrase verloren“ drücken und die Gruppen eintippen. Groß oder klein und Leerzeichen sind egal.",
    secret: "Wer dieses Blatt hat, kann alles hören. Bitte dort aufbewahren, wo die Ausweise liegen.",
  },
};
