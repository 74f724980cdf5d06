import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { checkMessage } from "../../hub/audio/check-message.ts";
import { encodeMessage } from "../../hub/audio/message-codec/encode-message.ts";
import { encodeWav, parseWav } from "../../hub/audio/wav.ts";
import { readInput, readRecording, readRecordingOracle, readVector } from "../../test/bench/codec-vectors.ts";
import { registerClipCommands } from "./clip.ts";

let folder: string;
const at = (name: string) => join(folder, name);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "pawpost-clip-test-"));
  vi.spyOn(console, "log").mockImplementation(() => {});
  vi.spyOn(console, "error").mockImplementation(() => {});
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true });
});

async function clip(...words: string[]): Promise<void> {
  const program = new Command("pawpost")
    .exitOverride()
    .configureOutput({ writeErr: () => {}, writeOut: () => {} });
  registerClipCommands(program);
  await program.parseAsync(["clip", ...words], { from: "user" });
}

async function given(name: string, bytes: Uint8Array): Promise<string> {
  await writeFile(at(name), bytes);
  return at(name);
}

async function read(name: string): Promise<Uint8Array> {
  return new Uint8Array(await readFile(at(name)));
}

describe("clip encode", () => {
  test("makes a message that the hub accepts", async () => {
    await clip("encode", await given("in.wav", readVector("speech1.in.wav")), at("out.au"));
    expect(checkMessage(await read("out.au"))).toMatchObject({ kind: "ok" });
    expect(console.log).toHaveBeenCalledWith(expect.stringMatching(/out\.au: .* LUFS, true peak/));
  });

  test("--as-is encodes every sample and nothing else", async () => {
    await clip("encode", "--as-is", await given("in.wav", readVector("speech1.in.wav")), at("out.au"));
    expect(await read("out.au")).toEqual(encodeMessage(readInput("speech1")));
  });

  test("refuses a whisper, takes it with --even-if-quiet", async () => {
    const input = await given(
      "in.wav",
      encodeWav(
        readInput("speech1").map((sample) => sample >> 5),
        16_000,
      ),
    );
    await expect(clip("encode", input, at("out.au"))).rejects.toMatchObject({ code: "sound.too-quiet" });
    await clip("encode", "--even-if-quiet", input, at("out.au"));
    expect(checkMessage(await read("out.au"))).toMatchObject({ kind: "ok" });
  });

  test.each([
    ["silence", encodeWav(new Int16Array(16_000), 16_000), "sound.silence"],
    [
      "41 s of sound",
      encodeWav(
        Int16Array.from({ length: 41 * 8000 }, (_, n) => 3000 * Math.sin(n)),
        8000,
      ),
      "sound.too-long",
    ],
    ["a text", new TextEncoder().encode("this is a text, not a sound"), "wav.bad-magic"],
    ["a WAV cut short", readVector("tone1k.in.wav").subarray(0, 20_000), "wav.truncated"],
    ["an empty file", new Uint8Array(0), "wav.bad-magic"],
  ])("refuses %s, says what to do, and leaves nothing behind", async (_, bytes, code) => {
    const input = await given("in.wav", bytes);
    await expect(clip("encode", input, at("out.au"))).rejects.toMatchObject({
      code,
      advice: expect.stringMatching(/\w+/),
    });
    expect(await readdir(folder)).toEqual(["in.wav"]);
  });
});

describe("clip decode", () => {
  test("tells a recording by its header", async () => {
    await clip("decode", await given("in", readRecording("random.ms6")), at("out.wav"));
    const wav = parseWav(await read("out.wav"));
    expect(wav.sampleRateHz).toBe(8000);
    expect(wav.samples).toEqual(readRecordingOracle("random.ms6"));
  });

  test("tells a message by its header", async () => {
    await clip("decode", await given("in", readVector("speech1.app-encoder.au")), at("out.wav"));
    expect(parseWav(await read("out.wav"))).toMatchObject({ sampleRateHz: 16_000, milliseconds: 4140 });
  });

  test("decodes a damaged message and warns", async () => {
    const bytes = readVector("speech1.app-encoder.au");
    bytes.fill(0, 72, 112);
    await clip("decode", await given("in", bytes), at("out.wav"));
    expect(console.error).toHaveBeenCalledWith(expect.stringContaining("1 of 207 frames"));
    expect(parseWav(await read("out.wav")).milliseconds).toBe(4140);
  });

  test.each([
    ["a WAV file", readVector("tone1k.in.wav"), "clip.unknown-format"],
    ["anything else", Uint8Array.of(1, 2, 3), "clip.unknown-format"],
    [
      "a message whose header lies",
      Uint8Array.of(...readVector("tone1k.app-encoder.au"), 1),
      "message.header-lies",
    ],
    ["a recording that stops in a block", readRecording("random.ms4").subarray(0, -2), "recording.bad-size"],
  ])("refuses %s", async (_, bytes, code) => {
    await expect(clip("decode", await given("in", bytes), at("out.wav"))).rejects.toMatchObject({ code });
    expect(await readdir(folder)).toEqual(["in"]);
  });
});

describe("the output file", () => {
  test("is not overwritten without --force", async () => {
    const input = await given("in", readRecording("random.ms4"));
    await given("out.wav", Uint8Array.of(1));
    await expect(clip("decode", input, at("out.wav"))).rejects.toMatchObject({ code: "clip.output-exists" });
    expect(await read("out.wav")).toEqual(Uint8Array.of(1));
    await clip("decode", "--force", input, at("out.wav"));
    expect((await read("out.wav")).length).toBeGreaterThan(1000);
    expect((await readdir(folder)).toSorted()).toEqual(["in", "out.wav"]);
  });

  test("may be the input file, with --force", async () => {
    const input = await given("clip", readRecording("random.ms4"));
    await clip("decode", "--force", input, input);
    expect(parseWav(await read("clip")).sampleRateHz).toBe(8000);
  });

  test.each([
    ["a folder that does not exist", "missing/out.wav", "ENOENT"],
    ["an input that does not exist", "out.wav", "ENOENT"],
  ])("%s is the system's error", async (what, output, code) => {
    const input = what.startsWith("an input")
      ? at("missing")
      : await given("in", readRecording("random.ms4"));
    await expect(clip("decode", input, at(output))).rejects.toMatchObject({ code });
  });
});
