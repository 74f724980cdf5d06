import type { drillWords as english } from "../en/drill.ts";
import type { Translated } from "../translated.ts";
import { plural } from "./amounts.ts";

const WHO = "Wer sich um den Hub kümmert, sollte das";
const of = (count: number, one: string, many: string) =>
  plural(count, { one, other: (n) => many.replace("#", n) });

export const drillWords: Translated<typeof english> = {
  drillVerdicts: {
    held: "Hat gehalten",
    broken: "Gebrochen",
    "could-not-try": "Ließ sich nicht versuchen",
  },
  drill: {
    title: "Die Übung",
    lead: "Einmal in der Woche versucht der Hub an sich selbst, was dem Hersteller der Kuscheltiere 2017 geschah. Es schadet nichts: Nichts wird verändert, keine Aufnahme geöffnet und kein Kuscheltier etwas gefragt.",
    none: "Eine Übung gab es noch nicht. Die erste kommt von selbst, morgen oder übermorgen.",
    held: (day, steps) =>
      plural(steps, {
        one: `Zuletzt am ${day}: Der eine Schritt hat gehalten.`,
        other: (n) => `Zuletzt am ${day}: Alle ${n} Schritte haben gehalten.`,
      }),
    partly: (day, held, steps) =>
      `Zuletzt am ${day}: ${held} von ${steps} Schritten haben gehalten, und gebrochen war nichts. Was sich nicht versuchen ließ, steht unten.`,
    broken: (day, broken) =>
      plural(broken, {
        one: `Zuletzt am ${day}: Ein Schritt ist gebrochen.`,
        other: (n) => `Zuletzt am ${day}: ${n} Schritte sind gebrochen.`,
      }),
    run: "Die Übung jetzt machen",
    running: (done, steps) => `Wird versucht … ${done} von ${steps} Schritten sind fertig.`,
    trying: (title) => `Jetzt: ${title}`,
    failed:
      "Der Hub konnte das nicht zu Ende versuchen. Er versucht es nächste Woche wieder, oder wenn Sie den Knopf drücken.",
    where: "Wo, für die, die sich um den Hub kümmern",
    history: "Woche für Woche",
    historySays: (held, partly, broken) =>
      `Von den letzten Übungen haben ${held} gehalten, ${partly} konnten nicht alles versuchen, ${broken} haben etwas Gebrochenes gefunden.`,
  },
  drillSteps: {
    "open-database": {
      title: "Eine offene Datenbank",
      tried:
        "Zwei Millionen Aufnahmen lagen in einer Datenbank, die niemanden nach einem Passwort fragte. Der Hub hat ohne eines an alle seine Türen geklopft.",
      seen: {
        "nobody-in": (count) =>
          of(count, "An seiner einen Tür kam niemand herein.", "An keiner seiner # Türen kam jemand herein."),
        "let-in": (count) =>
          of(
            count,
            `Eine Tür hat Fremde hereingelassen. ${WHO} heute sehen; bis dahin gehört der Hub vom Netz.`,
            `# Türen haben Fremde hereingelassen. ${WHO} heute sehen; bis dahin gehört der Hub vom Netz.`,
          ),
        "unknown-door": (count) =>
          of(
            count,
            `Etwas im Hub horcht, wo nichts horchen sollte. ${WHO} sehen.`,
            `Etwas im Hub horcht an # Stellen, wo nichts horchen sollte. ${WHO} sehen.`,
          ),
      },
    },
    "guessable-address": {
      title: "Eine Aufnahme über ihre Adresse",
      tried:
        "Wer die Adresse einer Aufnahme hatte oder erriet, konnte sie hören. Der Hub hat wie ein Fremder nach allem gefragt, was er hat: mit echten, benachbarten und zufälligen Adressen.",
      seen: {
        refused: (count) => `Alle ${count} Adressen haben die Antwort verweigert.`,
        answered: (count) =>
          of(
            count,
            `Eine Adresse hat jemandem geantwortet, der nicht angemeldet ist. ${WHO} sehen; bis dahin gehört der Hub abgeschaltet.`,
            `# Adressen haben jemandem geantwortet, der nicht angemeldet ist. ${WHO} sehen; bis dahin gehört der Hub abgeschaltet.`,
          ),
        near: () => `Wer die Nummer einer Aufnahme kennt, errät die einer anderen. ${WHO} sehen.`,
      },
    },
    "weak-password": {
      title: "Ein schwaches Passwort",
      tried:
        "„qwe“ war als Passwort gut genug. Der Hub hat die Seite selbst nach dem gefragt, was alle zuerst versuchen, und einiges davon an der Tür jeder Vertrauensperson probiert.",
      seen: {
        refused: (count) => `Keiner von ${count} Versuchen ging durch, und keiner öffnete eine Tür.`,
        taken: (count) =>
          of(
            count,
            `Die Seite nähme eine der Passphrasen, die alle zuerst versuchen. ${WHO} sehen; bis dahin keine neue festlegen.`,
            `Die Seite nähme # der Passphrasen, die alle zuerst versuchen. ${WHO} sehen; bis dahin keine neue festlegen.`,
          ),
        opens: (count) =>
          of(
            count,
            "Eine Passphrase gehört zu den ersten, die alle versuchen. Jetzt eine neue festlegen: Zugänge.",
            "Die Passphrasen von # Vertrauenspersonen gehören zu den ersten, die alle versuchen. Jetzt neue festlegen: Zugänge.",
          ),
        "no-judge": () =>
          `In der Seite, die der Hub ausliefert, beurteilt niemand Passphrasen. ${WHO} sehen.`,
      },
    },
    "stolen-disk": {
      title: "Eine gestohlene Platte",
      tried:
        "Namen und Aufnahmen lagen offen vor jedem, der eine Kopie hatte. Der Hub hat seine Dateien gelesen wie ein Dieb ohne seine Schlüssel, und nach Ihren Namen und nach Tönen gesucht.",
      seen: {
        noise: (count) =>
          `${count} Dateien, alle nur Rauschen. Wer die ganze Karte mitsamt den Schlüsseln nimmt, liest Namen und hört, was noch auf ein Kuscheltier wartet; nie, was ein Kind gesagt hat.`,
        names: (count) =>
          of(
            count,
            `In einer Datei lassen sich Namen von Ihnen lesen. ${WHO} sehen.`,
            `In # Dateien lassen sich Namen von Ihnen lesen. ${WHO} sehen.`,
          ),
        sounds: (count) =>
          of(
            count,
            `Eine Aufnahme hört jeder, der eine Kopie der Platte hat. ${WHO} sehen.`,
            `# Aufnahmen hört jeder, der eine Kopie der Platte hat. ${WHO} sehen.`,
          ),
        "nothing-there": () => "Noch gibt es nichts zu stehlen.",
      },
    },
    "stranger-on-the-radio": {
      title: "Fremde am Funk",
      tried:
        "Wer auf etwa zehn Meter nah ist, kann mit einem Kuscheltier sprechen, das niemand hält. Der Hub hat nachgesehen, ob er jedes hält und mit dem verglichen hat, wie er es verließ. Das Kuscheltier selbst wurde nichts gefragt.",
      seen: {
        compared: (count) =>
          of(
            count,
            "Das Kuscheltier wird gehalten und wurde verglichen, als es zuletzt zurückkam. Dass jemand nur zuhörte, während es fort war, lässt sich nicht ausschließen.",
            "Alle # Kuscheltiere werden gehalten und wurden verglichen, als sie zuletzt zurückkamen. Dass jemand nur zuhörte, während eines fort war, lässt sich nicht ausschließen.",
          ),
        "not-compared": (count) =>
          of(
            count,
            "Ein Kuscheltier wird gehalten, und niemand hat nachgesehen, was geschah, während es fort war. Es nahe am Hub aus- und wieder einschalten.",
            "# Kuscheltiere werden gehalten, und niemand hat nachgesehen, was geschah, während sie fort waren. Sie nahe am Hub aus- und wieder einschalten.",
          ),
        "out-of-reach": (count) =>
          of(
            count,
            "Ein Kuscheltier ist nicht in Reichweite. Was ihm geschieht, zeigt sich, wenn es zurückkommt; bis dahin ausschalten, wo Fremde nahe sind.",
            "# Kuscheltiere sind nicht in Reichweite. Was ihnen geschieht, zeigt sich, wenn sie zurückkommen; bis dahin ausschalten, wo Fremde nahe sind.",
          ),
        "no-toy": () => "Noch gibt es kein Kuscheltier.",
      },
    },
    "ransom-wipe": {
      title: "Gelöscht für Lösegeld",
      tried:
        "Die offene Datenbank wurde mehrmals gelöscht, und Geld dafür verlangt. Der Hub hat seine neueste Sicherung gelesen, als wäre sie zurückzuholen. Gelöscht wurde nichts.",
      seen: {
        "whole-elsewhere": (count) =>
          `Die neueste Sicherung ist ganz, alle ${count} Dateien, und liegt auf einer anderen Platte. Was immer eingesteckt ist, lässt sich auch löschen: ein zweiter Stick gehört in eine Schublade.`,
        none: () =>
          "Es gibt keine Sicherung. Wer den Hub löschte, nähme alles, und eine kaputte Karte auch. Einen Ordner für Sicherungen einstellen.",
        damaged: (count) =>
          of(
            count,
            "Die neueste Sicherung ist nicht ganz: eine Datei. Nachsehen, wer daran war, und auf einem anderen Stick eine neue machen.",
            "Die neueste Sicherung ist nicht ganz: # Dateien. Nachsehen, wer daran war, und auf einem anderen Stick eine neue machen.",
          ),
        old: (count) =>
          `Die neueste Sicherung ist ${count} Tage alt. Den Stick einstecken; der Hub macht von selbst weiter.`,
        "same-disk": () =>
          "Die Sicherung ist ganz, liegt aber auf der Platte des Hubs: Ein Löschen nimmt beides. Einen Stick oder einen anderen Rechner nehmen.",
        away: (count) =>
          of(
            count,
            "Der Stick steckt nicht, also kann ihn niemand löschen und niemand nachsehen. Die Sicherung darauf ist einen Tag alt.",
            "Der Stick steckt nicht, also kann ihn niemand löschen und niemand nachsehen. Die Sicherung darauf ist # Tage alt.",
          ),
      },
    },
    "ignored-report": {
      title: "Eine Warnung, die niemand liest",
      tried:
        "Vier Warnungen wurden übergangen. Der Hub ist den Weg eines Fremden zu Ihnen gegangen, bis auf den letzten Schritt.",
      seen: {
        heard: (count) =>
          of(
            count,
            "Der Weg ist frei. Ein Hinweis liegt vor und steht vor jeder Vertrauensperson, bis sie ihn gelesen hat.",
            "Der Weg ist frei. # Hinweise liegen vor, und jeder steht vor jeder Vertrauensperson, bis sie ihn gelesen hat.",
          ),
        "form-shut": () => `Fremde können Ihnen nichts sagen: Das Formular geht nicht. ${WHO} sehen.`,
        vanished: () =>
          `Ein Hinweis ist nicht, wo er sein sollte: Jemand bekommt ihn nicht gezeigt, oder die Platte hat ihn verloren. ${WHO} sehen.`,
        unread: (count) =>
          of(
            count,
            "Vor einer Woche oder länger hat jemand Fremdes geschrieben, und niemand hat es gelesen. Es steht oben.",
            "# Hinweise von Fremden sind eine Woche alt oder älter, und niemand hat sie gelesen. Sie stehen oben.",
          ),
      },
    },
    "expired-contact": {
      title: "Ein Kontakt, der ins Leere führt",
      tried:
        "Die Adresse des Herstellers schickte Warnungen zurück. Der Hub ist der gefolgt, die er Fremden zeigt.",
      seen: {
        good: (count) => `Sie führt zum Formular und gilt, wann immer jemand fragt, noch ${count} Tage.`,
        expired: () => "Sie ist abgelaufen oder gilt zu lange. Nachsehen, ob die Uhr des Hubs stimmt.",
        "leads-nowhere": () => `Sie führt ins Leere. ${WHO} sehen.`,
      },
    },
    "silent-vendor": {
      title: "Ein Hersteller, der verstummt",
      tried:
        "Den Hersteller gab es nicht mehr, und sein Name stand zum Verkauf. Der Hub hat seine Arbeit ohne Leitung nach draußen getan.",
      seen: {
        alone: (count) =>
          count === 0
            ? "Zu Hause geht alles ohne andere, und der Hub spricht mit niemandem draußen."
            : of(
                count,
                "Zu Hause geht alles ohne andere. Eine Adresse draußen wird genutzt, für das, was Sie eingeschaltet haben.",
                "Zu Hause geht alles ohne andere. # Adressen draußen werden genutzt, für das, was Sie eingeschaltet haben.",
              ),
        hangs: (count) =>
          of(
            count,
            `Eine Sache ging zu Hause nicht. ${WHO} sehen.`,
            `# Sachen gingen zu Hause nicht. ${WHO} sehen.`,
          ),
        "loads-elsewhere": () =>
          `Die Seite dürfte etwas von woanders laden. Wem jener Ort gehört, könnte mithören. ${WHO} sehen.`,
        "dials-out": () => `Der Hub selbst spricht mit jemandem außerhalb des Hauses. ${WHO} heute sehen.`,
      },
    },
  },
};
