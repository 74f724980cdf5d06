/** `pawpost microphone`: which microphones this machine has, and whether one of them hears. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Command } from "commander";
import { MICROPHONE_PROBLEMS } from "../../hub/api/problems/microphone-problems.ts";
import { systemClock } from "../../hub/clock/system-clock.ts";
import { ALSA_DEVICE } from "../../hub/config/settings.ts";
import { makeAlsaMicrophone } from "../../hub/microphone/alsa-microphone.ts";
import { MicrophoneRefused } from "../../hub/ports/microphone.ts";
import { CliError } from "./errors.ts";
import { whileWaiting } from "./waiting-line.ts";

const LISTENS_MS = 3_000;
/** Those that turn what a device gives into what the hub asks for. */
const USABLE = /^(?:default|sysdefault:|plughw:)/;

export function registerMicrophoneCommand(program: Command): void {
  program
    .command("microphone")
    .description(
      "Lists the microphones of this machine by the names that the setting `microphone` takes. With a name, listens to that one for three seconds and says how loud it was; nothing is kept. Asks no running hub.",
    )
    .argument("[device]", "one of them, such as plughw:CARD=Device,DEV=0")
    .option("--json", "print the list as JSON")
    .action(async (device: string | undefined, { json }: { readonly json?: boolean }) => {
      // What arecord says is read by us.
      process.env.LC_ALL = "C";
      if (device !== undefined) return console.log(await whileWaiting("Listening", hear(device)));
      const listed = await listDevices();
      console.log(json === true ? JSON.stringify(usableDevices(listed)) : describeDevices(listed));
    });
}

async function listDevices(): Promise<string> {
  try {
    return (await promisify(execFile)("arecord", ["-L"])).stdout;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "ENOENT") return "";
    throw inWords(new MicrophoneRefused("hub-microphone.program-missing", "arecord is not there", { cause }));
  }
}

interface Device {
  readonly name: string;
  readonly says: string[];
}

/** @param listed what `arecord -L` says: a name a line, and below it, indented, what it is */
function usableDevices(listed: string): readonly Device[] {
  const devices: Device[] = [];
  for (const line of listed.split("\n")) {
    if (/^\S/.test(line)) devices.push({ name: line.trim(), says: [] });
    else if (line.trim() !== "") devices.at(-1)?.says.push(line.trim());
  }
  return devices.filter(({ name }) => USABLE.test(name) && ALSA_DEVICE.test(name));
}

/** @param listed as {@link usableDevices} reads it */
export function describeDevices(listed: string): string {
  const usable = usableDevices(listed);
  if (usable.length === 0) return "There is no microphone on this machine. Plug one in, then look again.";
  return [
    ...usable.map(({ name, says }) => `  ${name}\n      ${says.join(", ")}`),
    "",
    "Try one:  scripts/pawpost microphone NAME",
    "Use it:   scripts/pawpost config set microphone NAME, and start the hub again",
  ].join("\n");
}

/** @throws CliError */
async function hear(device: string): Promise<string> {
  if (!ALSA_DEVICE.test(device))
    throw new CliError(
      "microphone.bad-name",
      `"${device}" is no name of a device.`,
      "Leave the name out to see them all.",
    );
  try {
    using open = await makeAlsaMicrophone(device, systemClock).open();
    let peak = 0;
    let samples = 0;
    const most = (open.sampleRateHz * LISTENS_MS) / 1_000;
    await new Promise<void>((done) => {
      open.listen((pcm) => {
        for (const sample of new Int16Array(pcm.buffer)) peak = Math.max(peak, Math.abs(sample));
        samples += pcm.byteLength / 2;
        if (samples >= most) done();
      }, done);
    });
    return samples === 0 ? "It ended before it gave any sound." : describePeak(peak / 32_768);
  } catch (error) {
    throw error instanceof MicrophoneRefused ? inWords(error) : error;
  }
}

/** @param peak the loudest sample, 0..1 */
export function describePeak(peak: number): string {
  if (peak === 0) return "Silence: not even noise. Is it switched off, or is it another socket’s?";
  const percent = `The loudest was ${Math.max(1, Math.round(peak * 100))} % of what it can give`;
  if (peak < 0.02) return `${percent}: very quiet. Turn it up (alsamixer, F4), or speak closer.`;
  return peak > 0.98 ? `${percent}: too loud. Turn it down (alsamixer, F4).` : `${percent}: it hears well.`;
}

function inWords(error: MicrophoneRefused): CliError {
  const { title, action } = MICROPHONE_PROBLEMS[error.code];
  return new CliError(error.code, title, action, { cause: error });
}
