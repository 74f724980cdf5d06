/** `pawpost send`: a sound file becomes a draft, which a guardian's browser may stamp and send on. */
import { open } from "node:fs/promises";
import { resolve } from "node:path";
import type { Command } from "commander";
import { z } from "zod";
import { AUDIO_PROBLEMS, type AudioProblem } from "../../hub/audio/audio-problems.ts";
import { COMMAND_LINE, MAX_WAV_BYTES } from "../../hub/contract/command-line.ts";
import { CliError } from "./errors.ts";
import { hubDataOption } from "./hub-data-option.ts";
import { askHub, findHubSocket, refusalOf } from "./hub-socket.ts";

const created = z.object({ id: z.string(), milliseconds: z.number() });

/** What to do about what the hub refuses. What is wrong with a sound is told in the words of `hub/audio`, as everywhere. */
const ADVICE: Readonly<Record<string, string>> = {
  "toy.unknown":
    "Write the name as the page shows it. A toy can be sent to once somebody pressed its paw to claim it.",
  "toy.name-ambiguous": "Give one of the toys another name on the page first.",
  "http.too-large": "A message lasts at most 40 s. Cut the file first.",
  "store.disk-full": "Free some space on the hub's disk, then try again.",
};
const SOUND_ADVICE =
  "It must be a 16-bit WAV file of up to 40 s in which a voice can be heard: pawpost clip encode says more.";

export function registerSendCommand(program: Command): void {
  program
    .command("send")
    .description(
      "Leaves a sound file for a toy. It waits as a draft: it reaches the toy once a guardian has listened to it on the page and sent it on.",
    )
    .argument("<in.wav>", "16-bit WAV file of up to 40 s")
    .requiredOption("--to <toy>", "the toy's name, as the page shows it")
    .addOption(hubDataOption())
    .action(async (path: string, options: { readonly to: string; readonly data: string }) => {
      const wav = await readWav(path);
      const socketPath = await findHubSocket("send", resolve(options.data));
      const draft = await leaveDraft(socketPath, options.to, wav);
      console.log(
        `  Left for ${options.to}: ${(draft.milliseconds / 1_000).toFixed(1)} s. It waits on the page until a guardian sends it on.`,
      );
    });
}

async function readWav(path: string): Promise<Uint8Array> {
  await using file = await open(path, "r");
  const { size } = await file.stat();
  if (size > MAX_WAV_BYTES) {
    throw new CliError(
      "http.too-large",
      `${path} has ${size} bytes; ${MAX_WAV_BYTES} is the most.`,
      ADVICE["http.too-large"] ?? "",
    );
  }
  return await file.readFile();
}

export async function leaveDraft(
  socketPath: string,
  toy: string,
  wav: Uint8Array,
): Promise<z.output<typeof created>> {
  const path = `${COMMAND_LINE.drafts}?${new URLSearchParams({ toy })}`;
  const answer = await askHub("send", socketPath, path, { type: "audio/wav", bytes: wav });
  const draft = created.safeParse(answer.json);
  if (answer.status === 201 && draft.success) return draft.data;
  const refusal = refusalOf("send", answer, ADVICE, answer.status === 422 ? SOUND_ADVICE : undefined);
  const { code } = refusal;
  if (!isAudioProblem(code)) throw refusal;
  throw new CliError(code, AUDIO_PROBLEMS[code].title, AUDIO_PROBLEMS[code].next);
}

const isAudioProblem = (code: string): code is AudioProblem => Object.hasOwn(AUDIO_PROBLEMS, code);
