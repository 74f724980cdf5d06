/** `pawpost doctor`: looks at all that can be wrong in a house that runs Pawpost, and says what to do. docs/doctor.md */
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { styleText } from "node:util";
import { type Command, InvalidArgumentError } from "commander";
import { z } from "zod";
import { systemClock as clock } from "../../hub/clock/system-clock.ts";
import { COMMAND_LINE } from "../../hub/contract/command-line.ts";
import {
  CHECKS,
  type CheckId,
  type CheckReport,
  type DoctorReport,
  doctorReport,
  type houseCheckTold,
  type Verdict,
} from "../../hub/contract/house-check.ts";
import { nearest } from "../../hub/domain/nearest.ts";
import { runChecks } from "../../hub/house-check/run-checks.ts";
import { ALL_CHECKS } from "../doctor/all-checks.ts";
import { openDoctorContext } from "../doctor/doctor-context.ts";
import { hubDataOption } from "./hub-data-option.ts";
import { askHub, refusalOf } from "./hub-socket.ts";

const EXIT = { ok: 0, warn: 1, fail: 2 } as const satisfies Record<DoctorReport["verdict"], number>;
const SIGNS = {
  ok: ["ok", "green"],
  warn: ["look", "yellow"],
  fail: ["WRONG", "red"],
  "cannot-tell": ["?", "dim"],
} as const satisfies Record<Verdict, readonly [string, Parameters<typeof styleText>[0]]>;

interface Options {
  readonly data: string;
  readonly json?: boolean;
  readonly fix?: boolean;
  readonly schema?: boolean;
  readonly tell?: boolean;
  readonly only?: readonly CheckId[];
}

export function registerDoctorCommand(program: Command): void {
  program
    .command("doctor")
    .description(
      "Looks at all that can be wrong in a house that runs Pawpost: what it is, why it matters, what to do next (docs/doctor.md). Changes nothing without --fix. Exits with 0 where all is well, with 1 where something wants a look, with 2 where something is wrong; what could not be looked at here counts for neither.",
    )
    .addOption(hubDataOption())
    .option(
      "--fix",
      "mend what is safe to mend (rights of files, what a kill left, the ballast), and say what was done; recordings are never touched",
    )
    .option("--only <checks>", `some of them, with commas between: ${CHECKS.join(", ")}`, parseChecks)
    .option("--tell", "tell the running hub what was found, which shows it to guardians")
    .option("--json", "print it as JSON")
    .option("--schema", "print the JSON schema of that, and look at nothing")
    .action(async ({ data, json, fix, schema, only, tell }: Options) => {
      if (schema === true) return console.log(JSON.stringify(z.toJSONSchema(doctorReport), null, 2));
      const checks = ALL_CHECKS.filter(({ id }) => only?.includes(id) ?? true);
      const context = await openDoctorContext({
        dataDir: resolve(data),
        env: process.env,
        clock,
        mends: fix === true,
      });
      const waiting = new Set(checks.map(({ title }) => title));
      const isShown = json !== true && process.stderr.isTTY === true;
      const show = () => {
        if (isShown && waiting.size > 0)
          process.stderr.write(
            `\r\u001b[K  ${checks.length - waiting.size} of ${checks.length}: ${[...waiting][0]} ...`,
          );
      };
      show();
      const reports = await runChecks(checks, context, ({ title }) => {
        waiting.delete(title);
        show();
      });
      if (isShown) process.stderr.write("\r\u001b[K");
      const report = {
        version: 1,
        at: new Date(clock.now()).toISOString(),
        program: version(),
        hubRuns: context.hub !== undefined,
        verdict: worstOf(reports),
        checks: reports,
      } satisfies DoctorReport;
      console.log(json === true ? JSON.stringify(report) : describeReport(report, context.isInstalled));
      if (tell === true && context.runDir !== undefined) await tellHub(context.runDir, reports);
      process.exitCode = EXIT[report.verdict];
    });
}

/** A hub that does not run is told nothing: the report says already that it does not. @throws CliError as the hub refuses it */
async function tellHub(runDir: string, reports: readonly CheckReport[]): Promise<void> {
  const told: z.input<typeof houseCheckTold> = {
    checks: reports.map(({ id, verdict }) => ({ id, verdict })),
  };
  const body = { type: "application/json", bytes: new TextEncoder().encode(JSON.stringify(told)) };
  const socketPath = join(runDir, COMMAND_LINE.socket);
  const answer = await askHub("doctor", socketPath, COMMAND_LINE.houseCheck, body);
  if (answer.status !== 200) throw refusalOf("doctor", answer, {});
}

const version = () =>
  (JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as { version: string })
    .version;

function parseChecks(text: string): readonly CheckId[] {
  return text.split(",").map((word) => {
    const found = CHECKS.find((id) => id === word.trim());
    if (found !== undefined) return found;
    const meant = nearest(word, CHECKS);
    throw new InvalidArgumentError(
      `There is no check "${word}"${meant === undefined ? "" : `; did you mean "${meant}"?`}.`,
    );
  });
}

export function worstOf(reports: readonly Pick<CheckReport, "verdict">[]): DoctorReport["verdict"] {
  const has = (verdict: Verdict) => reports.some((one) => one.verdict === verdict);
  return has("fail") ? "fail" : has("warn") ? "warn" : "ok";
}

export function describeReport({ checks, hubRuns, verdict }: DoctorReport, isInstalled: boolean): string {
  const lines = hubRuns
    ? []
    : [
        `The hub does not run: ${isInstalled ? "sudo systemctl start pawpost-hub" : "scripts/start"}. What only it knows is not said.`,
        "",
      ];
  for (const { title, verdict: found, says, why, next, mended } of checks) {
    const [sign, color] = SIGNS[found];
    lines.push(`${styleText(color, sign.padStart(5))}  ${title}: ${says}`);
    lines.push(...mended.map((what) => `         mended: ${what}`));
    if (found === "warn" || found === "fail") lines.push(`         Why it matters: ${why}`);
    if (next !== null && found !== "ok") lines.push(`         Next: ${next}`);
  }
  const count = (wanted: Verdict) => checks.filter((one) => one.verdict === wanted).length;
  const unseen = count("cannot-tell");
  const end = verdict === "ok" ? "All is well" : `${count("fail")} wrong, ${count("warn")} to look at`;
  lines.push("", `${end}${unseen === 0 ? "" : `; ${unseen} could not be looked at here`}.`);
  return lines.join("\n");
}
