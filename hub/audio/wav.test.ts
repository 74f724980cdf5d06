import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { AudioError } from "./errors.ts";
import { encodeWav, parseWav, splitChannels } from "./wav.ts";

const hex = (text: string) => Uint8Array.from(Buffer.from(text.replaceAll(/[^0-9a-f]/g, ""), "hex"));
const RIFF = "52494646",
  WAVE = "57415645",
  FMT = "666d7420",
  DATA = "64617461",
  LIST = "4c495354";
const le32 = (value: number) =>
  [0, 8, 16, 24].map((shift) => ((value >>> shift) & 255).toString(16).padStart(2, "0")).join("");
/** 44.1 kHz stereo: format 1, 2 channels, rate, bytes a second, 4 bytes a moment, 16 bits. */
const STEREO = `${FMT} 10000000 0100 0200 44ac0000 10b10200 0400 1000`;
const SOUND = `${DATA} 08000000 0100 ffff 0080 ff7f`;

/** Puts a true RIFF header before the chunks. */
function riff(...chunks: string[]): Uint8Array {
  const body = hex(WAVE + chunks.join(""));
  return Uint8Array.of(...hex(RIFF + le32(body.length)), ...body);
}

test("reads two channels", () => {
  const wav = parseWav(riff(STEREO, SOUND));
  expect(wav).toMatchObject({ sampleRateHz: 44_100, channelCount: 2 });
  expect([...wav.samples]).toEqual([1, -1, -32_768, 32_767]);
  expect(splitChannels(wav)).toEqual([
    Float32Array.of(1 / 32_768, -1),
    Float32Array.of(-1 / 32_768, 32_767 / 32_768),
  ]);
});

test.each([
  [
    "other chunks before and after, one of odd length",
    [`${LIST} 03000000 61626300`, STEREO, SOUND, `${LIST} 02000000 6162`],
  ],
  ["a format chunk with an empty extension", [`${STEREO.replace("10000000", "12000000")}0000`, SOUND]],
  [
    "the extensible format when it means PCM",
    [
      `${FMT} 28000000 feff 0200 44ac0000 10b10200 0400 1000 1600 1000 03000000 0100 000000001000800000aa00389b71`,
      SOUND,
    ],
  ],
])("reads a file with %s", (_, chunks) =>
  expect([...parseWav(riff(...chunks)).samples]).toEqual([1, -1, -32_768, 32_767]),
);

describe("refuses", () => {
  const good = riff(STEREO, SOUND);
  test.each([
    ["nothing at all", new Uint8Array(0), "wav.bad-magic"],
    ["an MP3", hex("494433040000000000000000"), "wav.bad-magic"],
    ["a file cut short", good.subarray(0, -1), "wav.truncated"],
    ["a file cut in its header", good.subarray(0, 20), "wav.truncated"],
    ["a byte more than the header says", Uint8Array.of(...good, 0), "wav.header-lies"],
    [
      "a recorder's file that was never closed",
      Uint8Array.of(...good.subarray(0, 4), 0xff, 0xff, 0xff, 0xff, ...good.subarray(8)),
      "wav.truncated",
    ],
    [
      "a data chunk longer than the file",
      riff(STEREO, SOUND.replace("08000000", "ffffff7f")),
      "wav.truncated",
    ],
    ["a chunk of 4 GiB", riff(`${LIST} ffffffff`, STEREO, SOUND), "wav.truncated"],
    ["no format", riff(SOUND), "wav.header-lies"],
    ["no data", riff(STEREO), "wav.header-lies"],
    ["two formats", riff(STEREO, STEREO, SOUND), "wav.header-lies"],
    ["two data chunks", riff(STEREO, SOUND, SOUND), "wav.header-lies"],
    [
      "a format chunk of 14 bytes",
      riff(`${FMT} 0e000000 0100 0200 44ac0000 10b10200 0400`, SOUND),
      "wav.header-lies",
    ],
    [
      "bytes a second that do not fit",
      riff(STEREO.replace("10b10200", "11b10200"), SOUND),
      "wav.header-lies",
    ],
    [
      "bytes a moment that do not fit",
      riff(STEREO.replace("0400 1000", "0200 1000"), SOUND),
      "wav.header-lies",
    ],
    ["half a sample", riff(STEREO, `${DATA} 06000000 0100 ffff 0080`), "wav.header-lies"],
    ["stray bytes", riff(STEREO, SOUND, "aabb"), "wav.header-lies"],
    ["8 bits", riff(STEREO.replace("0400 1000", "0200 0800"), SOUND), "wav.unsupported"],
    ["24 bits", riff(STEREO.replace("0400 1000", "0600 1800"), SOUND), "wav.unsupported"],
    ["floats", riff(STEREO.replace("0100 0200", "0300 0200"), SOUND), "wav.unsupported"],
    [
      "the extensible format with floats in it",
      riff(
        `${FMT} 28000000 feff 0200 44ac0000 10b10200 0400 1000 1600 1000 03000000 0300 000000001000800000aa00389b71`,
        SOUND,
      ),
      "wav.unsupported",
    ],
    ["six channels", riff(STEREO.replace("0100 0200", "0100 0600"), SOUND), "wav.unsupported"],
    ["no channels", riff(STEREO.replace("0100 0200", "0100 0000"), SOUND), "wav.unsupported"],
    ["1 Hz", riff(`${FMT} 10000000 0100 0100 01000000 02000000 0200 1000`, SOUND), "wav.unsupported"],
    ["no samples", riff(STEREO, `${DATA} 00000000`), "wav.empty"],
  ])("%s", (_, bytes, code) => {
    expect(() => parseWav(bytes)).toThrow(expect.objectContaining({ name: "AudioError", code }));
  });
});

test("what it writes it reads", () => {
  fc.assert(
    fc.property(
      fc.int16Array({ minLength: 1, maxLength: 200 }),
      fc.integer({ min: 8000, max: 192_000 }),
      (samples, rate) => {
        expect(parseWav(encodeWav(samples, rate))).toMatchObject({
          samples,
          sampleRateHz: rate,
          channelCount: 1,
        });
      },
    ),
  );
});

test("any bytes are read or refused with an AudioError", () => {
  const good = riff(`${LIST} 03000000 61626300`, STEREO, SOUND);
  const bent = fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { maxLength: 4 }).map((changes) => {
    const bytes = good.slice();
    for (const [at, value] of changes) bytes[at] = value;
    return bytes;
  });
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 100 }), bent), (bytes) => {
      try {
        expect(parseWav(bytes).samples.length).toBeGreaterThan(0);
      } catch (error) {
        if (!(error instanceof AudioError)) throw error;
        expect(error.code).toMatch(/^wav\./);
      }
    }),
    { numRuns: 500 },
  );
});
