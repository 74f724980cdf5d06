import fc from "fast-check";
import { expect, test } from "vitest";
import { BLE_TOPICS, bleTopic, isRoom, parseBleTopic } from "./topics.ts";

const letter = fc.constantFrom(..."abcdefghijklmnopqrstuvwxyz0123456789");
const room = fc
  .tuple(letter, fc.string({ unit: fc.oneof(letter, fc.constant("-")), maxLength: 30 }), letter)
  .map((parts) => parts.join(""));

test("building and reading are inverses", () => {
  fc.assert(
    fc.property(room, fc.constantFrom(...BLE_TOPICS), (name, topic) => {
      expect(parseBleTopic(bleTopic(name, topic))).toEqual({ room: name, topic });
    }),
  );
});

test("whatever is read is what building it would have written", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(..."pawostble/+#$-1 \0"), maxLength: 40 }), (text) => {
      const parsed = parseBleTopic(text);
      if (parsed !== undefined) expect(bleTopic(parsed.room, parsed.topic)).toBe(text);
    }),
  );
});

test.each([
  "pawpost/ble/home",
  "pawpost/ble/home/state/x",
  "pawpost/ble//state",
  "pawpost/ble/+/state",
  "pawpost/ble/#",
  "/pawpost/ble/home/state",
  "pawpost/hub/home/state",
  "other/ble/home/state",
  "pawpost/ble/Home/state",
  "pawpost/ble/home/audio",
  "pawpost/ble/-/state",
  "$SYS/ble/home/state",
])("%s is no topic of ours", (text) => expect(parseBleTopic(text)).toBeUndefined());

test.each(["", "-a", "a-", "a".repeat(33), "ä", "a/b", "a+", "#"])("%j is no room", (text) => {
  expect(isRoom(text)).toBe(false);
  expect(() => bleTopic(text, "state")).toThrow(RangeError);
});
