/** `pawpost toys`: the family's toys, and how each is. */
import type { Command } from "commander";
import { COMMAND_LINE } from "../../hub/contract/command-line.ts";
import { hubStatus, type ToyStanding } from "../../hub/contract/hub-status.ts";
import { describeAge } from "./age-words.ts";
import { hubDataOption } from "./hub-data-option.ts";
import { readFromHub } from "./hub-socket.ts";

interface Options {
  readonly data: string;
  readonly json?: boolean;
}

export function registerToysCommand(program: Command): void {
  program
    .command("toys")
    .description(
      "Lists the family's toys: what each does, when it was last in contact, its signal, the messages that wait for it. Found, named and removed they are on the page.",
    )
    .addOption(hubDataOption())
    .option("--json", "print it as JSON")
    .action(async ({ data, json }: Options) => {
      const { toys, now } = await readFromHub("toys", data, COMMAND_LINE.status, hubStatus);
      if (json === true) return console.log(JSON.stringify(toys));
      if (toys.length === 0) return console.log("  There is none yet: find them on the page.");
      for (const toy of toys) console.log(`  ${describeToy(toy, Date.parse(now))}\n    ${describeMake(toy)}`);
    });
}

const STATES: Readonly<Record<Exclude<ToyStanding["state"], "away">, string>> = {
  idle: "held, quiet",
  playing: "held, plays",
  recording: "held, records",
  fetching: "held, an answer is fetched",
  delivering: "held, a message is brought",
};

/** @param now Unix ms, by the hub's clock */
export function describeToy(toy: ToyStanding, now: number): string {
  const { name, room, waiting, unheard, quietUntil } = toy;
  const facts = [
    `${name}: ${describeContact(toy, now)}`,
    ...(room === null ? [] : [`in ${room}`]),
    ...(toy.signal === null ? [] : [`${toy.signal} dBm`]),
    ...(quietUntil === null ? [] : ["night at its child’s"]),
    ...(waiting === 0 ? [] : [`${waiting} to bring`]),
    ...(unheard === 0 ? [] : [`${unheard} not heard`]),
  ];
  return facts.join(", ");
}

function describeContact({ state, lastContact }: ToyStanding, now: number): string {
  if (state !== "away") return STATES[state];
  return lastContact === null
    ? "out of reach since the hub began"
    : `out of reach, last contact ${describeAge(now - Date.parse(lastContact))}`;
}

const describeMake = ({ model, firmware, id }: ToyStanding): string =>
  `${model}${firmware === null ? "" : `, firmware ${firmware}`}  ${id}`;
