import type { FigureResult } from "./figure.ts";

const NAME_WIDTH = 44;
const VALUE_WIDTH = 22;
const GOAL_WIDTH = 12;
const LINE_WIDTH = 110;
const DIGITS = 3;

const columns = (name: string, value: string, goal: string, rest: string): string =>
  `${name.padEnd(NAME_WIDTH)} ${value.padEnd(VALUE_WIDTH)} ${goal.padEnd(GOAL_WIDTH)} ${rest}`;

export const TABLE_HEAD = columns("figure", "measured", "goal", "met? rounds");

/** One line, and below it what was measured beside. */
export function tableRow({ figure, value, unit, goal, met, rounds, beside }: FigureResult): string {
  const [comparison = "", bound = ""] = goal.split(" ");
  const measured = `${awayFromGoal(value, comparison)} ${unit}`;
  const wanted = `${comparison} ${cut(Number(bound), Math.floor)}`;
  const head = columns(figure, measured, wanted, `${met ? "met" : "MISSED"}  n=${rounds}`);
  const facts = Object.entries(beside).map(
    ([name, fact]) => `${name} ${typeof fact === "number" ? cut(fact, Math.round) : fact}`,
  );
  return [head, ...wrap(facts)].join("\n");
}

/** Never nearer to its goal than it was: cut off where more is better, filled up where less is. */
function awayFromGoal(value: number, comparison: string): string {
  return cut(value, comparison.startsWith("<") ? Math.ceil : Math.floor);
}

function cut(value: number, to: (value: number) => number): string {
  if (Number.isInteger(value) || !Number.isFinite(value)) return String(value);
  return String(to(value * 10 ** DIGITS) / 10 ** DIGITS);
}

function wrap(facts: readonly string[]): string[] {
  const lines: string[] = [];
  for (const [at, fact] of facts.entries()) {
    const text = at < facts.length - 1 ? `${fact},` : fact;
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + text.length <= LINE_WIDTH)
      lines[lines.length - 1] = `${last} ${text}`;
    else lines.push(`    ${text}`);
  }
  return lines;
}
