/**
 * A sound card for the real `arecord`, made of ALSA's own plugins: what is recorded on it is known to the sample. Its devices have
 * names that nobody else's have, so that a test finds the programs that have them open.
 */
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { constants, type FileHandle, open, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { promisify } from "node:util";
import { makeTempDir } from "./temp-dir.ts";

const CARD_RATE_HZ = 16_000;
const KNOWN_SECONDS = 60;
/** What `arecord` asks the device for at once; less at once comes out with silence between. */
const PERIOD = 2_000;

export interface SoundCard extends AsyncDisposable {
  /** For whoever starts `arecord`. */
  readonly env: { readonly ALSA_CONFIG_PATH: string };
  /** Gives {@link known} from its beginning, as fast as somebody reads. */
  readonly knownDevice: string;
  readonly known: Int16Array<ArrayBuffer>;
  /** Gives what is said into it, at the pace in which it is said; nothing, and for ever, before somebody speaks. */
  readonly lineDevice: string;
  /** Says all of it in real time, and keeps the line open. Ends early when the card is taken away. */
  speak(samples: Int16Array): Promise<void>;
}

export async function makeSoundCard(): Promise<SoundCard> {
  await using owned = new AsyncDisposableStack();
  const { path } = owned.use(await makeTempDir());
  const mark = randomBytes(4).toString("hex");
  const at = (name: string) => join(path, name);
  // Every sample names its place, as far as 16 bits go, and none is silent.
  const known = Int16Array.from(
    { length: KNOWN_SECONDS * CARD_RATE_HZ },
    (_, n) => ((n * 7) % 20_011) - 10_005,
  );
  await writeFile(at("known.raw"), new Uint8Array(known.buffer));
  await promisify(execFile)("mkfifo", [at("line")]);
  const device = (name: string, infile: string) =>
    `pcm.${name} {\n  type file\n  slave.pcm "nothing"\n  file "/dev/null"\n  infile "${at(infile)}"\n  format "raw"\n}\n`;
  const [knownDevice, lineDevice] = [`known-${mark}`, `line-${mark}`];
  await writeFile(
    at("asound.conf"),
    `pcm.nothing { type null }\n${device(knownDevice, "known.raw")}${device(lineDevice, "line")}`,
  );
  const lines: FileHandle[] = [];
  let gone = false;
  owned.defer(async () => {
    gone = true;
    for (const line of lines) await line.close();
  });
  const whole = owned.move();
  return {
    env: { ALSA_CONFIG_PATH: at("asound.conf") },
    knownDevice,
    known,
    lineDevice,
    async speak(samples) {
      // For reading, too: opened for writing alone it would wait until somebody records, and break when nobody does.
      const line = await open(at("line"), constants.O_RDWR | constants.O_NONBLOCK);
      lines.push(line);
      const bytes = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
      for (let from = 0; from < bytes.byteLength && !gone; from += 2 * PERIOD) {
        await line.write(bytes.subarray(from, from + 2 * PERIOD)).catch(saidToNobody);
        await wait((PERIOD * 1_000) / CARD_RATE_HZ);
      }
    },
    [Symbol.asyncDispose]: () => whole.disposeAsync(),
  };
}

/** The line is full where nobody records, and what is said then is lost as it is in a room. */
function saidToNobody(thrown: NodeJS.ErrnoException): void {
  if (thrown.code !== "EAGAIN") throw thrown;
}

/** Process ids of the programs that have this device open. */
export async function recordersOf(device: string): Promise<number[]> {
  const found: number[] = [];
  for (const name of await readdir("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const line = await readFile(`/proc/${name}/cmdline`, "utf8").catch(() => "");
    if (line.startsWith("arecord\0") && line.split("\0").includes(device)) found.push(Number(name));
  }
  return found;
}
