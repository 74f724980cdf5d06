/** Was der Hub ablehnt, und was dann zu tun ist. */
import type { ProblemTable, ProblemWords } from "../hub-problems.ts";

const SIGN_IN_AGAIN = "Bitte auf diesem Gerät wieder anmelden.";
const RELOAD_AND_SEND = "Die Seite neu laden und noch einmal senden.";
const FIRST_PAGE = "Zurück zur ersten Seite gehen.";
const LIST_AGAIN = "Die Seite neu laden und in der Liste nachsehen.";
const OTHER_NAME = "Bitte einen anderen Namen wählen.";
const FETCH_AGAIN = "Die Aufnahme noch einmal vom Kuscheltier holen.";
const FETCH_OR_REPORT = "Die Aufnahme noch einmal vom Kuscheltier holen; geschieht es wieder, bitte melden.";
const RECORD_AGAIN = "Bitte noch einmal aufnehmen.";

const forged = (title: string): ProblemWords => ({ title, next: RELOAD_AND_SEND });
const FORGED = forged("Der Stempel zählt nicht.");
const STAMP_TIME: ProblemWords = {
  title: "Der Stempel zählt jetzt nicht.",
  next: "Bitte noch einmal als neue Nachricht senden.",
};
const ROSTER: ProblemWords = {
  title: "Die Liste derer, die zustimmen dürfen, passt nicht zusammen.",
  next: "Die Daten des Hubs aus einer Sicherung zurückholen.",
};
const DAMAGED: ProblemWords = {
  title: "Etwas, das der Hub aufbewahrt, ist beschädigt.",
  next: "Bitte aus einer Sicherung zurückholen.",
};
const ERASED: ProblemWords = {
  title: "Diese Nachricht wurde gelöscht.",
  next: "Wenn sie doch gewünscht ist, noch einmal aufnehmen.",
};
const RESTARTING: ProblemWords = {
  title: "Der Hub startet gerade neu.",
  next: "Einen Moment warten, dann noch einmal versuchen.",
};
const BUSY: ProblemWords = {
  title: "Der Hub prüft gerade andere Aufnahmen.",
  next: "Gleich noch einmal versuchen.",
};
const NOT_CHECKED: ProblemWords = {
  title: "Der Ton ließ sich nicht prüfen.",
  next: "Bitte noch einmal aufnehmen; geschieht es wieder, etwas Kürzeres aufnehmen.",
};
const HAS_GUARDIAN: ProblemWords = {
  title: "Der Hub hat schon eine Vertrauensperson.",
  next: "Bitte stattdessen anmelden.",
};

