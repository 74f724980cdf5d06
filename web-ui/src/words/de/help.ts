import type { helpWords as english } from "../en/help.ts";
import type { Translated } from "../translated.ts";

export const helpWords: Translated<typeof english> = {
  help: {
    title: "Hilfe",
    lead: "Auf eine Frage drücken, um zu sehen, was zu tun ist.",
    answers: [
      {
        title: "Das Kuscheltier ist außer Reichweite",
        steps: [
          "Nichts ist verloren: Die Nachricht wartet auf dem Hub und geht von selbst los, wenn das Kuscheltier wieder in der Nähe ist.",
          "Nach einem Tag das Kuscheltier aus- und wieder einschalten und neue Batterien einlegen.",
        ],
      },
      {
        title: "Das Kind hört nichts",
        steps: [
          "Das Herz blinkt, solange eine Nachricht wartet. Die blaue Pfote drücken: Es spricht.",
          "Bleibt das Herz dunkel? Bei der Nachricht steht, worauf sie wartet.",
        ],
      },
      {
        title: "Das Mikrofon startet nicht",
        steps: [
          "Auf das kleine Zeichen vor der Adresse der Seite drücken, das Mikrofon erlauben und noch einmal „Aufnehmen“ drücken.",
          "Oder eine Tondatei wählen, die mit einer anderen App aufgenommen wurde.",
        ],
      },
      {
        title: "Der Hub antwortet nicht",
        steps: [
          "Ist er eingesteckt, und ist dieses Handy im selben Netz?",
          "Was aufgenommen wurde, bleibt auf diesem Gerät und geht los, wenn der Hub wieder da ist.",
        ],
      },
      {
        title: "Ein Handy ist verloren oder gestohlen",
        steps: [
          "Auf einem anderen Ihrer Geräte: „Einstellungen“, „Geräte“, das verlorene abmelden. Von da an kann es nichts mehr anhören.",
          "Hatte es vielleicht jemand offen: „Einstellungen“, „Schloss auswechseln“, „Alle Türen schließen“.",
        ],
      },
      {
        title: "Die Passphrase ist vergessen",
        steps: [
          "Auch ein Passkey oder ein Notfallblatt lässt Sie hinein: dort, wo man sich anmeldet, „Passphrase verloren“ drücken.",
          "Eine andere Vertrauensperson kann Sie neu einladen. Ohne all das bleibt verschlossen, was aufgenommen wurde, für alle.",
        ],
      },
      {
        title: "Jemand soll uns nicht mehr hören",
        steps: [
          "„Einstellungen“, „Familie“, „Entfernen“: Von diesem Moment an zählt dort nichts mehr, und neue Aufnahmen werden nicht mehr dafür versiegelt.",
          "Was vorher gehört wurde, wurde gehört.",
        ],
      },
      {
        title: "Die rote und die blaue Pfote",
        steps: [
          "Blau: Das Kuscheltier sagt, was zuletzt gesendet wurde.",
          "Rot: Das Kind spricht, bis sie noch einmal gedrückt wird. Der Hub holt es ab und versiegelt es; nur Vertrauenspersonen können es öffnen.",
        ],
      },
    ],
    moreTitle: "Mehr dazu",
    more: "Die ganze Anleitung liegt neben dem Programm, auf dem Gerät des Hubs, im Ordner „docs“. Wer den Hub eingerichtet hat, kann sie öffnen.",
    reportTitle: "Etwas ist kaputt oder nicht sicher",
    report:
      "Unter „Einstellungen“ einen Bericht speichern und ihn der Person geben, die sich um den Hub kümmert, mit einem Satz dazu, was geschehen ist.",
    strangers: "Auf eine Schwachstelle kann jede und jeder den Haushalt hinweisen, ohne Konto:",
    reportForm: "Ein Problem melden",
  },
  phone: {
    title: "Jemanden anrufen",
    none: "Noch hat keine Vertrauensperson eine Nummer angegeben.",
    ring: (name, phone) => `${name} anrufen: ${phone}`,
    give: "Meine Nummer angeben",
    change: "Meine Nummer ändern",
    remove: "Meine Nummer entfernen",
    own: "Meine Telefonnummer",
    whoSees: "Die anderen Vertrauenspersonen sehen sie hier, Verwandte auf ihrer Seite unter „Hilfe“.",
    save: "Speichern",
    kept: "Die Nummer ist gespeichert",
    gone: "Die Nummer ist entfernt",
  },
};
