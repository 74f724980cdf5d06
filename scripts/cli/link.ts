import type { Command } from "commander";
import { becomeProcess } from "./become-process.ts";
import { registerRelayCommands } from "./link-join.ts";

/** `pawpost link`: only the way out of the house, by its environment (docs/processes.md). */
export function registerLinkCommand(program: Command): void {
  const link = program.command("link");
  link
    .description(
      "Runs only the way out of the house. Settings come from the environment: docs/processes.md, docs/configuration.md.",
    )
    .option("--data <folder>", "where config.yaml is (PAWPOST_DATA)")
    .option("--run <folder>", "sockets shared with the other processes (PAWPOST_RUN)")
    .action((options: { data?: string; run?: string }) =>
      becomeProcess("hub/link/main.ts", { PAWPOST_DATA: options.data, PAWPOST_RUN: options.run }),
    );
  registerRelayCommands(link);
}
