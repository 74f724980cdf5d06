import { stripVTControlCharacters } from "node:util";
import { expect, test } from "vitest";
import { renderProbe } from "./probe.ts";

test("a report says what was seen, and what was supposed where that is something else", () => {
  const rows = [
    { trial: 2, what: "a lost link ends game mode", seen: "yes", supposed: "no" },
    { trial: 22, what: "audio chip version", seen: "10", supposed: "10" },
    { trial: 28, what: "signal, dBm", seen: "-50", supposed: null },
  ];
  expect(stripVTControlCharacters(renderProbe(rows))).toBe(
    [
      "  2  a lost link ends game mode: yes  (supposed: no)",
      " 22  audio chip version: 10",
      " 28  signal, dBm: -50",
      "",
      "1 of 3 not as supposed. Numbers: docs/hardware-checklist.md.",
      "",
    ].join("\n"),
  );
});
