/** `pawpost drill`: what was done to the toys' maker, tried on the running hub (docs/drill.md). */
import { request } from "node:http";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import type { Command } from "commander";
import { COMMAND_LINE } from "../../hub/contract/command-line.ts";
import {
  DRILL_STEPS,
  type DrillLine,
  type DrillResult,
  type DrillRun,
  type DrillVerdict,
  drillLine,
  worstOf,
} from "../../hub/contract/drill.ts";
import { DRILL_FAILED, DRILL_STEP_WORDS, DRILL_VERDICT_WORDS } from "../../hub/contract/drill-words.ts";
import { parseJson } from "../../hub/domain/parse-json.ts";
import { CliError } from "./errors.ts";
import { hubDataOption } from "./hub-data-option.ts";
import { findHubSocket } from "./hub-socket.ts";

/** A large backup is read through within one step. */
const SILENT_MS = 16 * 60_000;
const EXIT: Readonly<Record<DrillVerdict, number>> = { held: 0, "could-not-try": 1, broken: 2 };

interface Options {
  readonly data: string;
  readonly json?: boolean;
}

export function registerDrillCommand(program: Command): void {
  program
    .command("drill")
    .description(
      "Tries on the running hub what was done to the toys' maker in 2017, and says what held. Harmless: nothing is changed. Exit status 0: all held; 2: something is broken; 1: something could not be tried.",
    )
    .addOption(hubDataOption())
    .option("--json", "print it as JSON")
    .action(async ({ data, json }: Options) => {
      const isTerminal = process.stderr.isTTY === true;
      const run = await askForDrill(resolve(data), (line) => {
        if (json === true) return;
        if (line.kind === "trying" && isTerminal)
          process.stderr.write(
            `\r\u001b[K  [${DRILL_STEPS.indexOf(line.step) + 1} of ${DRILL_STEPS.length}] ${DRILL_STEP_WORDS[line.step].title} ...`,
          );
        if (line.kind !== "result") return;
        if (isTerminal) process.stderr.write("\r\u001b[K");
        console.log(describeResult(line.result));
      });
      console.log(json === true ? JSON.stringify(run) : `\n${describeRun(run)}`);
      process.exitCode = EXIT[worstOf(run.results)];
    });
}

/** @throws CliError with the hub's own code, or `drill.not-running`, `drill.no-answer` */
async function askForDrill(data: string, tell: (line: DrillLine) => void): Promise<DrillRun> {
  const socketPath = await findHubSocket("drill", data);
  for await (const line of linesOf(socketPath)) {
    tell(line);
    if (line.kind === "ended") return line.run;
    if (line.kind === "failed")
      throw new CliError(
        line.code,
        `${line.message.charAt(0).toUpperCase()}${line.message.slice(1)}.`,
        ADVICE[line.code] ?? OTHERWISE,
      );
  }
  throw noAnswer("it ended in the middle");
}

const OTHERWISE = "Try again; the hub's log says what happened.";
const ADVICE: Readonly<Record<string, string>> = {
  "drill.running": "Wait until that one is done: Safety shows how far it is.",
  "drill.no-guardian": "Open the page and become its first guardian: pawpost code",
};

async function* linesOf(socketPath: string): AsyncGenerator<DrillLine> {
  const asking = request({
    socketPath,
    path: COMMAND_LINE.drill,
    method: "POST",
    headers: { "content-length": 0 },
  });
  const answered = Promise.withResolvers<import("node:http").IncomingMessage>();
  asking.once("response", answered.resolve);
  asking.once("error", (cause) => answered.reject(noAnswer(cause.message, cause)));
  asking.setTimeout(SILENT_MS, () => asking.destroy(new Error("it has been silent for too long")));
  asking.end();
  const answer = await answered.promise;
  try {
    for await (const text of createInterface({ input: answer })) {
      const line = drillLine.safeParse(parseJson(text));
      if (!line.success) throw noAnswer("it says what this command does not understand");
      yield line.data;
    }
  } finally {
    asking.destroy();
  }
}

const noAnswer = (why: string, cause?: unknown) =>
  new CliError(
    "drill.no-answer",
    `The hub does not answer (${why}).`,
    "Is Pawpost still running? Look at the window of scripts/start, then try again.",
    { cause },
  );

export function describeResult({ step, verdict, seen, count, detail }: DrillResult): string {
  const { title, seen: said } = DRILL_STEP_WORDS[step];
  const words = (said as Readonly<Record<string, (count: number) => string>>)[seen]?.(count) ?? DRILL_FAILED;
  const where = verdict === "held" ? [] : detail.map((line) => `      ${line}`);
  return [
    `  ${DRILL_VERDICT_WORDS[verdict].toUpperCase().padEnd(18)}  ${title}`,
    `      ${words}`,
    ...where,
  ].join("\n");
}

export function describeRun({ results }: DrillRun): string {
  const of = (verdict: DrillVerdict) => results.filter((one) => one.verdict === verdict).length;
  const parts = [`${of("held")} of ${results.length} steps held`];
  if (of("broken") > 0) parts.push(`${of("broken")} BROKEN`);
  if (of("could-not-try") > 0) parts.push(`${of("could-not-try")} could not be tried`);
  return `${parts.join(", ")}.`;
}
