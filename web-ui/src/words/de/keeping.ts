import type { keepingWords as english } from "../en/keeping.ts";
import type { Translated } from "../translated.ts";
import { listAll, messages, number, plural, size } from "./amounts.ts";

export const keepingWords: Translated<typeof english> = {
  kept: {
    open: "Aufbewahrung",
    title: "Was aufbewahrt wird",
    lead: "Der Hub bewahrt Nachrichten so lange auf, wie Sie es sagen, und löscht sie dann von selbst.",
    much: (many, bytes, starred) =>
      starred > 0
        ? `${messages(many)}, ${size(bytes)}, ${number(starred)} mit Stern`
        : `${messages(many)}, ${size(bytes)}`,
    keepFor: "Aufbewahren",
    days: (days) => {
      if (days === null) return "Für immer";
      return days === 365 ? "Ein Jahr" : plural(days, { one: "Einen Tag", other: (n) => `${n} Tage` });
    },
    meansThat:
      "Ältere werden innerhalb einer Stunde gelöscht. Mit Stern bleibt eine länger, ebenso, was auf ein Kuscheltier wartet.",
    forEverMeans:
      "Für immer heißt: bis jemand von Hand löscht. Fallen Ihre Schlüssel in zehn Jahren in falsche Hände, ist alles noch da.",
    chosen: (child, time) => `${child}: ${time}`,
    more: "Mehr",
    moreAbout: (name) => `Mehr zu: ${name}`,
    less: "Schließen",
    star: "Behalten",
    unstar: "Nicht länger behalten",
    starred: "Mit Stern: bleibt, bis jemand löscht",
    forEver: "Bleibt, bis jemand löscht",
    until: (day) => `Bleibt bis ${day}, wird dann gelöscht`,
    erase: "Löschen\u00a0…",
    sure: "Diese Nachricht löschen?",
    what: "Sie verschwindet endgültig vom Hub, für alle. Zehn Sekunden lang lässt es sich noch zurücknehmen. Was ein Kuscheltier bekommen hat, behält es, bis die nächste Nachricht an diese Stelle tritt.",
    eraseNow: "Löschen",
    erasing: "Wird gelöscht …",
    inTenSeconds: "Wird in zehn Sekunden gelöscht",
    undo: "Doch behalten",
    eraseChild: (child) => `Alles von ${child} löschen\u00a0…`,
    sureChild: (child) => `Alles von ${child} löschen?`,
    whatChild: (child, many) =>
      `Der Name ${child} und ${messages(many)}, auch die mit Stern, verschwinden endgültig, für alle. Das lässt sich nicht zurücknehmen.`,
    whatToys: (toys) =>
      plural(toys.length, {
        one: `${listAll(toys)} ist dann frei: weiter in der Familie, für ein anderes Kind. Was ein Kuscheltier bekommen hat, ist zu hören, bis die nächste Nachricht an diese Stelle tritt.`,
        other: `${listAll(toys)} sind dann frei: weiter in der Familie, für andere Kinder. Was ein Kuscheltier bekommen hat, ist zu hören, bis die nächste Nachricht an diese Stelle tritt.`,
      }),
    typeName: "Zur Sicherheit bitte den Namen eintippen",
    people: "Was jemand gesendet hat",
    peopleLead:
      "Jemandem den Zugang nehmen geht unter „Familie“; was gesendet wurde, bleibt, bis es hier gelöscht wird.",
    erasePerson: (name) => `Alles löschen, was ${name} gesendet hat\u00a0…`,
    surePerson: (name) => `Alles löschen, was ${name} gesendet hat?`,
    whatPerson:
      "Alles davon, auch mit Stern, verschwindet endgültig, für alle. Das lässt sich nicht zurücknehmen. Ein Kuscheltier behält, was es bekommen hat, bis die nächste Nachricht an diese Stelle tritt.",
    before: (name) => `${name}, von früher`,
    childErased: "Es wird gelöscht",
    receipts: "Was gelöscht wurde",
    showReceipt: "Beleg",
    showReceiptOf: (count) => `Beleg ${number(count)}`,
    progress: (left) => `Noch zu überschreiben: ${messages(left)}.`,
    doneAt: (at) => `Fertig: ${at}.`,
    erased: {
      message: () => "Eine Nachricht.",
      "keep-time": (many) =>
        plural(many, {
          one: "1 Nachricht, deren Zeit um war.",
          other: (n) => `${n} Nachrichten, deren Zeit um war.`,
        }),
      child: (many) => `Ein Kind, mit ${messages(many)}.`,
      person: (many) => `${messages(many)} von einer Person.`,
    },
    receiptTitle: (count) => `Pawpost: Beleg ${number(count)} über eine Löschung`,
    size: (bytes) => `Versiegelte Aufnahmen: ${size(bytes)}.`,
    askedAt: (day, isByGuardian) =>
      isByGuardian ? `Von einer Vertrauensperson gewünscht am ${day}.` : `Die Zeit war um am ${day}.`,
    overwritten: (day) => `Die Dateien des Hubs waren am ${day} überschrieben und entfernt.`,
    noBackups: "Keine Sicherung enthält eine Kopie.",
    backups: (day) => `Eine Sicherung kann bis ${day} eine Kopie enthalten.`,
    leftElsewhere: (day) =>
      `Ein Hub, der bis ${day} Sicherungen aufbewahrt hat, kann eine Kopie enthalten. Eine Vertrauensperson dort kann sie entfernen.`,
    notOnToys: "Kein Kuscheltier hat etwas davon bekommen.",
    onToys: (many) =>
      plural(many, {
        one: "Ein Kuscheltier kann noch 1 Nachricht enthalten, bis die nächste an diese Stelle tritt. Das kann kein Hub löschen.",
        other: (n) =>
          `Ein Kuscheltier kann noch bis zu ${n} Nachrichten enthalten, bis die nächste an diese Stelle tritt. Das kann kein Hub löschen.`,
      }),
    print: "Drucken",
    copy: "Kopieren",
    copied: "Kopiert",
  },
  everything: {
    title: "Alles",
    lead: "Bevor der Hub das Haus verlässt oder wenn ganz neu begonnen werden soll.",
    open: "Alles löschen\u00a0…",
    sure: "Alles löschen?",
    what: "Alle Nachrichten, alle Namen, alle Schlüssel, für alle, sofort und endgültig. Der Hub fängt neu an und zeigt einen neuen Code nur auf seiner eigenen Konsole. Nichts lässt sich zurücknehmen.",
    typeName: (name) => `Zur Sicherheit bitte den eigenen Namen eintippen (${name})`,
    whatToys: (toys) =>
      plural(toys.length, {
        one: `${listAll(toys)} verlässt die Familie und wird geleert, wenn es in den nächsten zehn Minuten in der Nähe ist. Bitte einschalten und in die Nähe legen.`,
        other: `${listAll(toys)} verlassen die Familie und werden geleert, wenn sie in den nächsten zehn Minuten in der Nähe sind. Bitte einschalten und in die Nähe legen.`,
      }),
    alsoBackups: "Auch die Sicherungen löschen, die jetzt angesteckt sind",
    submit: "Alles löschen",
    doneTitle: "Alles ist gelöscht",
    doneLead: "Der Hub fängt neu an. Er zeigt einen neuen Code auf seiner eigenen Konsole.",
    receiptTitle: "Pawpost: Beleg über das Löschen von allem",
    wanted: (day) =>
      `Von einer Vertrauensperson gewünscht am ${day}. Zuerst gehen die Schlüssel, binnen Sekunden; dann werden die Dateien überschrieben.`,
    gone: (many) => `${messages(many)}, alle Namen, alle Schlüssel.`,
    emptied: (toys) =>
      toys.length === 0
        ? "Kein Kuscheltier gehörte zur Familie."
        : plural(toys.length, {
            one: `${listAll(toys)} hat die Familie verlassen. Ist es binnen zehn Minuten in der Nähe, wird es geleert; sonst spielt es, was es bekommen hat, bis jemand etwas anderes darauf legt.`,
            other: `${listAll(toys)} haben die Familie verlassen. Was binnen zehn Minuten in der Nähe ist, wird geleert; die anderen spielen, was sie bekommen haben, bis jemand etwas anderes darauf legt.`,
          }),
    backups: {
      none: "Es war keine Sicherung zur Hand. Ein Stick, der nicht angesteckt war, behält, was er hat: bitte formatieren oder zerbrechen.",
      kept: "Sicherungen bleiben und öffnen sich denen, die sie bisher öffnen konnten: bitte jeden Stick formatieren oder zerbrechen.",
      erased:
        "Auch die angesteckten Sicherungen gehen, ihre Schlüssel zuerst. Jeder andere Stick behält, was er hat: bitte formatieren oder zerbrechen.",
    },
    elsewhere: "Ein anderer Hub behält Sicherungen. Eine Vertrauensperson dort kann sie entfernen.",
    left: [
      "Was ein Kind zuletzt gesagt hat, bleibt im Kuscheltier, bis seine rote Pfote einen Moment gehalten wird.",
      "Die Geräte, die die Kuscheltiere gehalten haben, glauben noch der früheren Familie: „pawpost ble trust --reset“ dort und dann eine Pfote fangen neu an. Bevor ein Gerät verkauft wird: „pawpost factory-reset“.",
      "Notfallblätter auf Papier öffnen nur noch Sicherungen. Bitte zerreißen.",
      "Andere Handys, die angemeldet waren, enthalten einen Schlüssel zu einem Hub, den es nicht mehr gibt, und eine Woche lang, was dort aufgenommen und nicht gesendet wurde.",
    ],
  },
};
