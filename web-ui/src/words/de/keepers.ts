import type { keeperWords as english } from "../en/keepers.ts";
import type { Translated } from "../translated.ts";
import { number, plural } from "./amounts.ts";

export const keeperWords: Translated<typeof english> = {
  secondHub: {
    title: "Ein zweiter Hub",
    none: "Kein anderer Hub bewahrt Sicherungen von diesem auf. Einer in einem anderen Haus oder Zimmer hat sie, wenn dieser und sein Stick verloren sind.",
    kept: (address, day) => `Sicherungen von diesem Hub werden bei ${address} aufbewahrt, zuletzt am ${day}.`,
    notYet: (address) =>
      `Sicherungen von diesem Hub sollen bei ${address} aufbewahrt werden. Die erste ist noch nicht dort.`,
    failing: "Der letzte Versuch ist nicht gelungen. Der Hub macht von selbst weiter.",
    others: "Hier für andere aufbewahrt",
    of: ({ name, backups, day }) =>
      plural(backups, {
        one: `${name}: 1 Sicherung, vom ${day}`,
        other: (n) => `${name}: ${n} Sicherungen, die letzte vom ${day}`,
      }),
    ofNone: (name) => `${name}: noch keine`,
    room: (used, most) => `${number(used)} von ${number(most)} GB sind belegt.`,
    sealed: "Alle sind verschlossen: wer sie aufbewahrt, kann nichts davon öffnen.",
    pair: "Bei einem anderen Hub aufbewahren lassen",
    pairHow:
      "Eine Vertrauensperson des anderen Hubs erstellt dort einen Code: Sicherheit, „Ein zweiter Hub“, „Sicherungen eines anderen Hubs aufbewahren“.",
    address: "Seine Adresse, wie sie dort steht",
    code: "Der Code",
    pairing: "Wird gesucht …",
    leave: "Keine mehr dorthin senden",
    leaveSure:
      "Zu diesem Hub gehen keine Sicherungen mehr. Was dort ist, bleibt dort, bis eine Vertrauensperson von ihm es entfernt.",
    invite: "Sicherungen eines anderen Hubs aufbewahren",
    name: "Wessen Hub ist es?",
    nameHint: "Zum Beispiel Großeltern",
    make: "Einen Code erstellen",
    making: "Wird erstellt …",
    codeTitle: "Das beim anderen Hub eingeben",
    fetchTitle: "Das beim neuen Hub eingeben",
    goodFor: "Der Code gilt einmal, zehn Minuten lang.",
    done: "Schließen",
    offer: (name) => `Die von ${name} zurückgeben`,
    remove: (name) => `Die von ${name} entfernen`,
    removeTitle: (name) => `Alle Sicherungen von ${name} entfernen?`,
    removeSure:
      "Es können die letzten sein. Vorher fragen: niemand kann sie zurückholen, und dieser Hub bewahrt keine mehr für sie auf.",
    removing: "Werden entfernt …",
    fetch: "Oder von einem anderen Hub holen, der sie aufbewahrt hat",
    fetchPage: "Von einem anderen Hub holen",
    fetchSubmit: "Holen",
    fetching: "Sie ist unterwegs vom anderen Hub",
  },
};
