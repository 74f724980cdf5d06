/** `pawpost link join`, `status` and `leave`: whether devices away from home reach this hub, through whose relay. */
import { resolve } from "node:path";
import { createInterface } from "node:readline/promises";
import type { Command } from "commander";
import { COMMAND_LINE, type RelayStatus, relayStatus } from "../../hub/contract/command-line.ts";
import type { RelayRefused } from "../../hub/ports/relay.ts";
import { CliError } from "./errors.ts";
import { hubDataOption } from "./hub-data-option.ts";
import { askHub, findHubSocket, refusalOf } from "./hub-socket.ts";
import { sayIssuances } from "./say-issuances.ts";

/** What to do about each refusal. */
const ADVICE: Readonly<Record<RelayRefused["code"], string>> = {
  "relay.no-invitation":
    "Paste the whole of what the relay's operator gave you: relay.family.example:443/family.example/ and letters.",
  "relay.joined-already": "See which one: pawpost link status. To join another, first: pawpost link leave",
  "relay.not-joined": "There is nothing to leave. To join one: pawpost link join INVITATION",
  "relay.no-link": "Is Pawpost still running? Look at the window of scripts/start, then try again.",
  "relay.silent":
    "Is this machine on the Internet, and the relay running? The invitation is not used up: try again later.",
  "relay.wrong-relay":
    "Nothing was said to it, and the invitation is not used up. Ask the operator whether the address is right.",
  "relay.wrong-code": "It counts once, for a day. Ask the operator for another one.",
  "relay.revoked": "Ask the operator why, and for another invitation.",
  "relay.not-understood": "Are the relay and this hub of the same version? Ask the operator.",
};

interface Options {
  readonly data: string;
  readonly yes?: boolean;
  readonly json?: boolean;
}

const WHAT_LEAVING_DOES = `Devices away from home will not reach this hub any more, and their addresses are forgotten:
who joins again gives each device a new one. At home everything works as before.
`;

export function registerRelayCommands(link: Command): void {
  const command = (name: string, says: string) =>
    link.command(name).description(says).addOption(hubDataOption());
  command(
    "join",
    "Joins the running hub to a relay, so that devices away from home reach it (docs/away-from-home.md). Every guardian is told.",
  )
    .argument("<invitation>", "as the relay's operator gave it; counts once, for a day")
    .action(async (invitation: string, _, own: Command) => {
      const status = await ask(own.optsWithGlobals<Options>(), COMMAND_LINE.joinRelay, invitation);
      console.log(describe(status));
      console.log(WHAT_IS_NEXT);
    });
  command("status", "Says which relay this hub is at, and whether it is reached.")
    .option("--json", "print it as JSON")
    .action(async (_, own: Command) => {
      const options = own.optsWithGlobals<Options>();
      const status = await ask(options, COMMAND_LINE.relay);
      console.log(options.json === true ? JSON.stringify(status) : describe(status));
    });
  command("leave", "Takes the hub off its relay (asks). Every guardian is told.")
    .option("--yes", "do not ask")
    .action(async (_, own: Command) => {
      const options = own.optsWithGlobals<Options>();
      if (options.yes !== true) await confirm();
      await ask(options, COMMAND_LINE.leaveRelay);
      console.log("Left. Devices away from home do not reach this hub any more.");
    });
}

const WHAT_IS_NEXT = `
What is next: on the page, Devices, then “Open it elsewhere”. It gives a phone an address of its own, as a picture to scan.`;

/** @throws CliError with the hub's own code, or `link.not-running`, `link.no-answer` */
async function ask({ data }: Options, path: string, text = ""): Promise<RelayStatus> {
  const socketPath = await findHubSocket("link", resolve(data));
  const body = { type: "text/plain", bytes: new TextEncoder().encode(text) };
  const answer = await askHub("link", socketPath, path, body);
  const relay = relayStatus.safeParse(answer.json);
  if (answer.status === 200 && relay.success) return relay.data;
  throw refusalOf("link", answer, ADVICE);
}

export function describe({ relay, issuances }: RelayStatus): string {
  if (relay === null) return "This hub is at no relay: it is reached at home only.";
  const rows = [
    ["Relay", relay.zone],
    ["This hub", relay.domain],
    ["Line", LINES[relay.line.state](relay.line)],
    ["Certificate", sayCertificate(relay)],
    ["Public logs", sayIssuances(issuances)],
    ["Devices", `${relay.names} with an address of their own`],
  ] as const;
  return rows.map(([what, says]) => `  ${what.padEnd(13)}${says}`).join("\n");
}

/** For one name alone it is by a setting, or because the zone shows no proof for all of them: docs/certificates.md. */
function sayCertificate({ hasCertificate, onlyFor }: NonNullable<RelayStatus["relay"]>): string {
  if (!hasCertificate) return "not yet: devices get in once the hub has one";
  return onlyFor === null
    ? "there"
    : `there, but for one device alone: ${onlyFor}. The zone's name servers do not show what proves the others`;
}

type Line = NonNullable<RelayStatus["relay"]>["line"];
const LINES: { readonly [S in Line["state"]]: (line: Line) => string } = {
  starting: () => "starting",
  connecting: () => "dialling",
  up: (line) =>
    line.state === "up" && line.milliseconds !== null ? `up, ${line.milliseconds} ms there and back` : "up",
  down: (line) => (line.state === "down" ? WHYS[line.why] : "down"),
};
const WHYS = {
  silent: "down: nobody answers there. It is tried again by itself",
  "wrong-relay":
    "down: somebody else answers there, who does not have the operator's key. Ask the operator; with a new key: leave, and join again",
  revoked: "down: the operator took this hub's place back. Ask the operator",
  refused: "down: the relay does not understand this hub. It is tried again by itself",
} as const;

async function confirm(): Promise<void> {
  const notConfirmed = (message: string, advice: string) =>
    new CliError("link.not-confirmed", message, advice);
  if (!process.stdin.isTTY)
    throw notConfirmed(
      "It asks before it leaves the relay, and there is no terminal to ask on.",
      "Nothing was left. In a script: --yes",
    );
  console.log(WHAT_LEAVING_DOES);
  const questions = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await questions.question('Type "leave" to go on: ');
  questions.close();
  if (answer.trim() !== "leave") throw notConfirmed("Nothing was left.", "Everything is as it was.");
}
