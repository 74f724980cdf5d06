import type { backupWords as english } from "../en/backups.ts";
import type { Translated } from "../translated.ts";
import { number, plural } from "./amounts.ts";

export const backupWords: Translated<typeof english> = {
  backupTrial: {
    title: "Lässt sich die Sicherung öffnen?",
    never: (made) =>
      `Die letzte Sicherung ist vom ${made}. Ob sich ihre Schlüssel öffnen lassen, hat noch niemand ausprobiert.`,
    last: ({ made, opened, who, isYou }) =>
      `Die letzte Sicherung ist vom ${made}. ${isYou ? "Sie haben" : `${who} hat`} ihre Schlüssel am ${opened} geöffnet.`,
    due: "Es ist Zeit, es wieder auszuprobieren: alle drei Monate einmal, damit es niemand zu spät merkt.",
    how: "Ihr Browser holt die Schlüssel von dort, wo die Sicherungen liegen, und öffnet sie hier. Nichts davon wird gesendet.",
    begin: "Ausprobieren",
    submit: "Ihre Schlüssel öffnen",
    busy: "Wird geöffnet …",
    done: "Sie lassen sich öffnen. Im Notfall holt dieselbe Passphrase oder dasselbe Notfallblatt alles zurück.",
    refused: {
      title: "Ihre Schlüssel öffnen diese Sicherung nicht.",
      next: "Am Hub: pawpost backup create. Dann noch einmal versuchen; geschieht es wieder, einen anderen Stick nehmen.",
    },
  },
  backupCopy: {
    title: "Eine Kopie auf diesem Gerät",
    none: "Es gibt keine. Ab und zu geholt, bringt sie alles zurück, wenn Hub und Stick beide verloren sind.",
    kept: (day, megabytes) => `Vom ${day}, ${number(Math.max(1, Math.round(megabytes)))} MB.`,
    sealed:
      "Sie ist verschlossen: die Passphrase oder das Notfallblatt einer Vertrauensperson öffnet sie. Alle Vertrauenspersonen erfahren davon.",
    elsewhere: "Ein neuer Hub unter einer anderen Adresse sieht sie hier nicht: auch als Datei speichern.",
    asFile: "Dieser Browser behält selbst keine: er speichert eine Datei.",
    take: "Eine Kopie holen",
    takeAnew: "Eine neue holen",
    coming: "Die Kopie ist unterwegs. Auf dieser Seite bleiben, bis sie ganz da ist.",
    soFar: (megabytes) => `${number(megabytes)} MB bisher`,
    stop: "Anhalten",
    save: "Als Datei speichern",
    drop: "Von diesem Gerät entfernen",
    "copy.broke-off": {
      title: "Die Kopie brach ab, bevor sie ganz da war.",
      next: "Mit diesem Gerät in der Nähe des Hubs bleiben und sie noch einmal holen. Was vorher hier war, ist noch hier.",
    },
    "copy.no-room": {
      title: "Dieser Browser hat keinen Platz für die Kopie.",
      next: "Auf diesem Gerät Platz schaffen oder sie auf einem anderen holen. Was vorher hier war, ist noch hier.",
    },
  },
  restore: {
    title: "Eine Familie zurückholen",
    lead: "Für einen neuen Hub an der Stelle von einem, der kaputt oder verloren ging. Er macht als dieser weiter, mit seinen Menschen, Kuscheltieren und Aufnahmen.",
    code: "Einmal-Code dieses Hubs",
    plug: "Zuerst den Stick mit den Sicherungen in diesen Hub stecken.",
    look: "Sicherungen suchen",
    looking: "Wird gesucht …",
    fromDevice: "Oder eine Kopie auf diesem Gerät nehmen",
    keptHere: (day) => `Die Kopie vom ${day} nehmen, die dieser Browser behält`,
    bringing: "Die Kopie ist unterwegs zum Hub. Auf dieser Seite bleiben, bis sie dort ist.",
    brought: (megabytes, of) =>
      `${number(Math.floor(megabytes))} von ${number(Math.max(1, Math.round(of)))} MB`,
    stopBringing: "Anhalten",
    none: "Es steckt keine Sicherung, die dieser Hub lesen kann. Ist es der richtige Stick?",
    choose: "Welche Sicherung?",
    backup: (day, files) => plural(files, { one: `${day}, 1 Datei`, other: (n) => `${day}, ${n} Dateien` }),
    newest: "die neueste",
    older: "Was nach diesem Tag kam, ist nicht darin.",
    passphrase: "Passphrase einer Vertrauensperson",
    bySheet: "Ein Notfallblatt verwenden",
    byPassphrase: "Eine Passphrase verwenden",
    open: "Öffnen und zurückholen",
    opening: "Wird geöffnet …",
    promise: "Passphrase und Notfallblatt bleiben in diesem Browser.",
    working: "Es kommt zurück",
    workingLead: "Den Stick stecken lassen. Aufnahmen vieler Jahre brauchen ein paar Minuten.",
    files: (done, of) => `${number(done)} von ${number(of)} Dateien`,
    begun: "Es wird gelesen, was da ist …",
    who: "Wer wurde seither entfernt?",
    whoLead:
      "Diese gehörten an dem Tag außer Ihnen zur Familie. Bitte alle ankreuzen, die seither entfernt wurden: sie bekommen keinen Zugang.",
    alone: "An dem Tag gehörte sonst niemand zur Familie.",
    newer: "Dieser Browser erinnert sich an eine Änderung in der Familie nach dieser Sicherung.",
    nobody: "Niemand wurde entfernt: weiter",
    finish: "Ohne die Angekreuzten weiter",
    finishing: "Der Hub startet als der, der er war …",
    done: "Alle sind wieder da",
    doneLead: (messages) =>
      plural(messages, {
        one: "1 Nachricht ist hier. Der Hub startet neu; dann melden sich alle wieder an.",
        other: (n) => `${n} Nachrichten sind hier. Der Hub startet neu; dann melden sich alle wieder an.`,
      }),
    words: "Sechs Wörter der Familie:",
    old: "Falls der alte Hub noch läuft: Pawpost dort nie wieder starten.",
    failed: "Es wurde nichts zurückgeholt",
    failedLead: "Dieser Hub ist so neu wie zuvor. Die Sicherung ist unberührt.",
    reasons: {
      "backup.altered":
        "Etwas in dieser Sicherung ist nicht, was hineinkam. Bitte eine ältere oder einen anderen Stick nehmen.",
      "backup.foreign": "Das sind nicht die Schlüssel des Hubs, der diese Sicherung gemacht hat.",
      "backup.gone": "Der Stick wurde herausgezogen.",
      "backup.newer":
        "Ein neueres Pawpost hat diese Sicherung gemacht. Bitte zuerst diesen Hub aktualisieren.",
      "restore.no-room": "Auf diesem Hub ist nicht genug Platz.",
      "backup.none": "So eine Sicherung wird dort nicht aufbewahrt.",
      "keeper.bad-address":
        "Das ist keine Adresse. Sie so schreiben, wie der andere Hub sie zeigt, zum Beispiel 192.168.1.7:8883.",
      "keeper.bad-code":
        "Dieser Code gilt dort nicht. Codes gelten einmal, zehn Minuten lang: einen neuen erstellen.",
      "keeper.unreachable":
        "Unter dieser Adresse antwortet niemand. Ist der andere Hub an, und im selben Netz?",
      "keeper.other-hub": "Unter dieser Adresse antwortet jemand anderes. Die Adresse prüfen.",
      "store.disk-full": "Auf diesem Hub ist nicht genug Platz.",
    },
    again: "Noch einmal versuchen",
    stop: "Aufhören und nichts zurückholen",
    back: "Zurück",
  },
};
