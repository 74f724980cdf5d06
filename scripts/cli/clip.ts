/** `pawpost clip`: between WAV files and what toys speak. */
import { link, mkdtemp, open, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { Command } from "commander";
import { detectClipFormat } from "../../hub/audio/clip-format.ts";
import { AudioError } from "../../hub/audio/errors.ts";
import { decodeMessage } from "../../hub/audio/message-codec/decode-message.ts";
import { encodeMessage } from "../../hub/audio/message-codec/encode-message.ts";
import { SAMPLE_RATE_HZ } from "../../hub/audio/message-codec/frame-layout.ts";
import { decodeRecording } from "../../hub/audio/recording-codec/decode-recording.ts";
import { mixToMono } from "../../hub/audio/shaping/mono.ts";
import { resample } from "../../hub/audio/shaping/resample.ts";
import { shapeMessage } from "../../hub/audio/shaping/shape-message.ts";
import { encodeWav, parseWav, splitChannels } from "../../hub/audio/wav.ts";
import { CliError } from "./errors.ts";

/** Ten minutes of 48 kHz stereo: room for a long file of which most is silence. */
const MOST_INPUT_BYTES = 120_000_000;

interface EncodeOptions {
  readonly asIs?: true;
  readonly evenIfQuiet?: true;
  readonly force?: true;
}

export function registerClipCommands(program: Command): void {
  const clip = program.command("clip").description("turn sounds into what toys play, and back");

  clip
    .command("encode")
    .description(
      "make a message for a toy from a 16-bit WAV file: trimmed, levelled, with the silence that toys need",
    )
    .argument("<in.wav>", "16-bit WAV, one or two channels, any usual sample rate")
    .argument("<out.au>", "where the message goes")
    .option("--as-is", "encode every sample as it is: no trimming, no levelling, no silence at the end")
    .option("--even-if-quiet", "accept a voice that is too quiet, raised as far as makes sense")
    .option("--force", "overwrite the output file")
    .action(async (input: string, output: string, options: EncodeOptions) => {
      const { bytes, summary } = encode(await readClip(input), options);
      await writeWhole(output, bytes, options.force === true);
      console.log(`${output}: ${summary}`);
    });

  clip
    .command("decode")
    .description("turn a message or a toy's recording (told by its header) into a WAV file")
    .argument("<in>", "a message for a toy, or a recording from one")
    .argument("<out.wav>", "where the sound goes")
    .option("--force", "overwrite the output file")
    .action(async (input: string, output: string, options: { readonly force?: true }) => {
      const { bytes, summary, warning } = decode(await readClip(input));
      await writeWhole(output, bytes, options.force === true);
      console.log(`${output}: ${summary}`);
      if (warning !== undefined) console.error(`Warning: ${warning}`);
    });
}

function encode(bytes: Uint8Array, options: EncodeOptions): { bytes: Uint8Array; summary: string } {
  const wav = parseWav(bytes);
  const mono = mixToMono(splitChannels(wav));
  if (options.asIs === true) {
    const message = encodeMessage(resample(mono, wav.sampleRateHz, SAMPLE_RATE_HZ));
    return { bytes: message, summary: `${seconds(wav.milliseconds)}, as it is, ${message.byteLength} bytes` };
  }
  const shaped = shapeMessage(mono, wav.sampleRateHz, {
    random: Math.random,
    evenIfQuiet: options.evenIfQuiet === true,
  });
  if (shaped.kind === "refused") throw new AudioError(shaped.code, `${seconds(wav.milliseconds)} of sound`);
  const { loudnessLufs, truePeakDbtp, milliseconds, toyBytes } = shaped;
  const facts = [
    seconds(milliseconds),
    `${loudnessLufs.toFixed(1)} LUFS`,
    `true peak ${truePeakDbtp.toFixed(1)} dBTP`,
    `${toyBytes.byteLength} bytes`,
  ];
  return { bytes: toyBytes, summary: facts.join(", ") };
}

function decode(bytes: Uint8Array): { bytes: Uint8Array; summary: string; warning?: string } {
  const format = detectClipFormat(bytes);
  if (format === "message") {
    const { samples, milliseconds, frameErrors, frameCount } = decodeMessage(bytes);
    const decoded = {
      bytes: encodeWav(samples, SAMPLE_RATE_HZ),
      summary: `message, ${seconds(milliseconds)}`,
    };
    if (frameErrors === 0) return decoded;
    return {
      ...decoded,
      warning: `${frameErrors} of ${frameCount} frames are damaged (message.frame-errors)`,
    };
  }
  if (format === "recording") {
    const { samples, sampleRateHz, milliseconds, bitsPerCode } = decodeRecording(bytes);
    const summary = `recording, ${seconds(milliseconds)}, ${bitsPerCode} bits`;
    return { bytes: encodeWav(samples, sampleRateHz), summary };
  }
  throw new AudioError(
    "clip.unknown-format",
    format === "wav" ? "this is a WAV file already" : "unknown header",
  );
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}

async function readClip(path: string): Promise<Uint8Array> {
  await using file = await open(path, "r");
  const { size } = await file.stat();
  if (size > MOST_INPUT_BYTES) throw new AudioError("clip.too-large", `${size} bytes`);
  return file.readFile();
}

/** All of the file or none of it: written beside its place, made durable, then put there in one step. */
async function writeWhole(path: string, bytes: Uint8Array, mayOverwrite: boolean): Promise<void> {
  if (!mayOverwrite && (await stat(path).catch(() => undefined)) !== undefined) throw outputExists(path);
  const folder = await mkdtemp(join(dirname(path), ".pawpost-clip-"));
  try {
    const draft = join(folder, basename(path));
    {
      await using file = await open(draft, "wx");
      await file.writeFile(bytes);
      await file.sync();
    }
    // `link` refuses to replace a file that came up meanwhile, `rename` does not; some file systems know only `rename`.
    const place = mayOverwrite ? rename : link;
    await place(draft, path).catch((error: unknown) => {
      if (codeOf(error) !== "EPERM" && codeOf(error) !== "ENOTSUP") throw error;
      return rename(draft, path);
    });
  } catch (error) {
    if (codeOf(error) === "EEXIST") throw outputExists(path);
    throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function outputExists(path: string): CliError {
  return new CliError(
    "clip.output-exists",
    `${path} exists already.`,
    "Choose another name, or add --force.",
  );
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}
