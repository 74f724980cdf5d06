/** `pawpost ble join`: makes this machine's Bluetooth side another room of a hub. docs/rooms.md */
import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline/promises";
import type { Command } from "commander";
import { pinTrust } from "../../ble/bridge/kept-trust.ts";
import { HouseLineError } from "../../ble/house-line/errors.ts";
import { joinHub } from "../../ble/house-line/join-hub.ts";
import { forgetJoinedRoom, readJoinedRoom, writeJoinedRoom } from "../../ble/house-line/joined-room.ts";
import { JournalError } from "../../ble/journal/errors.ts";
import { SignatureError } from "../../hub/contract/errors.ts";
import { parseJoinCode, ROOM_PORT } from "../../hub/contract/room-line.ts";
import { trustWords } from "../../hub/contract/trust-words.ts";
import { CLONE_DATA } from "./clone-data.ts";
import { CliError } from "./errors.ts";

interface Options {
  readonly data: string;
}

const ADVICE: Readonly<Record<HouseLineError["code"], string>> = {
  "house.bad-file":
    "Remove it, and join again. Another code: in the page under Settings, Rooms, or pawpost room add NAME at the hub.",
  "house.silent": "Is the hub running, and are both on the same network? The code is not used up.",
  "house.other-hub":
    "Nothing was said to whoever answers there. Is the address right, and the code copied whole? The code is not used up.",
  "house.refused":
    "A code counts once, for ten minutes. Another one: in the page under Settings, Rooms, or pawpost room add NAME at the hub.",
  "house.other-family":
    "Where that is as you want it, first: pawpost ble trust --reset. Every toy takes a paw again then.",
};

export function registerBleJoinCommand(ble: Command): void {
  ble
    .command("join")
    .description(
      "Makes this machine another room of a hub (docs/rooms.md). Asks whether six words are those that the page shows.",
    )
    .argument("<address>", "where the hub listens, such as 192.168.1.7:8883")
    .argument("<code>", "as the page shows it under Rooms, or `pawpost room add` at the hub")
    .option(
      "--data <folder>",
      "where this machine's own state is kept",
      process.env.PAWPOST_DATA ?? CLONE_DATA,
    )
    .action((address: string, code: string, _, command: Command) =>
      joinAs(address, code, command.optsWithGlobals<Options>()),
    );
}

async function joinAs(address: string, typed: string, { data }: Options): Promise<void> {
  const code = parseJoinCode(typed);
  if (code === undefined)
    throw new CliError(
      "house.bad-code",
      "That is no code: it has ten groups of four letters.",
      "Copy it whole.",
    );
  const place = parsePlace(address);
  if (place === undefined)
    throw new CliError(
      "house.bad-address",
      "That is no address.",
      "Write it as the hub showed it: 192.168.1.7:8883",
    );
  if (!process.stdin.isTTY)
    throw new CliError(
      "house.nobody-to-ask",
      "It asks somebody to compare six words, and there is no terminal to ask on.",
      "Nothing was joined, and the code is not used up.",
    );
  const stateDir = join(resolve(data), "ble");
  await mkdir(stateDir, { recursive: true, mode: 0o700 });
  const before = await readJoinedRoom(stateDir).catch(() => undefined);
  let isWritten = false;
  try {
    const room = await joinHub({
      ...place,
      code,
      async agree({ title, roster: entries }, roster, joining) {
        console.log(`This machine becomes the room “${title}”. Whose messages count here:\n`);
        console.log(`  ${trustWords(roster.fingerprint).join(" ")}\n`);
        console.log(
          "The page shows six words, too, under Rooms and under Toys. Where one differs, somebody is in between: say no.",
        );
        if (!(await isAgreed())) return false;
        await pinTrust(join(stateDir, "journal"), entries);
        await writeJoinedRoom(stateDir, joining);
        isWritten = true;
        return true;
      },
    });
    if (room === undefined)
      throw new CliError(
        "house.not-agreed",
        "Nothing was joined, and nobody is believed.",
        "The code is used up.",
      );
    console.log(`Joined. To run it: pawpost ble --data ${resolve(data)}`);
  } catch (error) {
    // The hub does not know this key: what was joined before goes on.
    if (isWritten)
      await (before === undefined ? forgetJoinedRoom(stateDir) : writeJoinedRoom(stateDir, before));
    throw inWords(error);
  }
}

function inWords(error: unknown): unknown {
  if (error instanceof HouseLineError)
    return new CliError(error.code, `${error.message}.`, ADVICE[error.code], { cause: error });
  if (error instanceof SignatureError && error.code === "roster.wrong-first-guardian")
    return new CliError(
      "house.other-family",
      "This machine believes another family.",
      ADVICE["house.other-family"],
      { cause: error },
    );
  if (error instanceof JournalError && error.code === "journal.in-use")
    return new CliError(
      "house.in-use",
      "The Bluetooth side is running on this folder.",
      "Stop it (Ctrl-C where it was started), then do this again with another code.",
      { cause: error },
    );
  return error;
}

async function isAgreed(): Promise<boolean> {
  const questions = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await questions.question('Are all six the same? Type "yes": ');
  questions.close();
  return answer.trim().toLowerCase() === "yes";
}

/** @returns `undefined` for what is no host and port */
export function parsePlace(text: string): { readonly host: string; readonly port: number } | undefined {
  const [, bracketed, plain, port = String(ROOM_PORT)] =
    /^(?:\[([0-9a-fA-F:.]+)\]|([A-Za-z0-9.-]+))(?::(\d{1,5}))?$/.exec(text) ?? [];
  const host = bracketed ?? plain;
  return host === undefined || Number(port) < 1 || Number(port) > 65_535
    ? undefined
    : { host, port: Number(port) };
}
