import type { lockWords as english } from "../en/lock.ts";
import type { Translated } from "../translated.ts";
import { number, plural } from "./amounts.ts";

export const lockWords: Translated<typeof english> = {
  lock: {
    open: "Schloss auswechseln",
    title: "Schloss auswechseln",
    lead: "Die Aufnahmen der Familie sind verschlossen, auch gegenüber dem Hub. Nur Vertrauenspersonen haben den Schlüssel.",
    what: "Ein neues Schloss bekommt einen neuen Schlüssel, für die Vertrauenspersonen von heute. Sinnvoll ist das, wenn jemand Unbefugtes den alten haben könnte: ein verlorenes Handy, ein kopiertes Notfallblatt, eine gesehene Passphrase. Zuerst diese Passphrase ändern oder dieses Blatt entfernen.",
    limit:
      "Was von jetzt an aufgenommen wird, öffnet nur der neue Schlüssel. Ältere Aufnahmen versiegelt dieses Gerät neu; bis das fertig ist, und in Kopien von früher, öffnet sie noch der alte Schlüssel.",
    change: "Schloss auswechseln",
    busy: "Das Schloss wird ausgewechselt …",
    done: "Das Schloss ist ausgewechselt",
  },
  panic: {
    title: "Ist jemand eingedrungen?",
    lead: "Wenn unklar ist, wer oder wie: zuerst alle Türen schließen, dann nachsehen.",
    open: "Alle Türen schließen",
    sure: "Alle anderen abmelden?",
    what: "Alle außer Ihnen werden abgemeldet, auf jedem Gerät, auch die Verwandtschaft. Einladungen führen nirgends mehr hin. Das Schloss wird ausgewechselt. Niemand wird entfernt, und die Kuscheltiere machen weiter. Wer zur Familie gehört, meldet sich wieder an.",
    submit: "Alle Türen schließen",
    busy: "Werden geschlossen …",
    done: "Alle anderen sind abgemeldet, keine Einladung führt mehr irgendwohin, und das Schloss ist ausgewechselt.",
    after: "Jetzt eine neue Passphrase festlegen und die Geräte und den Verlauf ansehen.",
  },
  resealing: {
    label: "Ältere Aufnahmen",
    title: "Ältere Aufnahmen werden mit dem neuen Schlüssel versiegelt",
    counting: "Werden gezählt …",
    progress: (done, total) => `${number(done)} von ${number(total)}`,
    pause: "Pause",
    left: (count) =>
      plural(count, {
        one: "1 ältere Aufnahme öffnet sich noch mit einem alten Schlüssel",
        other: (n) => `${n} ältere Aufnahmen öffnen sich noch mit einem alten Schlüssel`,
      }),
    why: "Bis sie neu versiegelt sind, kann sie hören, wer den alten Schlüssel hat und an die Dateien kommt. Es dauert einige Minuten; die Seite lässt sich weiter benutzen.",
    unreadable: (count) =>
      plural(count, {
        one: "1 öffnet sich hier nicht und bleibt, wie sie ist.",
        other: (n) => `${n} öffnen sich hier nicht und bleiben, wie sie sind.`,
      }),
    goOn: "Neu versiegeln",
  },
};
