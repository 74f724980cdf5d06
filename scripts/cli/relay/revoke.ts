/** `pawpost relay revoke HUB`: takes an enrolment back. */
import { createInterface } from "node:readline/promises";
import { setTimeout as wait } from "node:timers/promises";
import type { Command } from "commander";
import { nearest } from "../../../hub/domain/nearest.ts";
import { askHubsHere } from "../../../relay/desk/ask-desk.ts";
import { KeepError } from "../../../relay/keep/errors.ts";
import { revoke } from "../../../relay/keep/revocations.ts";
import type { HubId } from "../../../relay/wire/remote-name.ts";
import { CliError } from "../errors.ts";
import { type KnownHub, knownHubs } from "./known-hubs.ts";
import { DATA, openOperatorFolder } from "./operator-folder.ts";

interface RevokeOptions {
  readonly data?: string;
  readonly yes?: boolean;
}

export function registerRevokeCommand(relay: Command): void {
  relay
    .command("revoke")
    .description(
      "Takes a hub's enrolment back: it is cut off within a second and stays out. Its family is not reached through this relay any more; at home nothing changes. A new invitation lets it in again.",
    )
    .argument("<hub>", "its id, or the beginning of it, as `pawpost relay hubs` shows it")
    .option(...DATA)
    .option("--yes", "do not ask")
    .action((hub: string, _, command: Command) => takeBack(hub, command.optsWithGlobals<RevokeOptions>()));
}

async function takeBack(named: string, options: RevokeOptions): Promise<void> {
  const opened = await openOperatorFolder(options.data);
  const { folder, signer } = opened;
  const { hubs, isRunning } = await knownHubs(opened);
  const { hub, key, enrolledAt, revokedAt, isHere } = findHub(named, hubs);
  if (revokedAt !== undefined) return console.log(`${hub} was revoked before. Nothing changes.`);
  if (options.yes !== true) await confirm(hub);
  // Not before its enrolment, be it that this machine's clock went back.
  await revoke(folder, key, signer, Math.max(Date.now(), enrolledAt));
  if (!isRunning) return console.log(`Revoked: ${hub}. It stays out when the relay starts.`);
  if (isHere === true) await untilGone(folder, hub);
  console.log(`Revoked: ${hub}. ${isHere === true ? "It was here, and is cut off." : "It was away."}`);
}

/** @throws KeepError `keep.no-such-hub`; CliError `relay.which-hub` */
function findHub(named: string, hubs: readonly KnownHub[]): KnownHub {
  const wanted = named.toLowerCase();
  const found = wanted === "" ? [] : hubs.filter(({ hub }) => hub.startsWith(wanted));
  const [only, another] = found;
  if (only !== undefined && another === undefined) return only;
  if (another !== undefined)
    throw new CliError(
      "relay.which-hub",
      `${found.length} hubs begin with "${wanted}".`,
      "Nothing was revoked. Write more letters of its id: pawpost relay hubs lists them.",
    );
  const meant = nearest(
    wanted,
    hubs.map(({ hub }) => hub),
  );
  throw new KeepError(
    "keep.no-such-hub",
    `No hub "${wanted}" was enrolled here.${meant === undefined ? "" : ` Did you mean ${meant}?`}`,
  );
}

/** @throws CliError `relay.not-cut` where the relay has not noticed after five seconds */
async function untilGone(folder: string, hub: HubId): Promise<void> {
  const until = performance.now() + 5_000;
  while (performance.now() < until) {
    const here = await askHubsHere(folder);
    if (here === undefined || here.hubs.every((one) => one.hub !== hub)) return;
    await wait(50);
  }
  throw new CliError(
    "relay.not-cut",
    `${hub} is revoked, but the relay that runs has not cut it off.`,
    "Start the relay again: from then on it stays out.",
  );
}

async function confirm(hub: HubId): Promise<void> {
  const refused = (message: string, advice: string) => new CliError("relay.not-confirmed", message, advice);
  if (!process.stdin.isTTY)
    throw refused(
      "It asks before it revokes, and there is no terminal to ask on.",
      "Nothing was revoked. In a script: --yes",
    );
  console.log(`The family of ${hub} is not reached through this relay any more, until you invite it again.`);
  const questions = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await questions.question('Type "revoke" to go on: ');
  questions.close();
  if (answer.trim() !== "revoke") throw refused("Nothing was revoked.", "Everything is as it was.");
}
