import type { peopleWords as english } from "../en/people.ts";
import type { Translated } from "../translated.ts";

export const peopleWords: Translated<typeof english> = {
  guardians: {
    lead: "Alle können alles hören und ändern. Wenn das bei jemandem nicht mehr so sein soll, kann eine andere Vertrauensperson dafür sorgen.",
    suspended: (by, at) => `Gesperrt von ${by}, ${at}: darf anhören und senden, aber nichts ändern.`,
    alone: "Sie sind die einzige. Die letzte Vertrauensperson kann niemand sperren oder entfernen.",
    told: (name) => `${name} hat Sie gesperrt.`,
    toldMore:
      "Sie können anhören und senden, aber nichts ändern. Eine andere Vertrauensperson kann die Sperre aufheben; nach einem Tag kann eine Sie entfernen. Am besten miteinander sprechen.",
    suspend: {
      verb: "Sperren",
      sure: (name) => `${name} sperren?`,
      what: "Gilt sofort: nur noch anhören und senden, nichts ändern. Es wird gesagt, dass Sie es waren. Jede andere Vertrauensperson kann es aufheben.",
      busy: "Wird gesperrt …",
      done: (name) => `${name} ist gesperrt`,
    },
    reinstate: {
      verb: "Sperre aufheben",
      sure: (name) => `Die Sperre von ${name} aufheben?`,
      what: "Danach geht wieder alles, was eine Vertrauensperson kann.",
      busy: "Wird aufgehoben …",
      done: (name) => `${name} ist wieder Vertrauensperson wie vorher`,
    },
    remove: {
      verb: "Entfernen",
      sure: (name) => `${name} endgültig entfernen?`,
      what: "Innerhalb einer Sekunde überall abgemeldet, und ohne neue Einladung gibt es kein Zurück. Das Schloss wird ausgewechselt. Bis ältere Aufnahmen neu versiegelt sind, und in Kopien von früher, lässt sich öffnen, was da war.",
      busy: "Wird entfernt …",
      done: (name) => `${name} ist keine Vertrauensperson mehr`,
    },
  },
  presence: {
    title: "Sind Sie beim Hub?",
    lead: "Eine Vertrauensperson wird einen Tag nach dem Sperren entfernt. Sofort geht es nur vor Ort: die Pfote eines der Kuscheltiere drücken oder einen Code an der Konsole des Hubs lesen.",
    byPaw: "Eine Pfote drücken",
    byCode: "Einen Code lesen",
    pressPaw: "Innerhalb von zwei Minuten die blaue Pfote eines der Kuscheltiere drücken.",
    readCode: "Der Hub hat dort, wo er gestartet wurde, einen Code ausgegeben. Er gilt zehn Minuten.",
    code: "Code",
    submit: "Das ist er",
  },
  people: {
    open: "Familie",
    title: "Familie",
    lead: "Wer hier zur Familie gehört und was alle dürfen.",
    invite: "Jemanden einladen",
    invited: "Eingeladen",
    guardians: "Vertrauenspersonen",
    relatives: "Verwandtschaft",
    noRelatives: "Noch niemand. Großeltern, ein Onkel, eine Patentante?",
    children: "Kinder",
    you: "(Sie)",
    seen: (at) => `Zuletzt hier: ${at}`,
    neverSeen: "Noch nicht hier gewesen",

    inviteTitle: "Wer wird eingeladen?",
    asWhat: "Als",
    role: { relative: "Verwandtschaft", guardian: "Vertrauensperson" },
    roleHint: {
      relative: "Schreibt und hört, so weit Sie es erlauben. Braucht keine Passphrase.",
      guardian:
        "Darf alles, was Sie dürfen: alles hören, einladen, entfernen. Nur für jemanden, dem Sie Ihre Schlüssel geben würden.",
    },
    name: "Name",
    nameHint: "So, wie das Kind die Person nennt.",
    noChild: "Bitte zuerst unten ein Kind hinzufügen.",
    forChild: (child) => `Für ${child}`,
    mayWrite: "Darf Nachrichten senden",
    isTrusted: "Die Nachrichten gehen gleich an das Kuscheltier; niemand hört vorher zu",
    mayHear: "Bekommt die Antworten, die eine Vertrauensperson teilt",
    nothingLeft: "Wenn gar nichts erlaubt ist, bitte stattdessen entfernen.",
    makeLink: "Link erstellen",
    making: "Wird erstellt …",
    anewTitle: (name) => `Ein neuer Link für ${name}`,
    anewLead:
      "Für ein verlorenes oder neues Handy. Das alte wird abgemeldet, sobald Sie das neue hereingelassen haben.",

    linkTitle: (name) => `Der Link für ${name}`,
    linkLead: (name) =>
      `${name} kann ihn scannen, oder Sie schicken ihn auf dem Weg, dem Sie am meisten vertrauen. Er gilt für ein Gerät, drei Tage lang, und wird nur jetzt gezeigt.`,
    link: "Link",
    linkCare:
      "Wer ihn zuerst öffnet, bittet um Einlass; Sie werden gefragt, bevor jemand hereinkommt. Bitte nicht in Gruppenchats stellen.",
    qr: (name) => `Bild zum Scannen: der Link für ${name}`,
    copy: "Link kopieren",
    print: "Drucken",
    paperTitle: (name) => `Für ${name}`,
    paperLead:
      "Innerhalb von drei Tagen mit der Kamera des Handys scannen. Dann den großen Knopf drücken und sprechen.",
    done: "Fertig",

    invitedAs: { relative: "Als Verwandtschaft", guardian: "Als Vertrauensperson" },
    until: (at) => `Bis ${at}`,
    notOpened: "Hat den Link noch nicht geöffnet.",
    someDevice: "ein Gerät",
    opened: (name, device) => `${name} hat den Link geöffnet (${device})`,
    checkOwn: (name) =>
      `Der Link stammt aus diesem Browser, und die Schlüssel, die zurückkamen, gehören dazu. Um sicher zu sein, dass es ${name} ist, bitte anrufen und vergleichen:`,
    checkCode: (name) =>
      `Der Link stammt aus einem anderen Browser. Bitte anrufen (${name}) und nur hereinlassen, wenn dort dasselbe steht:`,
    letIn: "Hereinlassen",
    sameLetIn: "Es ist dasselbe: hereinlassen",
    letInWhom: (name) => `Hereinlassen: ${name}`,
    takeBack: "Zurücknehmen",
    takeBackWhose: (name) => `Zurücknehmen: ${name}`,
    isIn: (name) => `${name} gehört jetzt zur Familie`,
    takenBack: (name) => `Die Einladung für ${name} ist zurückgenommen`,

    rights: (child, { mayWrite, isTrusted, mayHear }) => {
      if (!mayWrite) return `Bekommt nur die Antworten von ${child}, die Sie teilen`;
      if (isTrusted)
        return mayHear
          ? `Sendet direkt an ${child} und bekommt die Antworten, die Sie teilen`
          : `Sendet direkt an ${child}`;
      return mayHear
        ? `Sendet an ${child}, nachdem eine Vertrauensperson zugehört hat, und bekommt die Antworten, die Sie teilen`
        : `Sendet an ${child}, nachdem eine Vertrauensperson zugehört hat`;
    },
    change: "Ändern",
    changeWhose: (name) => `Ändern, was ${name} darf`,
    changed: (name) => `Was ${name} darf, ist geändert`,
    save: "Speichern",
    saving: "Wird gespeichert …",
    newLink: "Neuer Link",
    newLinkFor: (name) => `Neuer Link für ${name}`,
    remove: "Entfernen",
    removeWhom: (name) => `${name} entfernen`,
    sureRemove: (name) => `${name} entfernen?`,
    whatRemove: (name) =>
      `${name} ist sofort draußen, auf jedem Gerät: kein Senden, kein Anhören. Was gehört wurde, wurde gehört.`,
    removing: "Wird entfernt …",
    removed: (name) => `${name} ist entfernt`,
    rename: "Umbenennen",
    renameWhom: (name) => `${name} umbenennen`,
    addChild: "Kind hinzufügen",
  },
};
