/** `pawpost code`: what the page asks of who is at the machine, where no terminal shows it: an installed system prints it nowhere. */
import { resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { Command } from "commander";
import { renderUnicodeCompact } from "uqr";
import { COMMAND_LINE, type ConsoleStatus, consoleStatus } from "../../hub/contract/command-line.ts";
import { CliError } from "./errors.ts";
import { hubDataOption } from "./hub-data-option.ts";
import { readFromHub } from "./hub-socket.ts";

interface Options {
  readonly data: string;
  readonly wait?: string;
  readonly json?: boolean;
}

export function registerCodeCommand(program: Command): void {
  program
    .command("code")
    .description(
      "Says where the page is opened, with a picture to scan where phones in the house can, and the code that it asks for: the one for the first guardian, or the one that a guardian asked for who is at the machine.",
    )
    .addOption(hubDataOption())
    .option("--wait <seconds>", "give a hub that is just starting so long")
    .option("--json", "print it as JSON")
    .action(async ({ data, wait: patience, json }: Options) => {
      const status = await askPatiently(resolve(data), Number(patience ?? 0) * 1_000);
      console.log(json === true ? JSON.stringify(status) : describeConsole(status));
    });
}

/** @throws CliError `code.not-running`, `code.no-answer` */
async function askPatiently(data: string, patienceMs: number): Promise<ConsoleStatus> {
  const AGAIN_MS = 500;
  for (const began = performance.now(); ; await wait(AGAIN_MS)) {
    try {
      return await readFromHub("code", data, COMMAND_LINE.console, consoleStatus);
    } catch (error) {
      if (!(error instanceof CliError) || performance.now() - began > patienceMs) throw error;
    }
  }
}

export function describeConsole({ address, home, claimCode, presenceCode }: ConsoleStatus): string {
  const port = new URL(address).port || "80";
  const lines = [`  Open   ${home ?? address}`];
  if (home !== null) lines.push("", renderUnicodeCompact(home, { border: 2 }).replaceAll(/^/gm, "  "), "");
  if (claimCode !== null) lines.push(`  Code   ${claimCode}   (the page asks for it once)`);
  if (presenceCode !== null)
    lines.push(`  Code   ${presenceCode}   (for the guardian who asked for it; ten minutes)`);
  if (claimCode === null && presenceCode === null) lines.push("  The page asks for no code.");
  if (home !== null) lines.push("", "  A phone has to believe this name once; what to do: pawpost name home");
  lines.push(
    "",
    `  On this machine, or through a tunnel (ssh -L ${port}:localhost:${port} and this machine's name): ${address}`,
  );
  return lines.join("\n");
}
