import { readFileSync, statSync } from "node:fs";
import { expect, test } from "vitest";
import { speak } from "./speech.ts";

/** The fields of a canonical WAV header: RIFF, then `fmt ` at 12, then `data`. */
function readWav(path: string) {
  const bytes = readFileSync(path);
  const dataAt = bytes.indexOf("data", 36, "latin1");
  const samples = new Int16Array(Uint8Array.from(bytes.subarray(dataAt + 8)).buffer);
  return {
    format: bytes.readUInt16LE(20),
    channels: bytes.readUInt16LE(22),
    rate: bytes.readUInt32LE(24),
    bits: bytes.readUInt16LE(34),
    samples,
    loudest: samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0),
  };
}

test.each([[8_000], [16_000], [48_000]])("speaks at %i samples per second", async (rate) => {
  const wav = readWav(await speak("Good night, little bear.", { rate }));
  expect(wav).toMatchObject({ format: 1, channels: 1, rate, bits: 16 });
  expect(wav.samples.length / rate).toBeGreaterThan(1);
  expect(wav.samples.length / rate).toBeLessThan(4);
  expect(wav.loudest).toBeGreaterThan(5_000);
});

test("makes the same sentence once, whoever asks at the same time", async () => {
  const text = "Sleep well.";
  const paths = await Promise.all([speak(text), speak(text), speak(text)]);
  expect(new Set(paths).size).toBe(1);
  const made = statSync(paths[0] ?? "").mtimeMs;
  expect(statSync(await speak(text)).mtimeMs).toBe(made);
});

test("another voice and other words are other files", async () => {
  const paths = await Promise.all([speak("One."), speak("Two."), speak("One.", { voice: "en+m3" })]);
  const sounds = paths.map((path) => readFileSync(path).toString("base64"));
  expect(new Set(sounds).size).toBe(3);
});

test("text that looks like an option is spoken", async () => {
  expect(readWav(await speak("-h")).samples.length).toBeGreaterThan(1_000);
});
