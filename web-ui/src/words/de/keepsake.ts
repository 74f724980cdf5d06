import type { keepsakeWords as english } from "../en/keepsake.ts";
import type { Translated } from "../translated.ts";
import { plural } from "./amounts.ts";

const recordings = (many: number): string =>
  plural(many, { one: "1 Aufnahme", other: (n) => `${n} Aufnahmen` });

export const keepsakeWords: Translated<typeof english> = {
  keepsake: {
    open: (child) => `Ein Andenken machen: ${child}\u00a0…`,
    title: (child) => `Ein Andenken: ${child}`,
    what: "Ein Ordner mit den Aufnahmen und einer Seite, die sie abspielt: in jedem Browser, ohne Netz und ohne Pawpost. Wer den Ordner hat, kann alles hören; er gehört dorthin, wo auch das Fotoalbum liegt. Alle Vertrauenspersonen erfahren davon.",
    which: "Welche",
    all: "Alles, was der Hub aufbewahrt",
    starred: "Die mit Stern",
    days: "Die bestimmter Tage",
    from: "Von",
    until: "Bis einschließlich",
    begin: "Andenken machen",
    running: (child) => `Das Andenken entsteht: ${child}`,
    counting: "Die Aufnahmen werden gesucht …",
    progress: (done, total) => `${done} von ${recordings(total)}`,
    stop: "Anhalten",
    done: (child, clips) => `Das Andenken ist fertig: ${child}, ${recordings(clips)}.`,
    unreadable: (clips) =>
      plural(clips, {
        one: "1 Aufnahme lässt sich hier nicht öffnen und fehlt darin.",
        other: (n) => `${n} Aufnahmen lassen sich hier nicht öffnen und fehlen darin.`,
      }),
    save: "Speichern",
    how: "Die Datei dort entpacken, wo sie bleiben soll, und darin index.html öffnen.",
    lies: (folder) => `Es liegt am gewählten Ort, im Ordner ${folder}. Darin index.html öffnen.`,
    close: "Schließen",
  },
  keepsakePage: {
    title: (child) => `Post: ${child}`,
    ofDay: (clips, day) => `${recordings(clips)}, vom ${day}.`,
    ofDays: (clips, first, last) => `${recordings(clips)}, vom ${first} bis zum ${last}.`,
    from: (who) => `Von ${who}`,
    said: (child) => `${child} hat gesagt`,
    play: (who, at, length) => `Von ${who}, ${at}, ${length}`,
    leftOut: (clips) =>
      plural(clips, {
        one: "1 Aufnahme ließ sich nicht öffnen und fehlt hier.",
        other: (n) => `${n} Aufnahmen ließen sich nicht öffnen und fehlen hier.`,
      }),
    made: (day) =>
      `Mit Pawpost gemacht am ${day}. Alles liegt in diesem Ordner; nichts wird von irgendwo geholt.`,
    check: "Ob noch alles so ist, wie es gemacht wurde: in diesem Ordner eingeben",
    somebody: "Jemand",
  },
};
