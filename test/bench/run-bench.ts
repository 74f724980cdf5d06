import { Command, CommanderError } from "commander";
import type { FigureGroup } from "./figure.ts";
import { TABLE_HEAD, tableRow } from "./table.ts";

export interface BenchOutput {
  /** Standard output: the figures. */
  out(line: string): void;
  /** Standard error: what is going on. */
  progress(line: string): void;
}

/** @returns exit status: 0 when every figure asked for meets its goal, 1 when one misses, 2 for bad arguments */
export async function runBench(
  args: readonly string[],
  groups: readonly FigureGroup[],
  { out, progress }: BenchOutput,
): Promise<number> {
  const prefixes = groups.map(({ prefix }) => prefix).join(", ");
  const program = new Command("npm run bench --")
    .description(
      "Measure Pawpost's figures, each beside what it is compared with, in the same run. Exit status 1: one misses its goal.",
    )
    .option("--only <prefix>", `only figures whose name begins so: ${prefixes}, or longer`)
    .option("--json", "one line of JSON for each figure (npm run -s), instead of the table")
    .exitOverride()
    .configureOutput({
      writeOut: (text) => out(text.trimEnd()),
      writeErr: (text) => progress(text.trimEnd()),
    });
  try {
    program.parse(args, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? 0 : 2;
  }
  const { only = "", json = false } = program.opts<{ only?: string; json?: boolean }>();
  const isWanted = (figure: string) => figure.startsWith(only);
  const wanted = groups.filter(({ prefix }) => prefix.startsWith(only) || only.startsWith(`${prefix}.`));

  let printed = 0;
  let missed = 0;
  for (const group of wanted) {
    for await (const result of group.run({ report: progress, isWanted })) {
      if (!isWanted(result.figure)) continue;
      if (printed === 0 && !json) out(TABLE_HEAD);
      printed += 1;
      if (!result.met) missed += 1;
      out(json ? JSON.stringify(result) : tableRow(result));
    }
  }
  if (printed === 0) {
    progress(`error: no figure begins with "${only}". There are: ${prefixes}`);
    return 2;
  }
  if (missed > 0) progress(`${missed} ${missed === 1 ? "figure misses its" : "figures miss their"} goal`);
  return missed > 0 ? 1 : 0;
}