export const PROBLEM_WORDS: ProblemTable = {
  "http.not-found": { title: "Hier ist nichts.", next: FIRST_PAGE },
  "http.wrong-host": {
    title: "So heißt der Hub nicht.",
    next: "Die Adresse öffnen, die der Hub ausgegeben hat.",
  },
  "http.wrong-origin": {
    title: "Eine andere Seite hat das verlangt.",
    next: "Die eigene Seite des Hubs öffnen und es dort versuchen.",
  },
  "http.wrong-method": {
    title: "Das geht hier nicht.",
    next: "Die Seite neu laden und noch einmal versuchen.",
  },
  "http.malformed": {
    title: "Der Hub hat das nicht verstanden.",
    next: "Die Seite neu laden und noch einmal versuchen.",
  },
  "http.too-large": { title: "Das ist zu groß.", next: "Bitte eine kürzere Nachricht aufnehmen." },
  "http.wrong-type": {
    title: "Solche Daten nimmt der Hub nicht an.",
    next: "Die Seite neu laden und noch einmal versuchen.",
  },
  "http.too-many-streams": {
    title: "Diese Seite ist zu oft geöffnet.",
    next: "Einige der offenen Tabs schließen.",
  },
  "hub.failed": {
    title: "Im Hub ist etwas schiefgegangen.",
    next: "Noch einmal versuchen; bleibt es so, den Hub neu starten.",
  },

  "claim.wrong-code": {
    title: "Das ist nicht der Code.",
    next: "Den Code eintippen, den der Hub beim Start ausgegeben hat.",
  },
  "claim.code-void": {
    title: "Der Code wurde zu oft falsch eingetippt.",
    next: "Den Hub neu starten: Er gibt einen neuen aus.",
  },
  "claim.already-claimed": HAS_GUARDIAN,
  "claim.not-consistent": {
    title: "Die Schlüssel der Seite passen nicht zusammen.",
    next: "Die Seite neu laden und von vorn beginnen.",
  },
  "sign-in.refused": {
    title: "Name und Passphrase passen nicht zusammen.",
    next: "Beides prüfen und noch einmal versuchen.",
  },
  "sign-in.wrong-sheet": {
    title: "Name und Notfallblatt passen nicht zusammen.",
    next: "Beides prüfen. Ein Blatt, das entfernt wurde, öffnet nichts mehr.",
  },
  "hand-over.unknown": {
    title: "Dieser Code führt nirgends hin.",
    next: "Er wurde schon benutzt oder ist älter als zehn Minuten. Auf der anderen Seite einen neuen erstellen.",
  },
  "sign-in.unknown-device": {
    title: "Dieses Gerät steht nicht auf der Liste der Familie.",
    next: "Eine Vertrauensperson um einen neuen Link bitten.",
  },
  "sign-in.wrong-passkey": {
    title: "Dieser Passkey meldet hier niemanden an.",
    next: "Einen anderen oder die Passphrase verwenden. Einer, der entfernt wurde, öffnet nichts mehr.",
  },
  "sign-in.too-many": {
    title: "Zu viele Versuche.",
    next: "Etwas warten, dann noch einmal versuchen.",
  },
  "hub-microphone.off": {
    title: "Dieser Hub hat kein Mikrofon, das er benutzen darf.",
    next: "Wer den Hub eingerichtet hat, kann in den Einstellungen eines nennen (microphone). Bis dahin eine Tondatei wählen.",
  },
  "hub-microphone.not-here": {
    title: "Das Mikrofon des Hubs gibt es nur auf der Seite an dem Gerät, auf dem der Hub läuft.",
    next: "Die Seite dort öffnen oder eine Tondatei wählen.",
  },
  "hub-microphone.in-use": {
    title: "Gerade nimmt jemand mit dem Mikrofon des Hubs auf.",
    next: "In einer Minute noch einmal versuchen.",
  },
  "hub-microphone.resting": {
    title: "Das Mikrofon des Hubs war mehrmals hintereinander an und ruht jetzt.",
    next: "In einigen Minuten noch einmal versuchen. Es ist für Nachrichten da, nicht zum Hineinhören.",
  },
  "hub-microphone.program-missing": {
    title: "Dem Hub fehlt das Programm, das aufnimmt.",
    next: "Auf dem Gerät des Hubs das Paket alsa-utils installieren (sudo apt install alsa-utils), dann noch einmal versuchen.",
  },
  "hub-microphone.no-device": {
    title: "Der Hub findet sein Mikrofon nicht.",
    next: "Steckt es? scripts/pawpost microphone zeigt, was es gibt; die Einstellung nennt eines davon.",
  },
  "hub-microphone.busy": {
    title: "Ein anderes Programm hat das Mikrofon des Hubs.",
    next: "Dieses Programm beenden, dann noch einmal versuchen.",
  },
  "hub-microphone.forbidden": {
    title: "Der Hub darf sein Mikrofon nicht benutzen.",
    next: "Das Benutzerkonto des Hubs muss in der Gruppe audio sein (sudo usermod -aG audio NAME); danach den Hub neu starten.",
  },
  "hub-microphone.failed": {
    title: "Das Mikrofon des Hubs ist nicht angegangen.",
    next: "Ausstecken, wieder einstecken und noch einmal versuchen. scripts/pawpost microphone sagt mehr.",
  },
  "session.none": { title: "Sie sind nicht angemeldet.", next: SIGN_IN_AGAIN },
  "session.revoked": {
    title: "Dieses Gerät wurde von einem anderen aus abgemeldet.",
    next: "Waren Sie das, bitte hier wieder anmelden.",
  },
  "session.wrong-device": { title: "Auf diesem Gerät sind Sie nicht angemeldet.", next: SIGN_IN_AGAIN },
  "session.not-allowed": {
    title: "Das ist für Vertrauenspersonen.",
    next: "Bitte eine Vertrauensperson der Familie fragen.",
  },
  "session.stale-proof": {
    title: "Die Anfrage kam zu spät oder zweimal.",
    next: "Noch einmal versuchen.",
  },
  "session.step-up-needed": {
    title: "Das dürfen nur Sie selbst.",
    next: "Zeigen, dass Sie es sind: mit Passkey, Passphrase oder Notfallblatt.",
  },
  "session.too-many-clips": {
    title: "Das ist mehr, als man anhört.",
    next: "Einige Sekunden warten, dann weitermachen. Wer alle möchte, zeigt vorher, wer es ist.",
  },
  "step-up.refused": {
    title: "Damit war nicht zu erkennen, dass Sie es sind.",
    next: "Noch einmal versuchen oder einen anderen Ihrer Zugänge verwenden.",
  },
  "session.suspended": {
    title: "Eine andere Vertrauensperson hat Sie gesperrt.",
    next: "Anhören und Senden geht. Am besten miteinander sprechen: Jede andere Vertrauensperson kann die Sperre aufheben.",
  },
  "presence.none": {
    title: "Einen solchen Code gibt es nicht.",
    next: "Den Hub einen neuen ausgeben lassen: Jeder gilt zehn Minuten, einmal.",
  },
  "presence.wrong-code": {
    title: "Das ist nicht der Code.",
    next: "Den Code eintippen, den der Hub zuletzt ausgegeben hat.",
  },
  "presence.needed": {
    title: "Das braucht einen Tag oder jemanden am Hub.",
    next: "Die Vertrauensperson sperren und in 24 Stunden wiederkommen. Oder zeigen, dass Sie am Hub sind.",
  },

  "slot.unknown": { title: "Diesen Zugang gibt es nicht mehr.", next: LIST_AGAIN },
  "slot.exists": { title: "Diesen Zugang hat der Hub schon.", next: LIST_AGAIN },
  "slot.wrong-passkey": {
    title: "Der erstellte Passkey ist keiner für diesen Hub.",
    next: "Noch einmal versuchen; geschieht es wieder, auf einem anderen Gerät erstellen.",
  },
  "slot.last": {
    title: "Sonst öffnet nichts Ihre Aufnahmen von allein.",
    next: "Ein weiteres Notfallblatt erstellen und einmal zurücktippen, dann dieses entfernen.",
  },
  "slot.too-many": {
    title: "Für einen weiteren Zugang dieser Art ist kein Platz.",
    next: "Einen entfernen, der nicht mehr benutzt wird.",
  },
  "slot.not-proven": {
    title: "Das war nicht mit Ihren Schlüsseln unterschrieben.",
    next: "Passphrase, Passkey oder Notfallblatt noch einmal verwenden.",
  },
  "restore.not-new": { title: "Dieser Hub hat schon eine Familie.", next: "Bitte anmelden." },
  "restore.busy": {
    title: "Es kommt schon eine Familie zurück.",
    next: "Einen Moment warten, dann noch einmal versuchen.",
  },
  "restore.unknown": {
    title: "Diese Sicherung ist nicht mehr da.",
    next: "Den Stick wieder einstecken und noch einmal nach Sicherungen suchen.",
  },
  "restore.out-of-turn": {
    title: "Ein Stück der Kopie ging unterwegs verloren.",
    next: "Die Datei noch einmal wählen.",
  },
  "restore.not-a-copy": {
    title: "Diese Datei ist keine Kopie einer Sicherung, oder sie wurde verändert.",
    next: "Die Datei wählen, die unter Sicherheit gespeichert wurde: ihr Name endet auf .tar.",
  },
  "restore.no-room": {
    title: "Auf diesem Hub ist nicht genug Platz für diese Kopie.",
    next: "Eine größere Karte oder Platte für den Hub nehmen: eine Weile braucht er das Doppelte der Kopie.",
  },
  "restore.not-asking": { title: "Es ist noch nichts zurückgekommen.", next: "Noch einmal beginnen." },
  "backup.none-here": {
    title: "Die Sicherungen sind nicht da.",
    next: "Den Stick wieder einstecken oder die Platte anschließen; dann noch einmal versuchen.",
  },
  "backup.keys-not-opened": {
    title: "Das ist nicht, was in der Sicherung liegt.",
    next: "Noch einmal versuchen. Geschieht es wieder, hat vielleicht jemand etwas daran geändert: am Hub sagt es pawpost backup verify.",
  },
  "former.unknown": { title: "Eine solche Vertrauensperson gab es nicht.", next: LIST_AGAIN },
  "former.refused": {
    title: "Das öffnet diese Aufnahmen nicht.",
    next: "Prüfen, von wem es war, und jedes Zeichen. Ein Blatt, das damals entfernt wurde, öffnet nichts.",
  },
  "device.unknown": {
    title: "Dieses Gerät steht nicht auf Ihrer Liste.",
    next: "Noch einmal in der Liste nachsehen.",
  },
  "device.this-one": {
    title: "Das ist das Gerät, das gerade benutzt wird.",
    next: "Unter „Einstellungen“ auf „Abmelden“ drücken.",
  },
  "device.not-signed": {
    title: "Dafür ist Ihre Passphrase nötig.",
    next: "Noch einmal in der Liste nachsehen, dann die Passphrase eintippen.",
  },

  "anew.wrong-code": {
    title: "Das ist nicht der Code.",
    next: "Am Gerät des Hubs „pawpost start-anew“ ausführen: Jeder Code gilt eine halbe Stunde, einmal.",
  },
  "anew.no-paw": {
    title: "Niemand hat eine Pfote gedrückt.",
    next: "Den Code noch einmal zeigen, dann innerhalb von zwei Minuten die blaue Pfote eines der Kuscheltiere drücken.",
  },
  "anew.no-guardian": {
    title: "Der Hub hat noch keine Vertrauensperson.",
    next: "Die Seite öffnen: Sie fragt nach dem Code, den der Hub beim Start ausgegeben hat.",
  },
  "anew.no-toy": {
    title: "Es gibt kein Kuscheltier der Familie mehr, dessen Pfote sich drücken ließe.",
    next: "Nur wenn alles gelöscht wird, lässt sich der Hub neu einrichten: scripts/start --reset.",
  },
  "person.yourself": { title: "Das sind Sie selbst.", next: "Eine andere Vertrauensperson fragen." },
  "vault.not-for-all": {
    title: "Die Vertrauenspersonen sind andere, als diese Seite wusste.",
    next: "Die Liste der Vertrauenspersonen ansehen, dann das Schloss noch einmal auswechseln.",
  },
  "keepsake.not-begun": {
    title: "Das Andenken muss zuerst begonnen werden.",
    next: "Noch einmal beginnen; vom vorigen geht nichts verloren.",
  },
  "keepsake.nothing": {
    title: "In dieser Zeit gibt es nichts, das aufgehoben werden kann.",
    next: "Andere Tage wählen, oder auch Aufnahmen ohne Stern.",
  },
  "keepsake.too-many": {
    title: "Das ist mehr, als in ein Andenken passt.",
    next: "Weniger Tage wählen und mehrere machen.",
  },
  "vault.not-resealing": {
    title: "Das neue Versiegeln muss zuerst begonnen werden.",
    next: "Auf der ersten Seite „Neu versiegeln“ drücken.",
  },
  "vault.resealed": {
    title: "Diese Aufnahme ist schon neu versiegelt.",
    next: "Es ist nichts zu tun.",
  },
  "vault.other-copy": {
    title: "Auch ein anderes Gerät versiegelt diese Aufnahme gerade neu.",
    next: "Gleich noch einmal versuchen.",
  },
  "child.unknown": {
    title: "Ein solches Kind gibt es nicht.",
    next: "Die Seite neu laden; bleibt es so, eine Vertrauensperson fragen.",
  },
  "invitation.unknown": {
    title: "Eine solche Einladung gibt es nicht.",
    next: "Eine Vertrauensperson um einen neuen Link bitten.",
  },
  "invitation.expired": {
    title: "Diese Einladung ist zu alt.",
    next: "Sie galt drei Tage. Bitte um einen neuen Link bitten.",
  },
  "invitation.withdrawn": {
    title: "Diese Einladung wurde zurückgenommen.",
    next: "Kommt das unerwartet, eine Vertrauensperson der Familie fragen.",
  },
  "invitation.used": {
    title: "Dieser Link wurde schon benutzt.",
    next: "Waren Sie das nicht, sofort der Vertrauensperson sagen, die ihn geschickt hat. Jeder Link gilt für ein Gerät.",
  },
  "invitation.exists": { title: "Eine solche Einladung gibt es schon.", next: LIST_AGAIN },
  "invitation.too-many": {
    title: "Zu viele Einladungen sind offen.",
    next: "Eine zurücknehmen, die niemand mehr braucht.",
  },
  "invitation.not-for-them": {
    title: "Diese Person ist schon Vertrauensperson.",
    next: "Die eigene Passphrase oder das eigene Notfallblatt führt auf einem anderen Gerät hinein.",
  },
  "invitation.not-waiting": {
    title: "Diesen Link hat noch niemand geöffnet.",
    next: "Warten, bis er geöffnet wird.",
  },
  "invitation.device-unknown": { title: "Dieses Gerät darf nicht einladen.", next: SIGN_IN_AGAIN },
  "joining.not-confirmed": {
    title: "Noch hat keine Vertrauensperson Ja gesagt.",
    next: "Diese Seite offen lassen; es geht von selbst weiter.",
  },
  "joining.not-consistent": {
    title: "Die Schlüssel der Seite passen nicht zusammen.",
    next: "Die Seite neu laden und den Link noch einmal öffnen.",
  },
  "joining.device-taken": {
    title: "Dieser Browser gehört schon jemand anderem.",
    next: "Den Link auf dem Gerät der Person öffnen, für die er ist.",
  },
  "joining.name-taken": { title: "So heißt hier schon jemand.", next: OTHER_NAME },
  "person.unknown": {
    title: "Auf der Liste steht niemand, der so ist.",
    next: "Noch einmal in der Liste nachsehen.",
  },
  "person.name-taken": {
    title: "So heißt hier schon jemand oder ist so eingeladen.",
    next: "Einen anderen Namen wählen oder in der Liste nachsehen.",
  },
  "vaults.not-all": {
    title: "Das Schloss der Familie hat sich geändert.",
    next: "Die Seite neu laden und noch einmal bestätigen.",
  },
  "child.name-taken": { title: "So heißt schon ein anderes Kind.", next: OTHER_NAME },
  "child.unknown-zone": {
    title: "Diese Zeitzone kennt der Hub nicht.",
    next: "Einen anderen Ort mit derselben Zeit wählen.",
  },
  "child.too-many": {
    title: "Für so viele Kinder hat der Hub keinen Platz.",
    next: "Stattdessen eines umbenennen.",
  },
  "vault.none": {
    title: "Der Hub hat noch keine Vertrauensperson.",
    next: "Die Seite öffnen und die erste werden.",
  },

  "message.unknown": { title: "Eine solche Nachricht gibt es nicht.", next: FIRST_PAGE },
  "message.exists": {
    title: "Diese Nummer hat schon eine andere Nachricht.",
    next: "Noch einmal als neue Nachricht senden.",
  },
  "message.too-late": {
    title: "Dafür ist es zu spät.",
    next: "Bei der Nachricht nachsehen, wie es um sie steht.",
  },
  "message.wrong-time": {
    title: "Zugestimmt wurde für einen anderen Zeitpunkt.",
    next: "Die Seite neu laden, dann den Zeitpunkt noch einmal wählen.",
  },
  "message.too-far-ahead": {
    title: "Das ist zu weit im Voraus.",
    next: "Einen der nächsten sieben Tage wählen: Nichts, was der Hub hören kann, wartet länger.",
  },
  "message.not-here": {
    title: "Die Aufnahme ist nicht mehr hier.",
    next: "Im Verlauf der Nachricht nachsehen.",
  },
  "message.wrong-clip": { title: "Der Ton kam beschädigt an.", next: "Noch einmal senden." },
  "message.not-sealed": {
    title: "Die Fassung zum Aufbewahren ist nicht versiegelt.",
    next: RELOAD_AND_SEND,
  },
  "message.stale-vault": {
    title: "Das Schloss der Familie hat sich geändert.",
    next: RELOAD_AND_SEND,
  },
  "message.erased": ERASED,
  "clip.refused": { title: "Das Kuscheltier kann das nicht abspielen.", next: RECORD_AGAIN },
  "clip.not-checked": BUSY,
  "share.quarantined": {
    title: "Das wurde aufgenommen, als niemand dabei war.",
    next: "Erst anhören und zu den anderen lassen.",
  },
  "message.not-listened": {
    title: "Was niemand gehört hat, lässt sich nicht zu den anderen lassen.",
    next: "Erst anhören.",
  },
  "share.no-answer": {
    title: "Nur was ein Kind aufgenommen hat, lässt sich teilen.",
    next: "Bei der Nachricht nachsehen, wie es um sie steht.",
  },
  "share.not-for-them": {
    title: "Diese Person darf die Antworten dieses Kindes nicht hören.",
    next: "Zuerst unter „Familie“ ändern, was sie darf.",
  },
  "check.took-too-long": NOT_CHECKED,
  "check.crashed": NOT_CHECKED,
  "check.busy": BUSY,
  "check.stopped": RESTARTING,

  "library.unknown": {
    title: "Das ist nicht mehr in der Sammlung.",
    next: "Die Sammlung noch einmal öffnen.",
  },
  "library.full": {
    title: "Die Sammlung ist voll.",
    next: "Etwas entfernen, das niemand anhört, dann dies noch einmal hinzufügen.",
  },
  "library.too-short": {
    title: "Für die Sammlung ist es zu kurz.",
    next: "Etwas von mindestens 4 Sekunden wählen: Kürzeres kann ein Kuscheltier nicht lange genug wiederholen.",
  },
  "library.too-many-chapters": {
    title: "Die Geschichte hat so viele Kapitel, wie hineinpassen.",
    next: "Einen zweiten Teil als eigene Geschichte beginnen.",
  },
  "library.already-there": {
    title: "Es ist schon auf dem Kuscheltier oder auf dem Weg dorthin.",
    next: "In der Sammlung nachsehen, was das Kuscheltier hat.",
  },
  "loop.nothing-there": {
    title: "Auf diesem Kuscheltier ist kein Schlaflied und keine Geschichte.",
    next: "Zuerst eines daraufgeben.",
  },
  "loop.out-of-reach": {
    title: "Das Kuscheltier ist außer Reichweite.",
    next: "Näher an den Hub bringen und noch einmal versuchen.",
  },
  "loop.toy-busy": {
    title: "Etwas ist auf dem Weg zum Kuscheltier.",
    next: "Warten, bis es da ist, und noch einmal versuchen.",
  },

  "pretend-toy.none": {
    title: "Hier läuft kein Übungskuscheltier.",
    next: "Den Hub mit einem Übungskuscheltier starten.",
  },
  "pretend-toy.away": {
    title: "Das Übungskuscheltier antwortet nicht.",
    next: "Einen Moment warten: Es wird von selbst wieder gestartet.",
  },
  "toy.unknown": {
    title: "Ein solches Kuscheltier gibt es nicht.",
    next: "Das Kuscheltier noch einmal suchen.",
  },
  "toy.not-claimed": {
    title: "Das Kuscheltier gehört noch nicht zur Familie.",
    next: "Das Kuscheltier suchen und seine Pfote drücken.",
  },
  "toy.already-claimed": {
    title: "Das Kuscheltier gehört schon zur Familie.",
    next: "Auf der ersten Seite wählen.",
  },
  "toy.wrong-child": {
    title: "Das Kuscheltier gehört einem anderen Kind.",
    next: "Das eigene Kuscheltier des Kindes wählen.",
  },
  "toy.name-ambiguous": {
    title: "So heißen mehrere Kuscheltiere.",
    next: "Eines davon umbenennen.",
  },
  "toy.out-of-reach": {
    title: "Das Kuscheltier ist außer Reichweite.",
    next: "Näher an den Hub bringen und einschalten, dann noch einmal versuchen.",
  },
  "toy.busy": {
    title: "Das Kuscheltier kam nicht dazu.",
    next: "Vielleicht benutzt es gerade ein Kind, oder eine Nachricht ist unterwegs. In einer Minute noch einmal versuchen.",
  },
  "toy.cannot": {
    title: "Kuscheltiere dieser Art können das nicht.",
    next: "Ein anderes Kuscheltier dafür wählen.",
  },
  "toy.strange": {
    title: "Das Kuscheltier tat nicht, was ihm gesagt wurde.",
    next: "Aus- und wieder einschalten, dann noch einmal versuchen.",
  },
  "keeper.no-family": {
    title: "Auf diesem Hub gibt es noch keine Familie.",
    next: "Zuerst seine erste Vertrauensperson werden, dann noch einmal versuchen.",
  },
  "keeper.no-network": {
    title: "Der Hub kann im eigenen Netz des Hauses nicht horchen.",
    next: "Ihn mit Kabel oder WLAN verbinden und nachsehen, dass kein anderes Programm darauf den Port 8883 hat. Dann noch einmal versuchen.",
  },
  "keeper.bad-address": {
    title: "Das ist keine Adresse eines Hubs.",
    next: "Sie so schreiben, wie der andere Hub sie neben dem Code zeigt, zum Beispiel 192.168.1.7:8883.",
  },
  "keeper.bad-code": {
    title: "Dieser Code gilt dort nicht.",
    next: "Codes gelten einmal, zehn Minuten lang. Auf dem anderen Hub einen neuen erstellen.",
  },
  "keeper.unreachable": {
    title: "Unter dieser Adresse antwortet niemand.",
    next: "Nachsehen, dass der andere Hub an ist und im selben Netz, und dass sein Code noch gilt. Dann noch einmal versuchen.",
  },
  "keeper.other-hub": {
    title: "Unter dieser Adresse antwortet jemand anderes.",
    next: "Die Adresse prüfen. Stimmt sie, kann jemand dazwischen sein: über dieses Netz nicht weitermachen.",
  },
  "keeper.other-key": {
    title: "Der andere Hub bewahrt unter dem Namen von diesem Sicherungen eines anderen auf.",
    next: "Eine Vertrauensperson dort kann unter Sicherheit nachsehen, wessen es sind, und sie dort zuerst entfernen.",
  },
  "keeper.too-many": {
    title: "Dort werden Sicherungen von so vielen Hubs aufbewahrt, wie es geht.",
    next: "Eine Vertrauensperson dieses Hubs kann einen entfernen, der nicht mehr gebraucht wird.",
  },
  "keeper.none": {
    title: "Kein anderer Hub bewahrt Sicherungen von diesem auf.",
    next: "Diese Seite noch einmal öffnen.",
  },
  "keeper.full": {
    title: "Der Hub, der Sicherungen aufbewahrt, hat keinen Platz mehr dafür.",
    next: "Ihm mehr geben: dort die Einstellung keep_backups_gib, oder eine größere Karte. Was dort ist, bleibt.",
  },
  "keeper.refused": {
    title: "Der andere Hub hat es nicht angenommen.",
    next: "Dort einen neuen Code erstellen und noch einmal versuchen.",
  },
  "keeper.unknown": {
    title: "Von diesem Hub wird hier nichts mehr aufbewahrt.",
    next: "Diese Seite noch einmal öffnen.",
  },
  "room.no-family": {
    title: "Es gibt noch keine Familie, deren Post in einem anderen Zimmer gilt.",
    next: "Zuerst die erste Vertrauensperson des Hubs werden, dann das Zimmer hinzufügen.",
  },
  "room.no-network": {
    title: "Der Hub kann im eigenen Netz des Hauses nicht horchen.",
    next: "Ihn mit Kabel oder WLAN verbinden und nachsehen, dass kein anderes Programm darauf den Port 8883 hat. Dann noch einmal versuchen.",
  },
  "room.too-many": {
    title: "Der Hub hat so viele Zimmer, wie er haben kann.",
    next: "Eines entfernen, das nicht mehr gebraucht wird, dann das neue hinzufügen.",
  },
  "room.same-name": {
    title: "Ein anderes Zimmer heißt schon so.",
    next: "Einen anderen Namen wählen.",
  },
  "room.bad-name": {
    title: "Das ist kein Name für ein Zimmer.",
    next: "1 bis 32 Zeichen schreiben, zum Beispiel Dachboden.",
  },
  "room.unknown": {
    title: "Dieses Zimmer wurde inzwischen entfernt.",
    next: "Die Zimmer noch einmal öffnen.",
  },
  "room.offline": {
    title: "Der Funk des Hubs antwortet nicht.",
    next: "Einen Moment warten; er wird von selbst wieder gestartet.",
  },

  "roster.refused": {
    title: "Diese Änderung der Liste zählt nicht.",
    next: "Die Seite neu laden und noch einmal versuchen.",
  },
  "ledger.not-signed": { title: "Das hat nicht dieses Gerät unterschrieben.", next: SIGN_IN_AGAIN },
  "ledger.does-not-fit": {
    title: "Der Verlauf des Hubs ist nicht der, den dieses Gerät gesehen hat.",
    next: "„Sicherheit“ öffnen: Dort steht, was das heißen kann und was zu tun ist.",
  },
  "ledger.malformed": FORGED,
  "ledger.wrong-hub": FORGED,
  "ledger.other-key": FORGED,
  "ledger.cut": FORGED,
  "ledger.rewritten": FORGED,
  "jws.malformed": FORGED,
  "jws.wrong-type": FORGED,
  "jws.bad-signature": FORGED,
  "stamp.malformed": FORGED,
  "stamp.unknown-signer": {
    title: "Dieses Gerät darf Nachrichten nicht zustimmen.",
    next: "Auf diesem Gerät wieder anmelden, dann noch einmal senden.",
  },
  "stamp.wrong-hub": forged("Der Stempel ist für einen anderen Hub."),
  "stamp.wrong-message": forged("Der Stempel ist für eine andere Nachricht."),
  "stamp.wrong-clip": forged("Der Stempel ist für einen anderen Ton."),
  "stamp.wrong-toy": forged("Der Stempel ist für ein anderes Kuscheltier."),
  "stamp.wrong-child": forged("Der Stempel ist für ein anderes Kind als das, bei dem das Kuscheltier ist."),
  "stamp.not-trusted": {
    title: "Hier muss zuerst eine Vertrauensperson zuhören.",
    next: "Eine Vertrauensperson bitten, zuzustimmen.",
  },
  "stamp.too-early": STAMP_TIME,
  "stamp.expired": STAMP_TIME,
  "stamp.unknown-roster": FORGED,
  "roster.malformed": ROSTER,
  "roster.wrong-first-guardian": ROSTER,
  "roster.broken-chain": ROSTER,
  "roster.not-a-guardian": ROSTER,
  "roster.suspended": ROSTER,
  "roster.last-guardian": ROSTER,
  "roster.older-than-known": ROSTER,
  "roster.forked": ROSTER,

  "report.bad-work": {
    title: "Die kleine Aufgabe gegen Fluten wurde nicht gelöst oder ist zu alt.",
    next: "Das Formular neu laden; was geschrieben wurde, lässt sich kopieren.",
  },
  "report.empty": { title: "Darin steht nichts.", next: "Bitte einen Satz schreiben." },
  "report.too-many": {
    title: "Andere haben vorher geschrieben: In einer Stunde werden drei Meldungen angenommen.",
    next: "Das Formular offen lassen; es versucht es von selbst wieder.",
  },
  "report.full": {
    title: "Der Haushalt hat noch nicht gelesen, was vorher kam.",
    next: "In einigen Tagen noch einmal versuchen oder es auf anderem Weg sagen.",
  },
  "report.unknown": { title: "Eine solche Meldung gibt es nicht.", next: "Die Seite neu laden." },
  "alert.unknown": { title: "So etwas gibt es nicht zu wissen.", next: "Die Seite neu laden." },
  "alert.has-grown": {
    title: "Inzwischen ist es wieder geschehen.",
    next: "Noch einmal ansehen, dann „Ich habe es gesehen“ drücken.",
  },
  "drill.running": {
    title: "Eine Übung läuft schon.",
    next: "Warten, bis sie zu Ende ist: Unter Sicherheit steht, wie weit sie ist.",
  },
  "drill.no-guardian": {
    title: "Dieser Hub hat noch keine Familie, für die er üben könnte.",
    next: "Erst die erste Vertrauensperson werden, dann noch einmal.",
  },
  "advisories.off": {
    title: "Dieser Hub fragt niemanden nach Schwachstellen in Pawpost.",
    next: "Eine Adresse einstellen lassen: docs/advisories.md.",
  },
  "advisories.no-keys": {
    title:
      "Dieser Hub würde niemandem glauben, was Schwachstellen angeht: Er hat keine Schlüssel eines Projekts.",
    next: "Die Schlüssel einstellen lassen: docs/advisories.md.",
  },
  "updates.off": {
    title: "Dieser Hub fragt niemanden nach neueren Versionen von Pawpost.",
    next: "Eine Adresse einstellen lassen: docs/updates.md.",
  },
  "updates.no-keys": {
    title:
      "Dieser Hub würde niemandem glauben, was neuere Versionen angeht: Er hat keine Schlüssel eines Projekts.",
    next: "Die Schlüssel einstellen lassen: docs/updates.md.",
  },
  "updates.none": {
    title: "Eine neuere Version gibt es nicht.",
    next: "Noch einmal fragen, oder an einem anderen Tag.",
  },
  "updates.by-hand": {
    title: "Dieser Hub bringt sich nicht selbst auf den neuesten Stand.",
    next: "Das macht, wer sich um ihn kümmert: docs/updates.md.",
  },
  "push.not-a-service": {
    title: "Der Hub kennt den Mitteilungsdienst dieses Browsers nicht.",
    next: "Einen anderen Browser verwenden, oder den Dienst in den Einstellungen des Hubs erlauben lassen.",
  },
  "push.too-many": {
    title: "Der Hub meldet sich schon auf so vielen Geräten, wie er kann.",
    next: "Unter „Geräte“ eines abmelden, das niemand mehr benutzt.",
  },
  "push.none": { title: "Auf diesem Gerät wird nicht mehr gemeldet.", next: "Bitte wieder einschalten." },
  "push.too-soon": { title: "Gerade wurde schon ein Test gesendet.", next: "Einige Sekunden warten." },

  "store.erased": ERASED,
  "store.exists": {
    title: "Unter dieser Nummer ist schon etwas anderes aufbewahrt.",
    next: "Noch einmal als neue Nachricht senden.",
  },
  "store.missing": { title: "Das kennt der Hub nicht.", next: FIRST_PAGE },
  "store.already-claimed": HAS_GUARDIAN,
  "store.in-use": {
    title: "Ein zweiter Hub arbeitet mit denselben Daten.",
    next: "Einen der beiden anhalten.",
  },
  "store.disk-full": {
    title: "Der Hub hat keinen Platz mehr.",
    next: "Auf dem Hub Platz schaffen, dann noch einmal senden; was er vorher angenommen hat, ist nicht verloren.",
  },
  "store.damaged": DAMAGED,
  "store.too-new": {
    title: "Was der Hub aufbewahrt, hat ein neueres Pawpost geschrieben.",
    next: "Jenes wieder starten.",
  },
  "store.ledger-broken": DAMAGED,
  "store.key-missing": DAMAGED,
  "store.io": {
    title: "Der Speicher des Hubs antwortet nicht.",
    next: "Einen Moment warten: Der Hub startet von selbst neu. Geschieht es wieder, nach seinem Speicher sehen.",
  },
  "store.closed": RESTARTING,

  "clip.unknown-format": {
    title: "Das ist kein Ton, den wir lesen können.",
    next: "Eine WAV-Datei mit 16 Bit, eine Nachricht für ein Kuscheltier (.au) oder eine Aufnahme von einem Kuscheltier verwenden.",
  },
  "clip.too-large": {
    title: "Die Datei ist größer als jeder Ton, den ein Kuscheltier fassen kann.",
    next: "Auf 40 Sekunden kürzen und noch einmal versuchen.",
  },
  "message.bad-magic": {
    title: "Das ist keine Nachricht für ein Kuscheltier.",
    next: "Aus einer WAV-Datei neu erstellen, mit „pawpost clip encode“.",
  },
  "message.header-lies": {
    title: "Der Kopf der Nachricht passt nicht zu dem, was folgt.",
    next: "Die Datei wurde beschädigt oder von einem anderen Programm erstellt: aus dem ursprünglichen Ton neu erstellen.",
  },
  "message.truncated": {
    title: "Die Nachricht endet früher, als ihr Kopf sagt.",
    next: "Noch einmal senden oder kopieren: Unterwegs ging ein Teil verloren.",
  },
  "message.empty": { title: "In der Nachricht ist kein Ton.", next: RECORD_AGAIN },
  "message.too-long": {
    title: "Die Nachricht ist länger als 40 Sekunden.",
    next: "Auf zwei Nachrichten verteilen: Ein Kuscheltier fasst 40 Sekunden.",
  },
  "message.frame-errors": {
    title: "Die Nachricht ist beschädigt.",
    next: "Noch einmal senden; geschieht es wieder, noch einmal aufnehmen.",
  },
  "message.too-loud": {
    title: "Die Nachricht ist zu laut für Kinderohren.",
    next: "Statt einer fertigen Datei den ursprünglichen Ton durch Pawpost senden, das die Lautstärke einstellt.",
  },
  "message.silence": { title: "In der Nachricht ist nichts zu hören.", next: RECORD_AGAIN },
  "recording.bad-magic": { title: "Das ist keine Aufnahme von einem Kuscheltier.", next: FETCH_AGAIN },
  "recording.bad-bits": {
    title: "Der Kopf der Aufnahme nennt eine Art von Messwerten, die Kuscheltiere nicht verwenden.",
    next: FETCH_OR_REPORT,
  },
  "recording.bad-predictor": { title: "Die Aufnahme ist beschädigt.", next: FETCH_OR_REPORT },
  "recording.bad-size": {
    title: "Die Aufnahme hört mitten in einem Block auf.",
    next: "Noch einmal vom Kuscheltier holen: Unterwegs ging ein Teil verloren.",
  },
  "recording.empty": {
    title: "In der Aufnahme ist kein Ton.",
    next: "Das Kind bitten, noch einmal aufzunehmen.",
  },
  "recording.too-long": {
    title: "Die Aufnahme ist länger, als ein Kuscheltier fassen kann.",
    next: FETCH_OR_REPORT,
  },
  "recording.wrong-duration": {
    title: "Die Aufnahme ist kürzer oder länger, als das Kuscheltier gesagt hat.",
    next: "Noch einmal vom Kuscheltier holen: Ein Teil ging verloren oder kam doppelt.",
  },
  "wav.bad-magic": {
    title: "Das ist keine WAV-Datei.",
    next: "Den Ton als WAV-Datei mit 16 Bit speichern.",
  },
  "wav.truncated": {
    title: "Die WAV-Datei endet früher, als ihr Kopf sagt.",
    next: "Die Datei noch einmal kopieren: Unterwegs ging ein Teil verloren.",
  },
  "wav.header-lies": {
    title: "Der Kopf der WAV-Datei widerspricht sich.",
    next: "Den Ton noch einmal als WAV-Datei mit 16 Bit speichern.",
  },
  "wav.unsupported": {
    title: "Diese Art von WAV-Datei wird nicht unterstützt.",
    next: "Den Ton als unkomprimierte WAV-Datei mit 16 Bit speichern, ein oder zwei Kanäle, 8.000 bis 192.000 Messwerte in der Sekunde.",
  },
  "wav.empty": { title: "In der WAV-Datei ist kein Ton.", next: RECORD_AGAIN },
  "sound.bad-rate": {
    title: "Der Ton hat eine ungewöhnliche Abtastrate.",
    next: "Eine ganze Zahl von 8.000 bis 192.000 Messwerten in der Sekunde verwenden.",
  },
  "sound.silence": {
    title: "Wir haben nichts gehört.",
    next: "Nach dem Mikrofon sehen und noch einmal aufnehmen.",
  },
  "sound.too-quiet": {
    title: "Das war kaum zu hören.",
    next: "Noch einmal, etwas näher am Mikrofon?",
  },
  "sound.too-short": { title: "Das war zu kurz.", next: "Beim Sprechen weiter aufnehmen." },
  "sound.too-long": {
    title: "Das war länger als 40 Sekunden.",
    next: "Auf zwei Nachrichten verteilen: Ein Kuscheltier fasst 40 Sekunden.",
  },
};
