/** `npm run bench`: measures the figures of `docs/performance.md`. A figure that misses its goal makes the exit status 1. */
import { Command } from "commander";
import { codecFigures } from "./codec.ts";
import { deliveryFigures } from "./delivery.ts";
import type { FigureGroup, FigureResult } from "./figure.ts";

const GROUPS: readonly FigureGroup[] = [codecFigures, deliveryFigures];

const program = new Command("npm run bench --")
  .description("Measure Pawpost's figures. Everything compared is measured in the same run.")
  .option("--only <prefix>", `only figures whose name begins so: ${GROUPS.map((g) => g.prefix).join(", ")}`)
  .option("--json", "one line of JSON for each figure, on standard output; progress goes to standard error");

program.parse();
const { only = "", json = false } = program.opts<{ only?: string; json?: boolean }>();
const wanted = GROUPS.filter(({ prefix }) => prefix.startsWith(only) || only.startsWith(`${prefix}.`));
if (wanted.length === 0) {
  program.error(
    `error: no figure begins with "${only}". There are: ${GROUPS.map((g) => g.prefix).join(", ")}`,
  );
}

let missed = 0;
for (const group of wanted) {
  for await (const result of group.run({ report: (line) => console.error(line) })) {
    if (!result.figure.startsWith(only)) continue;
    if (!result.met) missed++;
    console.log(json ? JSON.stringify(result) : row(result));
  }
}
if (missed > 0) {
  console.error(`${missed} ${missed === 1 ? "figure misses its" : "figures miss their"} goal`);
  process.exitCode = 1;
}

function row({ figure, value, unit, goal, met, rounds, beside }: FigureResult): string {
  const facts = Object.entries(beside).map(([name, fact]) => `${name} ${fact}`);
  const measured = `${shorten(value)} ${unit}`.padEnd(22);
  return `${figure.padEnd(40)} ${measured} ${goal.padEnd(10)} ${met ? "met   " : "MISSED"} n=${rounds}  ${facts.join(", ")}`;
}

/** Cut off, never rounded up over a goal. */
function shorten(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Math.floor(value * 1000) / 1000);
}
