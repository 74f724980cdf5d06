import { expect, test } from "vitest";
import { openLog } from "../../hub/log/open-log.ts";
import { lineText, readChildLine } from "./child-line.ts";

test.each([
  ['{"ready":true}', { kind: "ready", facts: { ready: true } }],
  [
    '{"ready":true,"address":"http://localhost:8080","claimCode":null,"more":1}',
    { kind: "ready", facts: { ready: true, address: "http://localhost:8080", claimCode: null, more: 1 } },
  ],
  [
    '{"failed":"store.locked","message":"in use","advice":"stop the other"}',
    { kind: "failed", facts: { failed: "store.locked", message: "in use", advice: "stop the other" } },
  ],
  ['{"failed":"x"}', { kind: "failed", facts: { failed: "x", message: "", advice: "" } }],
  ['{"level":"error","phrase":"disk full","facts":{}}', { kind: "log", level: 50, phrase: "disk full" }],
  ['{"level":30,"msg":"toy seen"}', { kind: "log", level: 30, phrase: "toy seen" }],
  ['{"presenceCode":"AB-CD"}', { kind: "presence", code: "AB-CD" }],
  ['{"ready":false}', { kind: "text" }],
  ['{"ready":true', { kind: "text" }],
  ["plain words", { kind: "text", text: "plain words" }],
  ["", { kind: "text", text: "" }],
])("reads %s", (text, line) => expect(readChildLine(text)).toMatchObject(line));

test.each([
  ["debug", 20],
  ["info", 30],
  ["warn", 40],
  ["error", 50],
] as const)("reads what our own log writes: %s", (name, level) => {
  const lines: string[] = [];
  const log = openLog({ process: "ble", level: "debug", to: { write: (line) => lines.push(line) } });
  log[name]("delivery failed", { code: "toy.vanished", tries: 2 });
  log[name]("adapter lost");
  expect(lines.map((line) => readChildLine(line.trimEnd()))).toEqual([
    { kind: "log", level, phrase: "delivery failed", code: "toy.vanished", text: lines[0]?.trimEnd() },
    { kind: "log", level, phrase: "adapter lost", code: undefined, text: lines[1]?.trimEnd() },
  ]);
});

test("a line's code is not in what may be kept", () => {
  expect(lineText(readChildLine('{"ready":true,"claimCode":"AB-CD"}'))).toBe("ready");
  expect(lineText(readChildLine('{"presenceCode":"AB-CD"}'))).not.toContain("AB-CD");
});
