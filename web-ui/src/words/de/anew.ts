import type { anewWords as english } from "../en/anew.ts";
import type { Translated } from "../translated.ts";

export const anewWords: Translated<typeof english> = {
  lostPassphrase: {
    title: "Das Notfallblatt verwenden",
    lead: "Es meldet Sie an und öffnet Ihre Aufnahmen. Bitte eine neue Passphrase wählen; die alte öffnet dann nichts mehr.",
    field: "Neue Passphrase",
    submit: "Festlegen und anmelden",
    busy: "Ihre Schlüssel werden geöffnet …",
    back: "Zurück zur Anmeldung",
    without:
      "Auch kein Notfallblatt? Niemand kann die Aufnahmen für Sie öffnen. Ein Gerät, das noch angemeldet ist, kann sie abspielen, und eine andere Vertrauensperson kann Sie neu einladen.",
    nobody: "Zu Hause kommt niemand mehr hinein",
  },
  startAnew: {
    title: "Neu anfangen",
    lead: "Für eine Familie, in der alle Vertrauenspersonen jeden Zugang verloren haben. Wer am Gerät des Hubs ist und eines der Kuscheltiere in der Hand hat, kann neben dem Aufbewahrten neu beginnen.",
    will: [
      "Sie werden die erste Vertrauensperson, mit neuen Schlüsseln. Kinder, Aufnahmen und Verlauf bleiben auf dem Hub.",
      "Aufnahmen von vorher bleiben verschlossen, auch für Sie, bis sich eine alte Passphrase oder ein altes Notfallblatt findet. Gelöscht wird deshalb keine.",
      "Alle, die vorher dabei waren, sind draußen und werden neu eingeladen. Was noch auf ein Kuscheltier wartet, wird nicht zugestellt.",
      "Der Wächter jedes Kuscheltiers muss es am Gerät erfahren und braucht dann wieder seine Pfote.",
    ],
    how: "Am Gerät des Hubs, während der Hub läuft:",
    command: "scripts/pawpost start-anew",
    code: "Code vom Gerät des Hubs",
    codeHint: "Etwa ABCD\u2011EFGH\u20112345. Gilt eine halbe Stunde.",
    submit: "Weiter",
    submitBusy: "Der Code wird geprüft …",
    press: "Jetzt die blaue Pfote eines der Kuscheltiere drücken.",
    pressHint:
      "Innerhalb von zwei Minuten. Das zeigt, dass jemand zu Hause ist. Das Kuscheltier muss eingeschaltet und nahe beim Hub sein.",
    pressed: "Die Pfote wurde gedrückt.",
    late: "Niemand hat sie rechtzeitig gedrückt. Bitte noch einmal, mit demselben Code.",
    back: "Zurück",
  },
  oldRecordings: {
    open: "Alte Aufnahmen",
    title: "Alte Aufnahmen",
    lead: "Was vor dem Neuanfang des Hubs aufgenommen wurde, ist verschlossen. Eine Passphrase oder ein Notfallblatt einer der Vertrauenspersonen von damals öffnet es noch.",
    whose: "Von wem?",
    until: (name, day) => `${name}, bis ${day}`,
    passphrase: "Passphrase von damals",
    bySheet: "Ein Notfallblatt von damals verwenden",
    byPassphrase: "Eine Passphrase von damals verwenden",
    nothing: "Diese Vertrauensperson hatte nur einen Passkey: Der öffnet hier nichts mehr.",
    submit: "Öffnen",
    busy: "Wird geöffnet …",
    done: "Sie sind offen. Jetzt werden sie nacheinander mit dem neuen Schlüssel versiegelt.",
    what: "Von da an hören sie alle Vertrauenspersonen von heute, und wer die alte Passphrase oder das alte Blatt hat, hört nach dem neuen Versiegeln nichts mehr. Was damals wartete, wird nicht von selbst gesendet: anhören und weiterschicken, wenn es noch passt.",
  },
  startedAnew: {
    title: "Dieser Hub hat neu angefangen",
    lead: "Er hat eine andere erste Vertrauensperson als die, die dieser Browser kennt. Nichts wurde geöffnet und nichts wurde gesendet.",
    why: "Das geschieht, wenn alle Vertrauenspersonen jeden Zugang verloren hatten und jemand am Gerät des Hubs neu begonnen hat. Wenn Sie noch hineinkommen, niemand Sie gefragt hat oder es zu Hause niemand war: Vielleicht hat jemand den Platz des Hubs eingenommen. Dann zuerst am Gerät nachsehen.",
    kept: "Die Aufnahmen von vorher sind noch da, verschlossen mit dem alten Schlüssel. Passphrase, Passkeys und Notfallblatt bitte behalten.",
    words: "Sechs Wörter für die Familie von heute:",
    compare:
      "Eine Vertrauensperson von heute sollte sie vorlesen: Sie stehen dort auf der Seite unter „Kuscheltiere“.",
    forget: "Es sind dieselben: die frühere Familie hier vergessen",
    busy: "Wird vergessen …",
  },
};
