/** `pawpost start-anew`: for a family in which every guardian has lost every way in. It makes a code; the page and a paw do the rest. */
import { resolve } from "node:path";
import { createInterface } from "node:readline/promises";
import type { Command } from "commander";
import { z } from "zod";
import { COMMAND_LINE } from "../../hub/contract/command-line.ts";
import { CliError } from "./errors.ts";
import { hubDataOption } from "./hub-data-option.ts";
import { askHub, findHubSocket, refusalOf } from "./hub-socket.ts";

const made = z.object({ code: z.string() });

const ADVICE: Readonly<Record<string, string>> = {
  "anew.no-guardian": "Open the page and type the code that scripts/start printed.",
  "anew.no-toy":
    "Without a toy only erasing everything lets the hub be claimed again: scripts/start --reset.",
  "store.disk-full": "Free some space on the hub's disk, then try again.",
};

const WHAT_IT_DOES = `This is for a family in which every guardian has lost passphrase, passkeys, recovery sheets and devices.
While one of them can still get in, do not do it: that one hears everything, and can invite the others anew.

It makes a code. With it, and with the paw of one of the toys, somebody becomes the first guardian on the page:
  - recordings of before stay locked, also for the new guardian, until somebody finds an old passphrase or
    recovery sheet; none of them is erased for it, and each goes when its time is over, as before;
  - everybody who was in the family is out: signed out, and to be invited anew;
  - what still waits for a toy is not delivered;
  - children, toys' names and the history stay. The history says that the hub started anew, and so does
    every device that knew the family before.
Every guardian who can still look is told at once that this code was made.
`;

const WHAT_IS_NEXT = (code: string) => `
  Code   ${code}   (good for half an hour, once)

  1. On the page: I lost my passphrase, then Nobody at home can get in any more. Type the code.
  2. When the page asks for it, press the blue hand of one of the toys.
  3. Then stop Pawpost, and have the toys' guard forget the family that was:  pawpost ble trust --reset
  4. Start again, find each toy in the page, press its paw, and compare the six words:  pawpost ble trust
`;

interface StartAnewOptions {
  readonly data: string;
  readonly yes?: boolean;
}

export function registerStartAnewCommand(program: Command): void {
  program
    .command("start-anew")
    .description(
      "When every guardian has lost every way in: makes a code with which, and with a toy's paw, somebody becomes the first guardian anew. Erases nothing; recordings of before stay locked (docs/recovery.md).",
    )
    .addOption(hubDataOption())
    .option("--yes", "do not ask")
    .action(async (options: StartAnewOptions) => {
      const socketPath = await findHubSocket("start-anew", resolve(options.data));
      if (options.yes !== true) await confirm();
      console.log(WHAT_IS_NEXT(await makeAnewCode(socketPath)));
    });
}

/** @throws CliError with the hub's own code, or `start-anew.no-answer` */
export async function makeAnewCode(socketPath: string): Promise<string> {
  const nothing = { type: "application/octet-stream", bytes: new Uint8Array() };
  const answer = await askHub("start-anew", socketPath, COMMAND_LINE.startAnew, nothing);
  const code = made.safeParse(answer.json);
  if (answer.status === 201 && code.success) return code.data.code;
  throw refusalOf("start-anew", answer, ADVICE);
}

async function confirm(): Promise<void> {
  const notConfirmed = (message: string, advice: string) =>
    new CliError("start-anew.not-confirmed", message, advice);
  if (!process.stdin.isTTY) {
    throw notConfirmed(
      "It asks before it makes a code, and there is no terminal to ask on.",
      "No code was made. In a script: --yes",
    );
  }
  console.log(WHAT_IT_DOES);
  const questions = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await questions.question('Type "start anew" to go on: ');
  questions.close();
  if (answer.trim() !== "start anew") throw notConfirmed("No code was made.", "Everything is as it was.");
}
