/** LED, volume, state and data request: what is written and what is read, byte for byte. */
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  decodeLed,
  decodeLedWrite,
  encodeLed,
  encodeLedWrite,
  HEART_BLINK,
  LED_MODES,
  type LedMode,
  type LedWrite,
} from "./led.ts";
import { decodeState, encodeState, STATES, stateName } from "./states.ts";
import { decodeDataRequest, encodeDataRequest, writesFor } from "./upload-flow.ts";
import {
  decodeVolume,
  decodeVolumeWrite,
  encodeVolume,
  encodeVolumeWrite,
  VOLUME_OPS,
  type VolumeOp,
  volumeLevel,
  volumeShare,
} from "./volume.ts";

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
const bytesOf = (text: string) => Uint8Array.from(Buffer.from(text.replaceAll(" ", ""), "hex"));

test("the heart that says there is post is 02 F4 01 64 00", () => {
  expect(hex(encodeLed(HEART_BLINK))).toBe("02f4016400");
  expect(decodeLed(bytesOf("02 F4 01 64 00"))).toEqual(HEART_BLINK);
});

const setting = fc.record({
  mode: fc.constantFrom(...(Object.keys(LED_MODES) as LedMode[])),
  periodMs: fc.nat(0xffff),
  onPercent: fc.nat(100),
  offPercent: fc.nat(100),
});
const ledWrite: fc.Arbitrary<LedWrite> = fc.oneof(
  setting.map((value) => ({ kind: "set", setting: value }) as const),
  setting.map((value) => ({ kind: "store-play-led", setting: value }) as const),
  fc.record({ kind: fc.constant("levels" as const), onPercent: fc.nat(100), offPercent: fc.nat(100) }),
  fc.record({
    kind: fc.constant("pattern-piece" as const),
    index: fc.nat(5),
    steps: fc.uint8Array({ minLength: 16, maxLength: 16 }),
  }),
  fc.constant({ kind: "pattern-start" } as const),
);

test("every LED write is read as it was meant, and fits 20 bytes", () => {
  fc.assert(
    fc.property(ledWrite, (write) => {
      expect(decodeLedWrite(encodeLedWrite(write))).toEqual(write);
      expect(encodeLedWrite(write).byteLength).toBeLessThanOrEqual(20);
    }),
  );
});

test.each([
  "",
  "02 F4 01 64",
  "06 00 00 64 00",
  "04 06 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00",
  "05 00 02",
])("an LED write of [%s] has no effect", (text) => expect(decodeLedWrite(bytesOf(text))).toBeUndefined());

test("every volume operation is read as it was meant", () => {
  const ops = fc.constantFrom(...(Object.keys(VOLUME_OPS) as VolumeOp[]));
  fc.assert(
    fc.property(ops, fc.nat(255), (op, level) => {
      expect(decodeVolumeWrite(encodeVolumeWrite(op, level))).toEqual({ op, level });
    }),
  );
  expect(decodeVolumeWrite(bytesOf("00"))).toBeUndefined();
  expect(decodeVolumeWrite(bytesOf("05 10"))).toBeUndefined();
});

test("a stored level of FF is none", () => {
  expect(decodeVolume(bytesOf("64 FF"))).toEqual({ current: 100, stored: undefined });
  expect(hex(encodeVolume({ current: 100, stored: undefined }))).toBe("64ff");
  expect(decodeVolume(bytesOf("64"))).toBeUndefined();
});

test.each([
  [0, 6],
  [0.5, 64],
  [1, 255],
  [2, 255],
])("a phone's volume of %d is level %d", (share, level) => expect(volumeLevel(share)).toBe(level));

test("a level is the share that it was made of", () => {
  for (let percent = 0; percent <= 100; percent += 1)
    expect(Math.abs(volumeShare(volumeLevel(percent / 100)) * 100 - percent)).toBeLessThan(
      percent < 5 ? 5 : 1.5,
    );
});

test("every state has one code and one name", () => {
  const codes = Object.values(STATES);
  expect(codes).toEqual(codes.map((_, index) => index));
  for (const [name, code] of Object.entries(STATES)) expect(stateName(code)).toBe(name);
  expect(stateName(20)).toBeUndefined();
});

test("a state is three bytes", () => {
  expect(decodeState(encodeState(5, 2, 1))).toEqual({
    code: 5,
    name: "audioPlayback",
    audioLink: 2,
    isLooping: true,
  });
  expect(decodeState(encodeState(200, 0, 0x0e))).toMatchObject({ name: undefined, isLooping: false });
  expect(decodeState(bytesOf("01 00"))).toBeUndefined();
});

test("a data request is two little-endian words", () => {
  expect(hex(encodeDataRequest({ bytes: 1_024, completed: 0 }))).toBe("00040000");
  expect(decodeDataRequest(bytesOf("00 01 02 01"))).toEqual({ bytes: 256, completed: 258 });
  expect(decodeDataRequest(bytesOf("00 01 02"))).toBeUndefined();
  expect([writesFor(1_024), writesFor(256)]).toEqual([52, 13]);
});
