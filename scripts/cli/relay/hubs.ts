/** `pawpost relay hubs`: who is enrolled, who is here. */
import type { Command } from "commander";
import { type KnownHub, knownHubs } from "./known-hubs.ts";
import { DATA, openOperatorFolder } from "./operator-folder.ts";

interface HubsOptions {
  readonly data?: string;
  readonly json?: boolean;
}

export function registerHubsCommand(relay: Command): void {
  relay
    .command("hubs")
    .description(
      "Lists the hubs that were enrolled: by their ids, since when, and whether each is here, away or revoked. It knows no name and no address of anybody.",
    )
    .option(...DATA)
    .option("--json", "print it as JSON")
    .action((_, command: Command) => list(command.optsWithGlobals<HubsOptions>()));
}

const stateOf = ({ revokedAt, isHere }: KnownHub): "here" | "away" | "revoked" | "enrolled" => {
  if (revokedAt !== undefined) return "revoked";
  if (isHere === undefined) return "enrolled";
  return isHere ? "here" : "away";
};
const day = (moment: number) => new Date(moment).toISOString().slice(0, 10);
const count = (number: number) => `${number} hub${number === 1 ? "" : "s"}`;

async function list({ data, json }: HubsOptions): Promise<void> {
  const opened = await openOperatorFolder(data);
  const { hubs, isRunning, damaged } = await knownHubs(opened);
  if (json === true) {
    const said = hubs.map((known) => ({
      hub: known.hub,
      state: stateOf(known),
      enrolledAt: new Date(known.enrolledAt).toISOString(),
      ...(known.revokedAt !== undefined && { revokedAt: new Date(known.revokedAt).toISOString() }),
    }));
    return console.log(JSON.stringify({ zone: opened.zone, running: isRunning, damaged, hubs: said }));
  }
  const lines = [
    isRunning ? `The relay of ${opened.zone} runs.` : `The relay of ${opened.zone} does not run.`,
    "",
    ...hubs.map((known) => {
      const until = known.revokedAt === undefined ? "" : ` ${day(known.revokedAt)}`;
      return `  ${known.hub}  since ${day(known.enrolledAt)}  ${stateOf(known)}${until}`;
    }),
    ...(hubs.length === 0
      ? ["  No hub was enrolled yet: pawpost relay invite"]
      : ["", `  ${count(hubs.length)}`]),
    ...(damaged > 0
      ? [`  !!  ${damaged} more cannot be read: bring the file "enrolments" back from your backup.`]
      : []),
  ];
  console.log(lines.join("\n"));
}
