import type { SlotView } from "../../../../hub/contract/slots.ts";
import type {
  safetyWords as english,
  ALERT_WORDS as englishAlerts,
  HISTORY_WORDS as englishHistory,
  LEDGER_TROUBLE_WORDS as englishLedger,
  TRACE_WORDS as englishTraces,
  HistoryPlace,
} from "../en/safety.ts";
import type { Translated } from "../translated.ts";
import { plural } from "./amounts.ts";

/** Wer etwas getan hat, mit dem Verb, das dazu passt. */
const hat = ({ who, isYou }: { readonly who: string | undefined; readonly isYou: boolean }): string =>
  isYou ? "Sie haben" : `${who ?? "Jemand"} hat`;

/** Wo es war, hinter dem, wer es war. */
const auf = (place: HistoryPlace | undefined): string =>
  place === undefined ? "" : place === "here" ? " auf diesem Gerät" : " auf einem anderen Gerät";

const WAYS: Translated<Readonly<Record<SlotView["kind"], string>>> = {
  passphrase: " mit der Passphrase",
  passkey: " mit einem Passkey",
  "recovery-sheet": " mit einem Notfallblatt",
};
const mit = (way: SlotView["kind"] | undefined): string => (way === undefined ? "" : WAYS[way]);

/** Auf dem eigenen Gerät hat es jemand selbst getan. */
const HISTORY_WORDS: Translated<typeof englishHistory> = {
  claimed: ({ who, isYou }) =>
    isYou ? "Sie wurden die erste Vertrauensperson" : `${who} wurde die erste Vertrauensperson`,
  "signed-in": (facts) => `${hat(facts)} sich${mit(facts.way)}${auf(facts.place)} angemeldet`,
  "new-device": (facts) =>
    facts.isThisDevice
      ? `${hat(facts)} sich${mit(facts.way)} auf einem neuen Gerät angemeldet, auf diesem`
      : `${hat(facts)} sich${mit(facts.way)} auf einem neuen Gerät angemeldet`,
  "sign-in-failed": ({ who, whose, isYours }) => {
    if (who === undefined) return "Jemand wollte sich mit einem Namen anmelden, den niemand hat";
    return isYours
      ? "Jemand wollte sich mit Ihrem Namen anmelden, vergeblich"
      : `Jemand wollte sich mit dem Namen ${whose} anmelden, vergeblich`;
  },
  "stepped-up": (facts) => `${hat(facts)}${auf(facts.place)} für fünf Minuten freigegeben, was endgültig ist`,
  "step-up-failed": (facts) =>
    `${hat(facts)}${auf(facts.place)} vergeblich versucht, Endgültiges freizugeben`,
  "signed-out": (facts) => `${hat(facts)} sich${auf(facts.place)} abgemeldet`,
  "device-signed-out": (facts) =>
    facts.isYours
      ? `${hat(facts)} eines Ihrer Geräte abgemeldet`
      : `${hat(facts)} eines der Geräte ${facts.whose} abgemeldet`,
  "slot-added": (facts) => `${hat(facts)} einen neuen Zugang angelegt`,
  "passkey-added": (facts) => `${hat(facts)} einen Passkey hinzugefügt`,
  "passkey-doubtful": ({ whose, isYours }) =>
    isYours
      ? "Einer Ihrer Passkeys zählte rückwärts und wurde abgewiesen"
      : `Einer der Passkeys ${whose} zählte rückwärts und wurde abgewiesen`,
  "passkey-fading": ({ whose, isYours }) =>
    isYours
      ? "Einer Ihrer Passkeys wurde lange nicht benutzt und verfällt"
      : `Einer der Passkeys ${whose} wurde lange nicht benutzt und verfällt`,
  "passkey-faded": ({ whose, isYours }) =>
    isYours
      ? "Einer Ihrer Passkeys ist verfallen, weil ihn 90 Tage lang niemand benutzt hat"
      : `Einer der Passkeys ${whose} ist verfallen, weil ihn 90 Tage lang niemand benutzt hat`,
  "slot-tested": (facts) => `${hat(facts)} einen Zugang geprüft`,
  "slot-removed": (facts) => `${hat(facts)} einen Zugang entfernt`,
  "passphrase-changed": (facts) => `${hat(facts)} eine neue Passphrase festgelegt`,
  "clip-taken-in": (facts) =>
    facts.who === undefined
      ? `Der Hub hat ${facts.what} entgegengenommen`
      : `${hat(facts)} ${facts.what} gesendet`,
  "clip-approved": (facts) => `${hat(facts)} ${facts.what} angehört und zugestimmt`,
  "clip-declined": (facts) => `${hat(facts)} ${facts.what} nicht durchgelassen`,
  "child-erased": (facts) => `${hat(facts)} alles gelöscht, was von einem Kind aufbewahrt war`,
  "person-erased": (facts) =>
    facts.isToYou
      ? `${hat(facts)} alles gelöscht, was Sie gesendet hatten`
      : `${hat(facts)} alles gelöscht, was ${facts.whom} gesendet hatte`,
  "keep-time-changed": (facts) => `${hat(facts)} geändert, wie lange Nachrichten aufbewahrt werden`,
  "clip-handed-out": (facts) => `${hat(facts)} ${facts.what}${auf(facts.place)} angehört`,
  "recording-let-in": (facts) =>
    `${hat(facts)} eingelassen, was aufgenommen wurde, als niemand dabei war${auf(facts.place)}`,
  "answer-shared": ({ who, isYou, what }) =>
    isYou ? `Sie haben ${what} bekommen` : `${who} hat ${what} bekommen`,
  "answer-unshared": (facts) => `${hat(facts)} ${facts.what} nicht mehr`,
  "share-handed-out": (facts) => `${hat(facts)} ${facts.what}${auf(facts.place)} angehört`,
  "clip-to-toy": ({ what }) => `Der Hub hat ${what} an das Kuscheltier gegeben`,
  "clip-erased": (facts) =>
    facts.who === undefined ? `Der Hub hat ${facts.what} gelöscht` : `${hat(facts)} ${facts.what} gelöscht`,
  "library-added": (facts) =>
    facts.who === undefined
      ? "Mit dem Hub kam etwas in die Sammlung"
      : `${hat(facts)} etwas zur Sammlung hinzugefügt`,
  "library-renamed": (facts) => `${hat(facts)} etwas in der Sammlung umbenannt`,
  "library-removed": (facts) =>
    facts.who === undefined
      ? "Der Hub hat etwas aus der Sammlung entfernt"
      : `${hat(facts)} etwas aus der Sammlung entfernt`,
  "library-handed-out": (facts) => `${hat(facts)} etwas aus der Sammlung${auf(facts.place)} angehört`,
  "library-stamped": (facts) => `${hat(facts)} etwas aus der Sammlung für ein Kuscheltier ausgewählt`,
  "loop-started": (facts) => `${hat(facts)} ${facts.toy} immer wieder spielen lassen`,
  "loop-stopped": (facts) => `${hat(facts)} beendet, was ${facts.toy} spielte`,
  "report-taken-in": () => "Jemand Fremdes hat dem Haushalt etwas mitgeteilt",
  "report-read": (facts) => `${hat(facts)} gelesen, was jemand Fremdes geschrieben hat`,
  "toy-claimed": ({ toy }) => `${toy} gehört jetzt zur Familie`,
  "hand-over-made": (facts) => `${hat(facts)} einen Code erstellt, um woanders weiterzumachen`,
  "own-keys-opened": (facts) =>
    `${hat(facts)} die eigenen Schlüssel${auf(facts.place)} geöffnet, um sie zu behalten oder mitzunehmen`,
  "toy-lent": (facts) => `${hat(facts)} ${facts.toy} an ein anderes Kind gegeben`,
  "toy-moved": ({ toy }) => `${toy} ist jetzt einem anderen Zimmer näher und wird von dort gehalten`,
  "toy-care-chosen": (facts) => `${hat(facts)} gewählt, was für ${facts.toy} gilt`,
  "toy-recorded-over": ({ toy }) =>
    `${toy} hat eine halbe Sekunde aus dem Zimmer aufgenommen, über das, was das Kind gesagt hatte`,
  "toy-removed": (facts) => `${hat(facts)} ${facts.toy} aus der Familie entfernt`,
  "toy-emptied": ({ toy }) =>
    `Auf ${toy}, nicht mehr in der Familie, ist jetzt Stille statt der alten Nachrichten`,
  "toy-freed": ({ toy }) => `${toy} ist frei, weil das Kind gelöscht wurde`,
  "roster-grew": (facts) => `${hat(facts)} die Liste derer geändert, die zählen`,
  invited: (facts) => `${hat(facts)} ${facts.whom} eingeladen`,
  "invitation-withdrawn": (facts) => `${hat(facts)} die Einladung für ${facts.whom} zurückgenommen`,
  "invitation-opened": ({ whom }) =>
    `Die Einladung für ${whom} wurde geöffnet und wartet auf eine Vertrauensperson`,
  "person-joined": (facts) => `${hat(facts)} ${facts.whom} in die Familie gelassen`,
  "rights-changed": (facts) =>
    facts.isToYou
      ? `${hat(facts)} geändert, was Sie dürfen`
      : `${hat(facts)} geändert, was ${facts.whom} darf`,
  "person-removed": (facts) => `${hat(facts)} ${facts.whom} aus der Familie genommen`,
  "phone-changed": (facts) => `${hat(facts)} die Telefonnummer für Hilfe geändert`,
  "times-changed": (facts) => `${hat(facts)} Ruhezeit, Aufwachen oder Schlafenszeit eines Kindes geändert`,
  "child-named": (facts) => `${hat(facts)} einem Kind einen Namen gegeben`,
  "guardian-suspended": (facts) => `${hat(facts)} ${facts.whom} gesperrt`,
  "guardian-reinstated": (facts) =>
    facts.isToYou
      ? `${hat(facts)} Ihre Sperre aufgehoben`
      : `${hat(facts)} die Sperre für ${facts.whom} aufgehoben`,
  "guardian-removed": (facts) => `${hat(facts)} ${facts.whom} als Vertrauensperson aus der Familie genommen`,
  "anew-asked": () => "Jemand am Gerät des Hubs hat einen Code für einen Neuanfang verlangt",
  "started-anew": ({ who, isYou }) =>
    isYou
      ? "Der Hub hat neu angefangen: Niemand aus der Familie kam mehr hinein. Sie wurden die erste Vertrauensperson"
      : `Der Hub hat neu angefangen: Niemand aus der Familie kam mehr hinein. ${who} wurde die erste Vertrauensperson`,
  "former-opened": (facts) =>
    `${hat(facts)}${auf(facts.place)} die Aufnahmen von vor dem Neuanfang des Hubs mit einem alten Zugang geöffnet`,
  panic: (facts) => `${hat(facts)} alle anderen abgemeldet und jede Einladung beendet`,
  "vault-changed": (facts) => `${hat(facts)} das Schloss ausgewechselt`,
  "resealing-began": (facts) =>
    plural(facts.count, {
      one: `${hat(facts)}${auf(facts.place)} begonnen, 1 ältere Aufnahme mit dem neuen Schlüssel zu versiegeln`,
      other: (n) =>
        `${hat(facts)}${auf(facts.place)} begonnen, ${n} ältere Aufnahmen mit dem neuen Schlüssel zu versiegeln`,
    }),
  "room-listened": (facts) => `${hat(facts)} mit dem Mikrofon des Hubs aufgenommen${auf(facts.place)}`,
  "keepsake-began": (facts) =>
    plural(facts.count, {
      one: `${hat(facts)} 1 Aufnahme für ein Andenken geholt${auf(facts.place)}`,
      other: (n) => `${hat(facts)} ${n} Aufnahmen für ein Andenken geholt${auf(facts.place)}`,
    }),
  "resealing-ended": () => "Alle älteren Aufnahmen sind mit dem neuen Schlüssel versiegelt",
  "alert-acknowledged": (facts) => `${hat(facts)} zur Kenntnis genommen, was es zu wissen gab`,
  "push-on": (facts) => `${hat(facts)}${auf(facts.place)} Mitteilungen bei geschlossener Seite eingeschaltet`,
  "push-off": (facts) =>
    `${hat(facts)}${auf(facts.place)} Mitteilungen bei geschlossener Seite ausgeschaltet`,
  "room-invited": ({ who }) =>
    who === undefined
      ? "Am Gerät des Hubs wurde ein Code erstellt, mit dem ein weiteres Zimmer beitreten kann"
      : `${who} hat einen Code erstellt, mit dem ein weiteres Zimmer beitreten kann`,
  "room-joined": () => "Ein Gerät in einem weiteren Zimmer ist beigetreten",
  "room-renamed": () => "Ein Zimmer hat einen anderen Namen bekommen",
  "room-removed": () => "Ein Zimmer wurde vom Hub getrennt",
  "relay-joined": () => "Am Gerät des Hubs wurde der Hub mit einem Relay verbunden",
  "relay-left": () => "Am Gerät des Hubs wurde der Hub von seinem Relay getrennt",
  "smart-home-joined": () =>
    "Am Gerät des Hubs wurde ein Smart Home zugelassen: Es erfährt, wie es den Kuscheltieren geht",
  "smart-home-left": () => "Am Gerät des Hubs wurde ein Smart Home getrennt",
  "relay-doubtful": () => "Wo das Relay sein sollte, hat jemand anderes geantwortet",
  "hub-stopped": () => "Der Hub kam wieder, nachdem er plötzlich aus war",
  "index-rebuilt": () => "Der Hub hat sein Verzeichnis verloren und neu angelegt",
  "clock-jumped": () => "Die Uhr des Hubs wurde gestellt",
  "certificate-failing": () => "Der Hub bekam kein neues Zertifikat",
  "certificate-foreign": () =>
    "Für den Namen des Hubs tauchte ein Zertifikat auf, das der Hub nicht bestellt hat",
  "backup-failing": () => "Einen Tag lang gab es keine Sicherung",
  "backup-doubtful": () => "Die Sicherungen waren nicht mehr, wie sie gewesen waren",
  "backup-restored": () => "Der Hub machte von einer Sicherung aus weiter",
  "backup-opened": ({ who }) =>
    `${who} hat ausprobiert, ob sich die Sicherung öffnen lässt: sie lässt sich öffnen`,
  "backup-taken": ({ who }) => `${who} hat eine Kopie der Sicherung auf ein Gerät geholt`,
  "keeper-joined": ({ who }) =>
    who === undefined
      ? "Am Gerät des Hubs wurde ein anderer Hub gewählt, der Sicherungen aufbewahrt"
      : `${who} hat einen anderen Hub gewählt, der Sicherungen aufbewahrt`,
  "keeper-left": ({ who }) =>
    who === undefined
      ? "Am Gerät des Hubs wurde festgelegt, dass keine Sicherungen mehr zum anderen Hub gehen"
      : `${who} hat festgelegt, dass keine Sicherungen mehr zum anderen Hub gehen`,
  "keeping-invited": ({ who }) =>
    who === undefined
      ? "Am Gerät des Hubs wurde ein Code erstellt, mit dem Sicherungen eines anderen Hubs hier aufbewahrt werden"
      : `${who} hat einen Code erstellt, mit dem Sicherungen eines anderen Hubs hier aufbewahrt werden`,
  "keeping-began": () => "Sicherungen eines anderen Hubs werden hier aufbewahrt",
  "keeping-offered": ({ who }) =>
    who === undefined
      ? "Am Gerät des Hubs wurde ein Code erstellt, mit dem Sicherungen eines anderen Hubs geholt werden"
      : `${who} hat einen Code erstellt, mit dem Sicherungen eines anderen Hubs geholt werden`,
  "keeping-removed": () => "Sicherungen eines anderen Hubs wurden hier entfernt",
  "backup-unopened": () => "Drei Monate lang hatte niemand ausprobiert, ob sich die Sicherung öffnen lässt",
  "advisory-heard": () =>
    "Die, die Pawpost machen, haben von einer Schwachstelle berichtet, die dieser Hub hat",
  "advisories-rewritten": () =>
    "Was vorher über Schwachstellen gesagt wurde, fehlte oder wurde anders gesagt",
  "advisories-doubtful": () => "Was als Nachricht über Schwachstellen kam, wurde nicht geglaubt",
  "project-silent": () => "Von denen, die Pawpost machen, kam kein Wort mehr",
  "drill-asked": (facts) =>
    facts.who === undefined
      ? "Am Rechner des Hubs hat jemand die Übung verlangt"
      : `${hat(facts)}${auf(facts.place)} die Übung verlangt`,
  "drill-held": () => "Die Übung fand nichts Gebrochenes",
  "drill-broken": ({ count }) =>
    plural(count, {
      one: "Die Übung fand einen Schritt gebrochen und sagte es jeder Vertrauensperson",
      other: (n) => `Die Übung fand ${n} Schritte gebrochen und sagte es jeder Vertrauensperson`,
    }),
  "drill-still-broken": ({ count }) =>
    plural(count, {
      one: "Die Übung fand einen Schritt noch immer gebrochen",
      other: (n) => `Die Übung fand ${n} Schritte noch immer gebrochen`,
    }),
  "house-check-failing": () => "Beim Blick aufs Haus fand der Hub etwas, das nicht stimmt",
  "version-changed": () => "Von da an lief eine andere Version von Pawpost",
  "update-turned-back": () =>
    "Eine neuere Version von Pawpost startete nicht richtig, und die vorige lief wieder",
  "update-wanted": ({ who }) => `${who} ließ eine neuere Version von Pawpost installieren`,
  "update-taken-back": ({ who }) => `${who} wollte die neuere Version von Pawpost doch nicht`,
  "updates-on": ({ who }) => `${who} ließ neuere Versionen von Pawpost von selbst kommen`,
  "updates-off": ({ who }) => `${who} ließ neuere Versionen von Pawpost warten, bis es jemand sagt`,
  "disk-full": () => "Der Speicher des Hubs war voll",
  "toy-away": ({ toy }) => `Post wartete einen Tag lang auf ${toy}, außer Reichweite`,
  "toy-volume-strange": ({ toy }) => `${toy} sprach in einer anderen Lautstärke als der eingestellten`,
  "toy-strange": ({ toy }) => `Jemand anderes war mit ${toy} verbunden`,
  "toy-renamed": ({ toy }) => `Etwas, das wie ${toy} aussieht, kam mit einer anderen Kennung`,
  "toy-recorded-unseen": ({ toy }) => `Auf ${toy} wurde etwas aufgenommen, während der Hub nicht dabei war`,
  "toy-perhaps-strange": ({ toy }) => `${toy} war eine Weile still, ganz in der Nähe`,
  "toy-misbehaved": ({ toy }) => `${toy} hat geantwortet, wie es kein solches Kuscheltier sollte`,
  "history-broken": () => "Der Hub hat festgestellt, dass sein Verlauf nicht zusammenpasst",
  "history-doubted": ({ who, isYou, place }) =>
    isYou
      ? `Einer Ihrer Browser erinnert sich an einen anderen Verlauf${auf(place)}`
      : `Ein Browser von ${who} erinnert sich an einen anderen Verlauf${auf(place)}`,
};

