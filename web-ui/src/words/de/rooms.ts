import type { roomWords as english } from "../en/rooms.ts";
import type { Translated } from "../translated.ts";
import { listAll, listEither } from "./amounts.ts";

export const roomWords: Translated<typeof english> = {
  rooms: {
    open: "Zimmer",
    title: "Zimmer",
    lead: "Bluetooth reicht etwa zehn Meter, durch Wände weniger. Wohnt ein Kuscheltier zu weit vom Hub, bringt ihm ein zweites kleines Gerät in diesem Zimmer seine Nachrichten.",
    ownRoom: "Beim Hub",
    reached: "Erreichbar",
    silent: (since) => `Nicht erreichbar seit ${since}`,
    notYet: "Noch nicht erreicht",
    ownSilent: "Sein Funk antwortet nicht",
    silentNext:
      "Ist das Gerät dort eingeschaltet und im Netz des Hauses? Nachrichten für seine Kuscheltiere warten. Es meldet sich von selbst wieder. Wenn nicht, das Gerät dort aus- und wieder einschalten: Steht es still, hält es seine Kuscheltiere vielleicht fest, und kein anderes Zimmer kann sie übernehmen.",
    notYetNext:
      "Es wird mit der Zeile gestartet, die es beim Beitreten gezeigt hat. Ist das Gerät dort eingeschaltet und im Netz des Hauses?",
    toys: (names) => `Kuscheltiere hier: ${listAll(names)}`,
    noToys: "Hier ist kein Kuscheltier.",
    goThere: "Kuscheltiere gehen von selbst dorthin, wo sie am besten zu hören sind.",
    goNotThere:
      "Kuscheltiere gehen noch nicht von selbst dorthin. Dafür dies an einem der beiden Geräte eintippen, und am anderen die Zeile, die es dann zeigt:",
    alone:
      "Es gibt noch kein weiteres Zimmer. Dafür braucht es einen Raspberry Pi mit Bluetooth, auf dem Pawpost eingerichtet ist.",
    rename: "Umbenennen",
    newName: "Wie heißt das Zimmer?",
    renamed: (name) => `Das Zimmer heißt jetzt ${name}`,
    remove: "Entfernen",
    sureRemove: (name) => `${name} entfernen?`,
    whatRemove:
      "Das Gerät dort wird von diesem Moment an nicht mehr eingelassen. Das lässt sich nicht zurücknehmen: Soll es wieder dazugehören, tritt es mit einem neuen Code bei.",
    removeToys: (names) =>
      `Danach nicht mehr erreichbar: ${listAll(names)}. Damit es mit einem Kuscheltier weitergeht, unter Kuscheltiere entfernen, von einem anderen Zimmer aus finden und seine Pfote drücken. Was bis dahin darauf wartet, wird zurückgenommen.`,
    removeMoved: (names) =>
      `Danach hält ein anderes Zimmer, das sie hört: ${listAll(names)}. Was keines hört, ist außer Reichweite, bis es wieder nahe bei einem Zimmer ist.`,
    removeNoToys: "Dort ist kein Kuscheltier, also gerät auch keines außer Reichweite.",
    removing: "Wird entfernt …",
    removed: (name) => `${name} ist entfernt`,
    goneRoom: "Ein Zimmer, das entfernt wurde",
    goneToys: (names) =>
      `Von einem Zimmer gehalten, das entfernt wurde: ${listAll(names)}. Damit es weitergeht, das Kuscheltier unter Kuscheltiere entfernen, von einem anderen Zimmer aus finden und seine Pfote drücken.`,
    add: "Zimmer hinzufügen",
    nameHint: "So, wie man es zu Hause nennt, zum Beispiel Dachboden.",
    make: "Code erstellen",
    making: "Wird erstellt …",
    codeTitle: (name) => `So tritt ${name} bei`,
    type: "Auf dem anderen Gerät, auf dem Pawpost eingerichtet ist, diese Zeile eintippen oder einfügen:",
    line: "Die Zeile zum Eintippen",
    copy: "Zeile kopieren",
    elsewhere: (addresses) =>
      `Antwortet unter dieser Adresse niemand, eine andere an ihre Stelle schreiben: ${listEither(addresses)}.`,
    goodFor: (left) => `Der Code gilt einmal, und noch ${left}.`,
    thenWords: "Dann zeigt jenes Gerät sechs Wörter, und diese Seite die Ihrer Familie.",
    takeBack: "Code zurücknehmen",
    cancelled: "Der Code gilt nicht mehr",
    made: (name, until) =>
      `Für ${name} gibt es einen Code, gültig bis ${until}. Er steht nur dort, wo er erstellt wurde.`,
    came: (name) => `Ein Gerät hat den Code für ${name} gebracht`,
    compare: "Es zeigt sechs Wörter. Sind es diese?",
    same: "Alle sechs sind gleich",
    differ: "Sie weichen ab",
    sayYes: "Dann dort „yes“ eintippen. Gleich danach ist es beigetreten.",
    notThese: "Sie weichen doch ab",
    differTitle: "Nicht einlassen: dort „no“ eintippen.",
    differWhy:
      "Jemand ist zwischen jenes Gerät und den Hub geraten, oder die Zeile führte zu einem anderen Hub. Niemand wurde eingelassen, und der Code gilt nicht mehr.",
    differNext:
      "Nachsehen, ob beide im eigenen Netz sind und die Zeile ganz eingetippt wurde, dann einen neuen Code erstellen. Weichen die Wörter wieder ab, beide Geräte an ein gemeinsames Kabel hängen, bevor es weitergeht.",
    over: (name) => `Der Code für ${name} ist abgelaufen`,
    overWhy: "In zehn Minuten hat ihn niemand gebracht. Es horcht nun nichts mehr darauf.",
    left: (name) => `Der Code für ${name} gilt nicht mehr`,
    leftWhy:
      "Das Gerät, das ihn gebracht hat, ist ohne „yes“ wieder gegangen, oder eine Vertrauensperson hat ihn zurückgenommen. Niemand wurde damit eingelassen.",
    again: "Neuen Code erstellen",
    close: "Schließen",
    joined: (name) => `${name} ist beigetreten`,
    start: "Nun dort die Zeile eintippen, die zuletzt angezeigt wird: Sie startet das Zimmer.",
    started:
      "Es ist erreichbar. Nun wie immer nach dem Kuscheltier suchen: Jedes Zimmer, das erreichbar ist, sucht mit.",
  },
};
