/** Spoken sentences for tests, made by espeak-ng (scripts/test installs it) and kept, so that each is made once. */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { access, mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

export interface Voice {
  /** Samples per second of the file; espeak-ng itself speaks at 22,050. */
  readonly rate?: number;
  /** A voice of `espeak-ng --voices`, with a variant after `+`: `en+m3`. */
  readonly voice?: string;
  readonly wordsPerMinute?: number;
}

const CACHE = new URL("../../node_modules/.cache/speech/", import.meta.url).pathname;
/** Part of the cache's key: a change below makes the files anew. */
const RECIPE = "2";

const making = new Map<string, Promise<string>>();

/** @returns path of a WAV file: 16-bit PCM, one channel, `rate` samples per second. Do not change the file; copy it. */
export function speak(text: string, options: Voice = {}): Promise<string> {
  const { rate = 16_000, voice = "en", wordsPerMinute = 160 } = options;
  const key = createHash("sha256")
    .update(JSON.stringify([RECIPE, text, rate, voice, wordsPerMinute]))
    .digest("hex")
    .slice(0, 32);
  const path = join(CACHE, `${key}.wav`);
  const made = making.get(path) ?? make(path, text, { rate, voice, wordsPerMinute });
  making.set(path, made);
  return made;
}

async function make(path: string, text: string, voice: Required<Voice>): Promise<string> {
  if (await exists(path)) return path;
  await mkdir(CACHE, { recursive: true });
  const work = await mkdtemp(join(CACHE, "making-"));
  const spoken = join(work, "spoken.wav");
  const made = join(work, "made.wav");
  try {
    await need("espeak-ng", [
      "-v",
      voice.voice,
      "-s",
      String(voice.wordsPerMinute),
      "-w",
      spoken,
      "--",
      text,
    ]);
    // -R: the same dither every time; the rate conversion is sox's best, so that it adds nothing of its own.
    const pcm = ["-b", "16", "-e", "signed-integer", "-c", "1"];
    await need("sox", ["-R", spoken, ...pcm, made, "rate", "-v", String(voice.rate)]);
    await rename(made, path); // whole or not at all: test files run in parallel
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return path;
}

async function need(program: string, args: readonly string[]): Promise<void> {
  try {
    await run(program, args);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") {
      throw new Error(`${program} is not installed; scripts/test installs it (apt-get install ${program})`, {
        cause,
      });
    }
    throw cause;
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false; // not made yet
  }
}
