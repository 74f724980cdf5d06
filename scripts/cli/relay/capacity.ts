/** `pawpost relay capacity`: how many machines for how many families, by a day that is played through. */
import { type Command, InvalidArgumentError } from "commander";
import { MEASURED } from "../../../relay/capacity/measured-costs.ts";
import { replayDay } from "../../../relay/capacity/replay-day.ts";
import { seeded } from "../../../relay/capacity/seeded.ts";
import { nodesFor } from "../../../relay/capacity/size-fleet.ts";

interface CapacityOptions {
  readonly hubs: number;
  readonly memory: number;
  readonly nodes?: number;
  readonly lost: number;
  readonly visits: number;
  readonly megabytes: number;
  readonly breaks: number;
  readonly seed: number;
}

const SYSTEM_MIB = 700;
/** Pages that are open use one connection for all; a phone that moves makes another. */
const CONNECTIONS_A_VISIT = 1.5;

const number =
  (least: number, most: number) =>
  (text: string): number => {
    const value = Number(text);
    if (text.trim() !== "" && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`Write a number from ${least} to ${most}.`);
  };
const whole = (least: number, most: number) => (text: string) => Math.floor(number(least, most)(text));

export function registerCapacityCommand(relay: Command): void {
  relay
    .command("capacity")
    .description(
      "Says how many machines so many families need, and plays a day of all of them through: visits, lines that break, and in the busiest hour machines that die. What things cost was measured; how often a family visits is assumed. docs/relay-nodes.md.",
    )
    .option("--hubs <number>", "families", whole(1, 5_000_000), 821_396)
    .option("--memory <MiB>", "of each machine", whole(1_024, 1_048_576), 4_096)
    .option(
      "--nodes <number>",
      "machines (as many as the hubs need, and those that may die)",
      whole(1, 1_000),
    )
    .option("--lost <number>", "machines that die at once, in the busiest hour", whole(0, 999), 2)
    .option("--visits <number>", "of a family and day", number(0, 1_000), 10)
    .option("--megabytes <number>", "of a visit", number(0, 1_000), 0.3)
    .option("--breaks <number>", "times a day that a family's own line breaks", number(0, 100), 1.2)
    .option("--seed <number>", "another one is another day", whole(0, 2 ** 31), 1)
    .action((options: CapacityOptions) => print(options));
}

const say = (value: number, digits = 0) =>
  value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
const percent = (share: number) => `${say(share * 100, 1)} %`;

function print(options: CapacityOptions): void {
  const { hubs, memory, lost, visits, breaks, seed } = options;
  const nodes = options.nodes ?? nodesFor(hubs, { memoryMib: memory, systemMib: SYSTEM_MIB }, MEASURED, lost);
  const day = replayDay(
    {
      hubs,
      nodes,
      lost: Math.min(lost, nodes - 1),
      visits,
      connectionsAVisit: CONNECTIONS_A_VISIT,
      bytesAVisit: options.megabytes * 1e6,
      breaks,
    },
    MEASURED,
    seeded(seed),
  );
  const rows: readonly (readonly [string, string])[] = [
    ["families", say(hubs)],
    ["machines", `${say(nodes)} of ${say(memory)} MiB`],
    ["hubs on the fullest", `${say(day.mostHubs)}; after the loss ${say(day.mostHubsAfterLoss)}`],
    ["memory of that one", `${say(day.memoryMib)} MiB; after the loss ${say(day.memoryMibAfterLoss)} MiB`],
    [
      "one core of the busiest",
      `${percent(day.cpuAverage)} on average, ${percent(day.cpuPeakCalm)} in its busiest second, ${percent(day.cpuPeakAfterLoss)} after the loss`,
    ],
    ["visits, sign-ins", `${say(day.visits)}, ${say(day.signIns)}`],
    ["pings", say(day.pings)],
    ["traffic, busiest second", `${say(day.megabitsPeak)} Mbit/s over all machines, in and out`],
    [
      `${say(Math.min(lost, nodes - 1))} lost`,
      `${say(day.lostHubs)} hubs; ${say(day.backHubs)} back, the last after ${say(day.lastBackS)} s of ${say(day.windowS)}`,
    ],
    [
      "NATS",
      `${say(day.nats.messagesAverage)} messages a second, ${say(day.nats.messagesPeak)} in the busiest; ${say(day.nats.memoryMib)} MiB in each server`,
    ],
  ];
  for (const [name, value] of rows) console.log(`${name.padEnd(26)}${value}`);
}
