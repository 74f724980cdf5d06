/**
 * A stolen disk. Everything that the hub keeps is read as a thief of the data folder would read it, without the key files beside it: looked through for the family's names
 * and for ids, and each sound is tried at every decoder that there is. Whoever takes the key files along can read more: docs/storage.md.
 */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { deflateRawSync } from "node:zlib";
import { decodeMessage } from "../audio/message-codec/decode-message.ts";
import { decodeRecording } from "../audio/recording-codec/decode-recording.ts";
import type { Trial } from "./trial.ts";

/**
 * Key files are the other half of the lock; `LOCK` must not be opened: closing it would give the lock of LevelDB up (fcntl(2)). The others are in the program's own words, which a
 * toy's name may be among.
 */
const LEFT_OUT = /(?:^|\/)(?:[a-z]+\.key|LOCK|ballast|store\.version|LOG(?:\.old)?|CURRENT)$/;
/** Those of what is said, and of what is small beside it. */
const SOUNDS = /\.(?:age|next|clip|item)$/;
const AGE = Buffer.from("age-encryption.org/v1\n");
/** Of an age file's header the last line begins so; behind it all is noise. */
const AGE_BODY = Buffer.from("\n---");
const MOST_FILES = 600;
const MOST_BYTES = 48 * 1_048_576;
const SAMPLE_BYTES = 65_536;
/** Less than this says nothing about noise. */
const LEAST_BYTES = 1_024;
/** Noise does not get smaller; sound and text do. */
const NOISE = 0.97;
/** Where a sound could begin: at the file's, or behind the heads that are used here. */
const OFFSETS = [0, 1, 13, 14, 28, 32] as const;
/** Shorter words stand somewhere by chance. */
const LEAST_LETTERS = 6;

interface StolenDiskParts {
  /** What the hub keeps. */
  readonly folder: string;
  /** Names of people, children and toys, and ids. */
  readonly words: () => Promise<readonly string[]>;
}

export const stolenDisk = ({ folder, words }: StolenDiskParts): Trial<"stolen-disk"> => ({
  step: "stolen-disk",
  async attempt(signal) {
    const needles = (await words()).flatMap(spellings);
    const named = new Set<string>();
    const heard = new Set<string>();
    let [files, bytes] = [0, 0];
    for (const path of await loot(folder)) {
      signal.throwIfAborted();
      if (files >= MOST_FILES || bytes >= MOST_BYTES) break;
      const content = await readFile(join(folder, path)).catch(() => undefined); // gone meanwhile
      if (content === undefined) continue;
      files += 1;
      bytes += content.byteLength;
      if (needles.some((needle) => content.includes(needle))) named.add(path);
      if (SOUNDS.test(path) && isAudible(path, content)) heard.add(path);
    }
    if (heard.size > 0) return { seen: "sounds", count: heard.size, detail: [...heard] };
    if (named.size > 0) return { seen: "names", count: named.size, detail: [...named] };
    return files === 0 || needles.length === 0 ? { seen: "nothing-there" } : { seen: "noise", count: files };
  },
});

/** What is small and tells most comes first, then sounds in an order of their names, which are random. */
async function loot(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .filter((path) => !LEFT_OUT.test(path));
  return [...paths.filter((path) => !SOUNDS.test(path)), ...paths.filter((path) => SOUNDS.test(path))];
}

/** As it is, in hex, in UTF-16, in base64 at each of three offsets; a short one only as JSON has it. */
function spellings(word: string): Buffer[] {
  const bytes = Buffer.from(word);
  if (bytes.byteLength < LEAST_LETTERS) return [Buffer.from(`":${JSON.stringify(word)}`)];
  const base64 = [0, 1, 2].map((shift) =>
    Buffer.from(
      Buffer.concat([Buffer.alloc(shift), bytes])
        .toString("base64")
        .slice(4, -4),
    ),
  );
  const all = [bytes, Buffer.from(bytes.toString("hex")), Buffer.from(word, "utf16le"), ...base64];
  return all.filter((one) => one.byteLength >= LEAST_LETTERS);
}

function isAudible(path: string, content: Buffer): boolean {
  const isAge = content.subarray(0, AGE.byteLength).equals(AGE);
  // What was said is sealed to the family, or it is not sealed.
  if (/\.(?:age|next)$/.test(path) && !isAge) return true;
  const body = isAge ? content.subarray(content.indexOf(AGE_BODY) + AGE_BODY.byteLength) : content;
  const riff = body.indexOf("RIFF");
  if (riff >= 0 && body.subarray(riff + 8, riff + 12).toString("latin1") === "WAVE") return true;
  for (const offset of OFFSETS)
    for (const decode of [decodeMessage, decodeRecording])
      if (speaks(() => decode(body.subarray(offset)))) return true;
  if (body.byteLength < LEAST_BYTES) return false;
  const sample = body.subarray(0, SAMPLE_BYTES);
  return deflateRawSync(sample, { level: 1 }).byteLength < sample.byteLength * NOISE;
}

function speaks(decode: () => { readonly samples: ArrayLike<number> }): boolean {
  try {
    return decode().samples.length > 0;
  } catch {
    return false; // it is none
  }
}
