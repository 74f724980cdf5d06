import { expect, test } from "vitest";
import { type FigureGroup, figure } from "./figure.ts";
import { runBench } from "./run-bench.ts";
import { tableRow } from "./table.ts";

const rest = { unit: "ms", rounds: 3, beside: { bareMs: 0.123_456, how: "by hand" } };

function makeGroups() {
  const measured: string[] = [];
  const group = (prefix: string, values: Readonly<Record<string, number>>): FigureGroup => ({
    prefix,
    async *run({ report, isWanted }) {
      report(`measuring ${prefix}`);
      for (const [name, value] of Object.entries(values)) {
        if (!isWanted(`${prefix}.${name}`)) continue;
        measured.push(`${prefix}.${name}`);
        yield figure(`${prefix}.${name}`, { ...rest, value, goal: ["<=", 60] });
      }
    },
  });
  return { measured, groups: [group("one", { fast: 59.9996, slow: 60.0004 }), group("two", { quick: 1 })] };
}

async function run(...args: string[]) {
  const { measured, groups } = makeGroups();
  const out: string[] = [];
  const progress: string[] = [];
  const status = await runBench(args, groups, {
    out: (line) => void out.push(line),
    progress: (line) => void progress.push(line),
  });
  return { status, measured, out, progress };
}

test("without arguments every figure is in the table, and one that misses makes the status 1", async () => {
  const { status, out, progress } = await run();
  expect(status).toBe(1);
  expect(out).toHaveLength(4); // the head and three figures
  expect(out[0]).toMatch(/^figure +measured +goal +met\? rounds$/);
  expect(out[1]).toMatch(/^one\.fast +60 ms +<= 60 +met {2}n=3\n {4}bareMs 0\.123, how by hand$/);
  expect(out[2]).toMatch(/^one\.slow +60\.001 ms +<= 60 +MISSED/);
  expect(progress).toEqual(["measuring one", "measuring two", "1 figure misses its goal"]);
});

test("--only measures what begins so, and nothing else", async () => {
  expect(await run("--only", "two")).toMatchObject({ status: 0, measured: ["two.quick"] });
  expect(await run("--only", "one.f")).toMatchObject({ status: 0, measured: ["one.fast"] });
});

test("--json prints one object a line, nothing rounded", async () => {
  const { out } = await run("--only", "one", "--json");
  expect(out.map((line) => JSON.parse(line))).toEqual([
    { figure: "one.fast", value: 59.9996, goal: "<= 60", met: true, ...rest },
    { figure: "one.slow", value: 60.0004, goal: "<= 60", met: false, ...rest },
  ]);
});

test.each([
  ["a prefix that nothing has", ["--only", "three"], /no figure begins with "three"\. There are: one, two/],
  ["a figure that its group does not have", ["--only", "one.none"], /no figure begins with "one\.none"/],
  ["an unknown option", ["--fast"], /unknown option '--fast'/],
  ["--only without a prefix", ["--only"], /argument missing/],
])("refuses %s", async (_, args, complaint) => {
  const { status, out, measured, progress } = await run(...args);
  expect({ status, out, measured }).toEqual({ status: 2, out: [], measured: [] });
  expect(progress.join("\n")).toMatch(complaint);
});

test("--help names the groups and measures nothing", async () => {
  const { status, out, measured } = await run("--help");
  expect({ status, measured }).toEqual({ status: 0, measured: [] });
  expect(out.join("\n")).toMatch(/--only <prefix>[\s\S]*one,\s+two[\s\S]*--json/);
});

test.each([
  [">=" as const, 0.919_999_9, "0.919", false],
  [">=" as const, 0.920_000_1, "0.92", true],
  ["<" as const, 59.999_9, "60", true],
  ["<=" as const, Number.POSITIVE_INFINITY, "Infinity", false],
])("a value is shown no nearer to its goal than it is: %s, %d as %s", (comparison, value, shown, met) => {
  const row = tableRow(figure("a", { ...rest, value, goal: [comparison, comparison === ">=" ? 0.92 : 60] }));
  expect(row.split("\n")[0]).toMatch(new RegExp(`^a +${shown} ms .* ${met ? "met" : "MISSED"} `));
});

test("what was measured beside is wrapped, not cut", () => {
  const beside = Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`factNumber${n}`, n]));
  const lines = tableRow(figure("a", { ...rest, beside, value: 1, goal: ["<", 2] })).split("\n");
  expect(lines.every((line) => line.length <= 110)).toBe(true);
  expect(lines.join(" ").match(/factNumber/g)).toHaveLength(30);
});