const ALERT_WORDS: Translated<typeof englishAlerts> = {
  "new-device": {
    title: (facts) =>
      plural(facts.times, {
        one: `${hat(facts)} sich auf einem neuen Gerät angemeldet`,
        other: (n) => `${n} Anmeldungen auf neuen Geräten`,
      }),
    worry: "Wenn das so sein sollte, ist alles gut.",
    next: "Wenn nicht: dieses Gerät unter „Geräte“ abmelden und eine neue Passphrase festlegen. Ein Gerät aus der Verwandtschaft ist mit einem neuen Link draußen, unter „Familie“.",
  },
  "way-in-changed": {
    title: (facts) =>
      plural(facts.times, {
        one: `${hat(facts)} einen Zugang geändert`,
        other: (n) => `Zugänge wurden geändert, ${n}-mal`,
      }),
    worry:
      "Eine neue Passphrase, ein Passkey oder ein Notfallblatt, von dem Sie wissen, ist kein Grund zur Sorge.",
    next: "Wenn es zu Hause niemand war: unter „Zugänge“ nachsehen und eine neue Passphrase festlegen.",
  },
  "passkey-doubtful": {
    title: () => "Jemand könnte eine Kopie eines Passkeys haben",
    worry: "Er zählte rückwärts; das tut keiner, der nur an einer Stelle benutzt wird. Er wurde abgewiesen.",
    next: "Diesen Passkey unter „Zugänge“ entfernen und einen neuen hinzufügen.",
  },
  "passkey-fading": {
    title: () => "Ein unbenutzter Passkey verfällt oder ist verfallen",
    worry:
      "Er wurde monatelang nicht benutzt: vielleicht von einem alten Handy oder einer Adresse, die es nicht mehr gibt.",
    next: "Um ihn zu behalten, einmal damit anmelden; unter „Zugänge“ steht, wie viele Tage bleiben. Ist er verfallen, dort einen neuen hinzufügen.",
  },
  "device-signed-out": {
    title: (facts) =>
      plural(facts.times, {
        one: `${hat(facts)} ein Gerät abgemeldet`,
        other: (n) => `${n} Geräte wurden abgemeldet`,
      }),
    worry: "Es kann weder anhören noch senden.",
    next: "Wenn es Ihres war und Sie es noch haben: nachfragen, warum, und dann dort wieder anmelden.",
  },
  "family-changed": {
    title: (facts) =>
      plural(facts.times, {
        one: `${hat(facts)} geändert, wer zur Familie gehört`,
        other: (n) => `Wer zur Familie gehört, wurde geändert, ${n}-mal`,
      }),
    worry: "Jemand kam dazu, ging, wurde eingeladen oder darf anderes als vorher.",
    next: "Unter „Familie“ nachsehen. Ist dort jemand unbekannt: die Person fragen, die es getan hat.",
  },
  "failed-sign-ins": {
    title: ({ times }) =>
      plural(times, {
        one: "Jemand wollte hinein, vergeblich",
        other: (n) => `Jemand wollte hinein, vergeblich, ${n}-mal`,
      }),
    worry: "Meistens ist es eine vergessene Passphrase. Jeder Versuch muss länger warten als der vorige.",
    next: "Zu Hause fragen, wer es war. War es niemand: Ihre Passphrase hat gehalten; bitte niemandem sagen.",
  },
  "bulk-listening": {
    title: (facts) =>
      plural(facts.times, {
        one: `${hat(facts)} eine Aufnahme geöffnet`,
        other: (n) => `${hat(facts)} ${n} Aufnahmen nacheinander geöffnet`,
      }),
    worry: "Das tut, wer alte Nachrichten hört, und auch, wer sie kopiert.",
    next: "Nachfragen. War es niemand: dieses Gerät unter „Geräte“ abmelden.",
  },
  resealing: {
    title: (facts) => `${hat(facts)} begonnen, ältere Aufnahmen mit einem neuen Schlüssel zu versiegeln`,
    worry: "Dafür öffnet das Gerät jede davon. Das folgt auf ein ausgewechseltes Schloss.",
    next: "Nachfragen, wenn niemand davon gesprochen hat. War es niemand: dieses Gerät unter „Geräte“ abmelden und das Schloss noch einmal auswechseln.",
  },
  "room-listened": {
    title: (facts) =>
      plural(facts.times, {
        one: `${hat(facts)} mit dem Mikrofon des Hubs aufgenommen`,
        other: (n) => `${hat(facts)} zuletzt mit dem Mikrofon des Hubs aufgenommen; es waren ${n} Male`,
      }),
    worry: "Es hört das Zimmer, in dem der Hub steht, jedes Mal höchstens 40 Sekunden.",
    next: "Nachfragen, wenn niemand davon gesprochen hat. War es niemand: dieses Gerät unter „Geräte“ abmelden und das Mikrofon ausstecken.",
  },
  "keepsake-made": {
    title: (facts) =>
      plural(facts.times, {
        one: `${hat(facts)} ein Andenken gemacht`,
        other: (n) => `${hat(facts)} zuletzt ein Andenken gemacht; es waren ${n}`,
      }),
    worry:
      "Das ist ein Ordner mit Aufnahmen, die alle hören können, die ihn haben. Im Verlauf steht, wie viele es sind.",
    next: "Nachfragen, wenn niemand davon gesprochen hat. War es niemand: dieses Gerät unter „Geräte“ abmelden und das Schloss auswechseln.",
  },
  "guardian-suspended": {
    title: (facts) =>
      plural(facts.times, {
        one: `${hat(facts)} eine Vertrauensperson gesperrt oder die Sperre aufgehoben`,
        other: (n) => `Vertrauenspersonen wurden gesperrt oder wieder zugelassen, ${n}-mal`,
      }),
    worry:
      "Wer gesperrt ist, kann anhören und senden, aber nichts ändern. Nach einem Tag, oder direkt am Hub, kann eine andere Vertrauensperson sie entfernen.",
    next: "Unter „Familie“ steht, wer es ist. Jede andere Vertrauensperson kann die Sperre aufheben.",
  },
  "guardian-removed": {
    title: (facts) =>
      plural(facts.times, {
        one: `${hat(facts)} eine Vertrauensperson entfernt`,
        other: (n) => `${n} Vertrauenspersonen wurden entfernt`,
      }),
    worry:
      "Sie ist überall abgemeldet, und das Schloss ist ausgewechselt. Was vorher aufgenommen und kopiert wurde, bleibt dort zu hören.",
    next: "Unter „Familie“ nachsehen, wer noch da ist.",
  },
  "anew-asked": {
    title: () => "Jemand am Gerät des Hubs wollte neu anfangen",
    worry:
      "Dafür wurde ein Code erstellt. Mit diesem Code und der Pfote eines Kuscheltiers beginnt eine andere erste Vertrauensperson: Alle, die vorher dabei waren, sind endgültig draußen, und was vorher aufgenommen wurde, bleibt verschlossen.",
    next: "Das ist für eine Familie gedacht, in der alle Vertrauenspersonen jeden Zugang verloren haben. Bei Ihnen ist das nicht so: zu Hause fragen, wer es war. War es niemand, sofort am Gerät nachsehen und den Hub anhalten.",
  },
  "started-anew": {
    title: () => "Der Hub hat neu angefangen, mit einer anderen ersten Vertrauensperson",
    worry:
      "Das ist für eine Familie, in der niemand mehr hineinkam. Wer vorher dabei war, ist draußen; was vorher aufgenommen wurde, bleibt verschlossen.",
    next: "Jetzt unter „Zugänge“ einen zweiten Zugang anlegen, damit das nicht wieder nötig wird. War es zu Hause niemand: hier nichts glauben und am Gerät nachsehen.",
  },
  "former-opened": {
    title: (facts) => `${hat(facts)} die alten Aufnahmen geöffnet`,
    worry:
      "Eine alte Passphrase oder ein altes Notfallblatt wurde gefunden. Was vor dem Neuanfang des Hubs aufgenommen wurde, öffnet sich für alle Vertrauenspersonen von heute und wird mit dem neuen Schlüssel versiegelt.",
    next: "Nachfragen, wenn niemand davon gesprochen hat. War es niemand: dieses Gerät unter „Geräte“ abmelden.",
  },
  panic: {
    title: ({ who, isYou }) =>
      isYou ? "Sie vermuten, dass jemand eingedrungen ist" : `${who} vermutet, dass jemand eingedrungen ist`,
    worry:
      "Alle anderen wurden abgemeldet, keine Einladung führt mehr irgendwohin, und das Schloss ist ausgewechselt. Die Kuscheltiere machen weiter.",
    next: "Wieder anmelden. Könnte jemand Ihre Passphrase kennen, eine neue festlegen.",
  },
  "lock-changed": {
    title: (facts) =>
      plural(facts.times, {
        one: `${hat(facts)} das Schloss ausgewechselt`,
        other: (n) => `Das Schloss wurde ausgewechselt, ${n}-mal`,
      }),
    worry: "Von da an öffnet ein neuer Schlüssel die Aufnahmen, den alle Vertrauenspersonen haben.",
    next: "Es ist nichts zu tun. Ein Gerät, das eine Aufnahme nicht öffnet, fragt einmal nach der Passphrase.",
  },
  "history-broken": {
    title: () => "Der Verlauf des Hubs passt nicht zusammen",
    worry:
      "Jemand hat Geschriebenes geändert, oder ein Speicher geht kaputt. Wer früher zugehört hat, stimmt vielleicht nicht.",
    next: "Auf jedem Ihrer Geräte „Sicherheit“ ansehen. Zuerst eine Kopie des Datenordners des Hubs sichern, bevor irgendetwas daran geändert wird.",
  },
  "smart-home-changed": {
    title: ({ times }) =>
      plural(times, {
        one: "Ein Smart Home wurde zugelassen oder getrennt",
        other: (n) => `Smart Homes wurden ${n}-mal zugelassen oder getrennt`,
      }),
    worry:
      "Es erfährt, ob Kuscheltiere in Reichweite sind und wie viele Nachrichten warten. Aufnahmen und Namen erfährt es nie.",
    next: "Das geht nur am Gerät des Hubs. War es niemand zu Hause, dort trennen: pawpost mqtt remove",
  },
  "rooms-changed": {
    title: ({ times }) =>
      plural(times, {
        one: "Ein Zimmer ist dem Hub beigetreten oder wurde getrennt",
        other: (n) => `Zimmer sind ${n}-mal dem Hub beigetreten oder wurden getrennt`,
      }),
    worry:
      "Ein Gerät, das beigetreten ist, bringt Nachrichten zu den Kuscheltieren, die ihm an der Pfote gegeben wurden, und hört deren Antworten.",
    next: "Das geht nur mit einem Code, den eine Vertrauensperson auf der Seite oder am Gerät des Hubs erstellt hat. War es niemand von Ihnen, das Zimmer entfernen: Einstellungen, Zimmer.",
  },
  "relay-changed": {
    title: ({ times }) =>
      plural(times, {
        one: "Der Hub wurde mit einem Relay verbunden oder davon getrennt",
        other: (n) => `Der Hub wurde ${n}-mal mit einem Relay verbunden oder davon getrennt`,
      }),
    worry:
      "Verbunden erreichen Geräte mit eigener Adresse den Hub von überall. Was sie sagen, hört das Relay nicht.",
    next: "Das geht nur am Gerät des Hubs. War es niemand zu Hause, dort nachsehen.",
  },
  "relay-doubtful": {
    title: () => "Wo das Relay sein sollte, antwortet jemand anderes",
    worry: "Der Hub ist nicht darauf eingegangen. Zu Hause geht alles; von woanders kommt niemand hinein.",
    next: "Fragen, wer das Relay betreibt. Hat es einen neuen Schlüssel, muss der Hub es verlassen und neu beitreten.",
  },
  "hub-reset": {
    title: () => "Der Hub hat sein Verzeichnis verloren und neu angelegt",
    worry: "Aufnahmen, Familie und Kuscheltiere sind alle da. Sein Verlauf beginnt neu.",
    next: "Hat zu Hause niemand seine Dateien verschoben: herausfinden, wer am Hub war.",
  },
  "hub-stopped": {
    title: ({ times }) =>
      plural(times, {
        one: "Der Hub war plötzlich aus und kam wieder",
        other: (n) => `Der Hub war ${n}-mal plötzlich aus und kam wieder`,
      }),
    worry:
      "Das macht ein Stromausfall oder ein gezogener Stecker. Nichts, was er angenommen hatte, ist verloren.",
    next: "War der Strom da: herausfinden, wer am Hub war.",
  },
  "clock-jumped": {
    title: () => "Die Uhr des Hubs wurde gestellt",
    worry: "Deshalb wird nichts gelöscht und niemand ausgesperrt. Zeiten können eine Weile falsch sein.",
    next: "Hat ein neuer Eintrag im Verlauf eine falsche Zeit, die Uhr des Hubs stellen.",
  },
  "certificate-failing": {
    title: () => "Der Hub bekommt kein neues Zertifikat",
    worry:
      "Zu Hause ändert sich nichts. Unterwegs öffnen Telefone den Hub damit: Ist es abgelaufen, weigern sie sich, und alles, was da ist, bleibt geschützt.",
    next: "Nachsehen, ob der Hub im Internet ist und seine Uhr stimmt; er versucht es von selbst weiter. Bleibt es tagelang so: fragen, wer das Relay betreibt.",
  },
  "certificate-foreign": {
    title: () => "Jemand anderes hat ein Zertifikat für den Namen des Hubs",
    worry:
      "Öffentliche Verzeichnisse zeigen eines, das der Hub nicht bestellt hat. Wer es hat, kann sich einem Telefon, das den Hub unter diesem Namen öffnet, als der Hub ausgeben und sehen und hören, was dort geöffnet wird.",
    next: "Bis das geklärt ist, den Hub nur an seinem eigenen Gerät oder unter seinem Namen im Haus öffnen. Nachfragen bei dem, der das Relay betreibt; am Gerät des Hubs nennt „pawpost link status“ das Zertifikat. Kamen die Daten des Hubs aus einer Kopie, oder ging sein Verzeichnis verloren, kann es ein eigenes von vorher sein.",
  },
  "backup-failing": {
    title: () => "Seit einem Tag gibt es keine Sicherung",
    worry: "Auf dem Hub ist alles da. Ginge er heute kaputt, fehlten die letzten Tage.",
    next: "Steckt der Stick oder die Platte für Sicherungen, und ist dort Platz? Dann geht es von selbst weiter.",
  },
  "backup-doubtful": {
    title: () => "Die Sicherungen sind nicht mehr, wie sie waren",
    worry:
      "Jemand hat eine ältere Kopie hingelegt oder etwas verändert, oder die Platte wird schlecht. Auf dem Hub ist nichts anders.",
    next: "Wer war am Stick oder an der Platte? Am Hub: pawpost backup verify",
  },
  "backup-restored": {
    title: () => "Der Hub macht von einer Sicherung aus weiter",
    worry: "Was nach dieser Sicherung kam, fehlt. Wer seitdem entfernt wurde, kann wieder da sein.",
    next: "Jetzt Familie und Geräte durchsehen und entfernen, wer nicht mehr dazugehört.",
  },
  "backup-taken": {
    title: ({ who, isYou }) =>
      isYou
        ? "Sie haben eine Kopie der Sicherung auf ein Gerät geholt"
        : `${who} hat eine Kopie der Sicherung auf ein Gerät geholt`,
    worry:
      "Sie ist verschlossen wie auf dem Hub; die Passphrase oder das Notfallblatt einer Vertrauensperson öffnet sie. War das so gedacht, ist alles gut.",
    next: "Wenn nicht: das Gerät unter Geräte abmelden und unter Zugänge eine andere Passphrase wählen.",
  },
  "keepers-changed": {
    title: ({ times }) =>
      plural(times, {
        one: "Wo Sicherungen aufbewahrt werden, hat sich geändert: von diesem Hub oder von einem anderen",
        other: (n) =>
          `Wo Sicherungen aufbewahrt werden, hat sich ${n}-mal geändert: von diesem Hub oder von einem anderen`,
      }),
    worry:
      "Ein anderer Hub bewahrt die Sicherungen von diesem auf oder nicht mehr, oder dieser die eines anderen. Alle sind verschlossen.",
    next: "Unter Sicherheit nachsehen, „Ein zweiter Hub“. War es niemand von Ihnen, es dort zurückstellen.",
  },
  "backup-unopened": {
    title: () => "Seit drei Monaten hat niemand ausprobiert, ob sich die Sicherung öffnen lässt",
    worry: "Es ist nichts falsch. Aber eine Passphrase, die niemand mehr weiß, fällt sonst zu spät auf.",
    next: "Unter Sicherheit, „Lässt sich die Sicherung öffnen?“: es dauert eine Minute.",
  },
  advisory: {
    title: ({ times }) =>
      plural(times, {
        one: "Pawpost hat eine Schwachstelle, und dieser Hub hat sie",
        other: (n) => `Pawpost hat ${n} Schwachstellen, die dieser Hub hat`,
      }),
    worry: "Das sagen die, die Pawpost machen, mit diesen Worten:",
    next: "Von selbst ändert sich nichts. Am besten dem zeigen, der sich um den Hub kümmert.",
  },
  "advisories-doubtful": {
    title: () => "Eine Nachricht über Schwachstellen kam, die nicht zu glauben ist",
    worry:
      "Sie war nicht unterschrieben, wie es sein muss, war eine alte, oder es fehlte, was vorher gesagt wurde. Vielleicht will jemand eine Schwachstelle verbergen. Der Hub bleibt bei dem, was er wusste.",
    next: "Bei denen nachfragen, die Pawpost machen, auf einem anderen Weg. Unten, bei „Schwachstellen in Pawpost“, steht, was zuletzt kam.",
  },
  "project-silent": {
    title: () => "Von denen, die Pawpost machen, kommt kein Wort mehr",
    worry:
      "Hier geht alles weiter. Aber von einer Schwachstelle, die gefunden wird, würden Sie nichts erfahren, und vielleicht behebt sie niemand.",
    next: "Nachsehen, ob der Hub im Internet ist und ob die, die Pawpost machen, umgezogen sind oder aufgehört haben. Wenn ja: den Hub nur noch im Haus verwenden.",
  },
  "drill-broken": {
    title: () => "Die Übung hat etwas Gebrochenes gefunden",
    worry:
      "Der Hub hat an sich selbst versucht, was dem Hersteller der Kuscheltiere geschah, und etwas davon ginge hier. Dass es jemand getan hat, heißt das nicht.",
    next: "Unten, unter „Die Übung“, steht, was es ist und was zu tun ist.",
  },
  "house-check": {
    title: () => "Am Rechner des Hubs ist etwas nicht, wie es sein soll",
    worry:
      "Der Hub sieht jeden Tag nach dem Haus: nach seinen Dateien, seinen Türen und seiner Firewall. Was er fand, steht unten unter „Blick aufs Haus“.",
    next: "Was zu tun ist, sagt auf dem Rechner des Hubs der Befehl „pawpost doctor“. Hat zu Hause niemand etwas verändert, war es vielleicht jemand anderes.",
  },
  updated: {
    title: () => "Jetzt läuft eine andere Version von Pawpost",
    worry: "Alles, was aufbewahrt ist, ist noch da.",
    next: "Wollte das niemand von Ihnen: nachfragen, wer sich um den Hub kümmert. Was läuft, steht in den Einstellungen unter „Neuere Versionen“.",
  },
  "update-turned-back": {
    title: () => "Eine neuere Version von Pawpost startete nicht richtig",
    worry:
      "Die vorige läuft wieder, mit allem, was aufbewahrt ist. Von selbst wird die neue nicht noch einmal versucht.",
    next: "Zu tun ist nichts. Am besten dem zeigen, der sich um den Hub kümmert.",
  },
  "disk-full": {
    title: () => "Der Speicher des Hubs ist voll",
    worry: "Nichts, was er hat, ist verloren, und Anhören geht. Neue Aufnahmen nimmt er nicht an.",
    next: "Auf dem Hub Platz schaffen.",
  },
  "toy-away": {
    title: ({ toy }) => `Seit einem Tag wartet Post auf ${toy}`,
    worry:
      "Verloren ist nichts: Sie geht von selbst los, sobald das Kuscheltier eingeschaltet und in der Nähe des Hubs ist. Meist sind es die Batterien.",
    next: "Neue Batterien einlegen, aus- und einschalten. Unter „Kuscheltiere“ zeigt der Rundgang, von wo es den Hub hört.",
  },
  "toy-volume-strange": {
    title: ({ toy }) => `Jemand anderes hat die Lautstärke von ${toy} verstellt`,
    worry:
      "Von selbst geschieht das nicht, auch nicht durch Aus- und Einschalten. Jemand in der Nähe war damit verbunden, während es der Hub nicht war, und hätte mithören oder einen Ton darauf legen können.",
    next: "Unter „Kuscheltiere“ nachsehen, was darauf liegt, und die Lautstärke neu einstellen. Wo Fremde in der Nähe sind, das Kuscheltier ausschalten.",
  },
  "toy-strange": {
    title: ({ toy }) => `Jemand anderes war mit ${toy} verbunden`,
    worry:
      "Es ist nicht so, wie der Hub es verlassen hat, und weder das Kind noch neue Batterien machen das. Wer keine zehn Meter entfernt ist, kann sich mit einem Kuscheltier verbinden, das der Hub gerade nicht hält. Auch mithören war damit möglich.",
    next: "Überlegen, wer um diese Zeit in der Nähe war. Was darauf liegt, erst selbst anhören, bevor das Kind es hört, oder eine neue Nachricht schicken, die an seine Stelle tritt. Wo Fremde in der Nähe sind, das Kuscheltier ausschalten.",
  },
  "toy-renamed": {
    title: ({ toy }) => `Etwas sieht aus wie ${toy} und ist nicht, wie ${toy} war`,
    worry:
      "Es hat die Adresse des Kuscheltiers und eine andere Kennung: Jemand hat eine neue hineingeschrieben, oder es ist etwas anderes, das sich dafür ausgibt. Der Hub hält es nicht und bringt ihm nichts.",
    next: "Ist das Kuscheltier zur Hand und antwortet nicht mehr: unter „Kuscheltiere“ entfernen und mit seiner Pfote neu hinzufügen. Bis dahin ausgeschaltet lassen, wo Fremde in der Nähe sind.",
  },
  "toy-recorded-unseen": {
    title: ({ toy }) => `Auf ${toy} wurde etwas aufgenommen, während der Hub nicht dabei war`,
    worry:
      "Meist ist es das Kind, das das Kuscheltier herumträgt und ihm etwas erzählt. Wer gedrückt hat, kann der Hub nicht sehen. Darum liegt die Aufnahme für sich: Nur Eltern können sie hören.",
    next: "Anhören und, wenn sie vom Kind ist, zu den anderen einlassen. Wenn nicht: löschen, und das Kuscheltier ausschalten, wo Fremde in der Nähe sind.",
  },
  "toy-perhaps-strange": {
    title: ({ toy }) => `Ob jemand anderes mit ${toy} verbunden war, lässt sich nicht ausschließen`,
    worry:
      "Es war in der Nähe und frei und wurde einige Sekunden still, wie es ein Kuscheltier ist, mit dem jemand verbunden ist. Verändert ist nichts daran. Eine Blechdose oder ein schlechter Moment beim Funk sehen genauso aus.",
    next: "Zu tun ist nichts. Kommt es an einem Ort oder zu einer Zeit immer wieder vor, das Kuscheltier dort ausgeschaltet lassen.",
  },
  "toy-misbehaved": {
    title: ({ toy }) => `${toy} hat geantwortet, wie es kein solches Kuscheltier sollte`,
    worry: "Das können schwache Batterien sein, aber auch etwas, das nur wie das Kuscheltier aussieht.",
    next: "Neue Batterien einlegen. Geschieht es wieder, das Kuscheltier ausgeschaltet lassen und nachsehen, was in seiner Nähe ist.",
  },
};

