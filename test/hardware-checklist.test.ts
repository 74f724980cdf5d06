/**
 * What is inferred of the toys, and never seen, is on trial: each has its row in docs/hardware-checklist.md, with what to do, what to look at, and
 * what to change if it turns out otherwise. So is each switch of the simulated toy, at whose default the driver was built.
 */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { WORST_CASE } from "../ble/simulator/toy/switches.ts";

/**
 * Of the notes on the toy's protocol all that is marked as inferred, or left open, about the toy itself: the trial, and words of its row.
 * (Inferred too, and no toy's business: that the patents on the message codec have run out.)
 */
const INFERRED = {
  "a new identifier is advertised after a power cycle only": [26, "power cycle"],
  "one central at a time; it does not advertise while connected": [4, "not to be seen"],
  "and does so again after the link": [40, "none while it is connected"],
  "its address is public": [26, "address is public"],
  "ATT_MTU 23": [13, "ATT_MTU 23"],
  "what allowing power saving does": [47, "`0A 01`"],
  "what shows while it is told to be silent": [39, "17 and 5 may show"],
  "lengths are milliseconds": [16, "milliseconds"],
  "the ring is cleared at the end of an upload": [17, "drop what the ring holds"],
  "writes spread between its requests keep its watchdog quiet": [11, "between any two writes"],
  "a length tells of a recording that was missed": [19, "`09 00` differs"],
  "who heard a message shows in its states": [18, "17, 5, 1"],
  "patterns of the heart": [35, "LED mode 4"],
  "word 13 of a message's header": [30, "Header word 13"],
  "drain rate": [12, "`drain`"],
  "requests open at once": [12, "One request open at a time"],
  "packets in one connection event": [13, "Packets in one connection event"],
  "whether a lost link ends game mode": [2, "`disconnectClearsGameMode`"],
  "whether it ends a loop": [6, "`disconnectClearsLoop`"],
  "whether it puts the heart out": [6, "`disconnectClearsHeart`"],
  "whether an upload that broke off erases the slot": [7, "`abortedUploadErasesSlot`"],
  "when it asks for its interval": [14, "`intervalRequestDelayMs`"],
  "what ends a silent recording without a link": [3, "`linkLossStopsSilentRecording`"],
  "each question puts the heart out": [6, "each entry to Idle puts it out"],
  "bits and header words of real recordings": [20, "header words 3 to 15"],
  "whether a lost tail is heard": [17, "last word"],
  "firmware before 1.0.19, and image B": [27, "older than 1.0.19"],
  "when it sleeps, or switches itself off; its batteries": [25, "switch itself off"],
  "what a silent recording does with the heart": [3, "watch the heart"],
  "how long it plays what is longer than 65 s": [31, "wraps at 65 s"],
} as const satisfies Record<string, readonly [trial: number, words: string]>;

interface Trial {
  readonly number: number;
  readonly text: string;
  readonly toDo: string;
  readonly toSee: string;
  readonly otherwise: string;
}

const trials: ReadonlyMap<number, Trial> = new Map(
  readFileSync(new URL("../docs/hardware-checklist.md", import.meta.url), "utf8")
    .split("\n")
    .filter((line) => /^\| \d+ \|/.test(line))
    .map((text) => {
      const [number = "", toDo = "", toSee = "", otherwise = ""] = text
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim());
      return [Number(number), { number: Number(number), text, toDo, toSee, otherwise }];
    }),
);

test("each trial says what to do, what to look at and what to change", () => {
  expect(trials.size).toBeGreaterThan(40);
  const poor = [...trials.values()].filter(
    ({ toDo, toSee, otherwise }) => !/^\*\*[^*]+\*\*/.test(toDo) || toSee === "" || otherwise === "",
  );
  expect(poor.map(({ text }) => text)).toEqual([]);
});

test.each(Object.entries(INFERRED))("inferred, and on trial: %s", (_, [number, words]) => {
  expect(trials.get(number)?.text).toContain(words);
});

test.each(Object.keys(WORST_CASE))("the switch %s has a trial by which it is set", (name) => {
  const rows = [...trials.values()].filter(({ toSee, toDo }) => `${toDo} ${toSee}`.includes(`\`${name}\``));
  expect(rows.length).toBeGreaterThan(0);
  expect(rows.some(({ otherwise }) => otherwise.includes("*switch*"))).toBe(true);
});