const LEDGER_TROUBLE_WORDS: Translated<typeof englishLedger> = {
  "ledger.cut": "Er ist kürzer als vorher: Einträge, die dieser Browser gesehen hat, fehlen.",
  "ledger.rewritten": "Einträge, die dieser Browser gesehen hat, sind nicht mehr, was sie waren.",
  "ledger.other-key": "Der Hub unterschreibt ihn mit einem anderen Schlüssel als vorher.",
  "ledger.wrong-hub": "Er gehört zu einem anderen Hub.",
  "ledger.malformed": "Er ist nicht lesbar.",
};

const TRACE_WORDS: Translated<typeof englishTraces> = {
  volume: "Es spricht in einer anderen Lautstärke.",
  sound: "Ein anderer Ton liegt darauf.",
  "game-mode": "Seine Pfoten waren so gestellt, dass sie nur melden.",
  loop: "Es spielte in einer Schleife.",
  firmware: "Sein inneres Programm ist ein anderes.",
  identifier: "Es hat eine andere Kennung.",
  key: "Ein Schlüssel gegen neue Nachrichten war gesetzt. Es hat wieder seinen eigenen.",
  recording: "Eine neue Aufnahme ist darauf.",
  "long-recording": "Eine Aufnahme ist darauf, die länger ist, als die Pfote sie machen kann.",
  silence: "Es wurde still, ganz in der Nähe.",
};

export const safetyWords: Translated<typeof english> = {
  traces: TRACE_WORDS,
  gaps: {
    label: (toy) => `Was an ${toy} gefunden wurde`,
    alone: (from, until) => `Niemand von hier hielt es: ${from} bis ${until}.`,
    aloneUntil: (until) => `Gefunden: ${until}. Seit wann niemand von hier es hielt, ist nicht bekannt.`,
    restarted: "In dieser Zeit wurde es aus- und eingeschaltet oder ist neu gestartet.",
    notRestarted: "In dieser Zeit wurde es nicht ausgeschaltet.",
    neverHeard: "In dieser Zeit war es nicht zu hören, bis es wiederkam.",
    heard: (times, weakest, strongest) =>
      plural(times, {
        one: `Es war einmal zu hören, mit ${strongest} dBm.`,
        other: (n) => `Es war ${n}-mal zu hören, mit ${weakest} bis ${strongest} dBm.`,
      }),
    longestSilence: (seconds) =>
      plural(seconds, {
        one: "Die längste Stille: 1 Sekunde.",
        other: (n) => `Die längste Stille: ${n} Sekunden.`,
      }),
    trace: "Wie es zu hören war",
    when: "Nach",
    howLoud: "Stärke",
    dbm: (level) => `${level} dBm`,
  },
  historyLines: HISTORY_WORDS,
  alertClasses: ALERT_WORDS,
  ledgerTrouble: LEDGER_TROUBLE_WORDS,
  alerts: {
    label: "Gut zu wissen",
    nothing: "Nichts Neues, das Sie wissen sollten.",
    look: "Ansehen",
    seen: "Ich habe es gesehen",
    seenOf: (title) => `Ich habe es gesehen: ${title}`,
    span: (first, last) => `${first} bis ${last}`,
    somebody: "Jemand",
    more: (count) => plural(count, { one: "und noch eines", other: (n) => `und noch ${n}` }),
  },
  safety: {
    open: "Sicherheit",
    title: "Sicherheit",
    lead: "Wer was gehört hat, wer hereinkam und was Sie wissen sollten. Was hier steht, kann niemand unbemerkt ändern, auch der Hub nicht.",
    checking: "Der ganze Verlauf wird geprüft …",
    sound: (entries, since) =>
      plural(entries, {
        one: `Von diesem Browser geprüft: der eine Eintrag seit ${since}. Nichts wurde geändert oder herausgenommen.`,
        other: (n) =>
          `Von diesem Browser geprüft: alle ${n} Einträge seit ${since}. Nichts wurde geändert oder herausgenommen.`,
      }),
    away: "Der Verlauf ließ sich gerade nicht prüfen.",
    again: "Noch einmal prüfen",
    brokenTitle: "Der Verlauf ist nicht der, den dieser Browser kennt",
    broken:
      "Das geschieht, wenn der Hub auf eine Sicherung zurückgesetzt oder seine Daten verschoben wurden. War das zu Hause niemand, hat vielleicht jemand Geschriebenes geändert, um etwas zu verbergen.",
    brokenNext:
      "Zuerst eine Kopie des Datenordners des Hubs sichern. Mit Ihren anderen Geräten vergleichen. Nur, wenn der Grund bekannt ist:",
    startOver: "Mit dem beginnen, was jetzt da ist",
    sureStartOver: "Vergessen, was dieser Browser wusste?",
    whatStartOver: "Er glaubt, was der Hub jetzt sagt, und meldet Änderungen von hier an.",
    checkedBy: "Geprüft von",
    nobodyElse: "Noch hat kein Gerät ihn unterschrieben.",
    you: "Sie",
    witness: (who, place) => `${who}${auf(place)}`,
    doubts: (who) => `Was ein anderes Gerät gesehen hat, fehlt darin: ${who}`,
    history: "Verlauf",
    notShown: "Was der Hub jetzt sagt, wird nicht gezeigt, weil es nicht zu glauben ist.",
    show: "Zeigen",
    groups: {
      all: "Alles",
      sound: "Anhören und Senden",
      access: "Familie und Geräte",
      hub: "Hub und Kuscheltiere",
    },
    whoLabel: "Wer",
    anybody: "Alle",
    nothing: "Nichts davon in dem, was gezeigt wird.",
    older: "Ältere zeigen",
    beginning: "Hier beginnt es.",
    times: (text, count) => plural(count, { one: text, other: (n) => `${text} (${n}-mal)` }),
    unknown: (kind) => `Etwas, das diese Seite noch nicht kennt (${kind})`,
    what: {
      message: "eine Nachricht",
      recording: "eine Aufnahme",
      own: "Ihre Nachricht",
      answer: (child) => `die Antwort von ${child}`,
    },
    your: "von Ihnen",
    theirs: (who) => `von ${who}`,
    somebody: "jemand",
    someones: "von jemandem",
    today: "Heute",
    yesterday: "Gestern",
    ways: "Geräte und Zugänge",
  },
  reports: {
    label: "Von Fremden",
    title: (at) => `Jemand möchte Ihnen etwas sagen (${at})`,
    warning:
      "Das hat jemand Fremdes geschrieben, ohne Konto. Es kann eine echte Warnung sein oder eine Falle: selbst prüfen, keine Adresse darin öffnen und deswegen niemandem die Passphrase oder den Code des Hubs sagen.",
    iHaveRead: "Ich habe es gelesen",
    read: (count) => plural(count, { one: "1 schon gelesen", other: (n) => `${n} schon gelesen` }),
    turnedAway: (count) =>
      plural(count, {
        one: "Eine weitere Meldung wurde abgewiesen, weil zu viele auf einmal kamen. Darunter kann eine echte Warnung sein.",
        other: (n) =>
          `${n} weitere Meldungen wurden abgewiesen, weil zu viele auf einmal kamen. Darunter kann eine echte Warnung sein.`,
      }),
  },
};
