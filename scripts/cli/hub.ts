import type { Command } from "commander";
import { becomeProcess } from "./become-process.ts";

/** `pawpost hub`: only the hub, by its environment (docs/processes.md). For an installed system and for looking at one process. */
export function registerHubCommand(program: Command): void {
  program
    .command("hub")
    .description(
      "Runs only the hub. Settings come from the environment: docs/processes.md, docs/configuration.md.",
    )
    .option("--data <folder>", "where everything is kept (PAWPOST_DATA)")
    .option("--run <folder>", "sockets and credentials shared with the other processes (PAWPOST_RUN)")
    .option("--port <number>", "port of the page on this machine (PAWPOST_PORT)")
    .action((options: { data?: string; run?: string; port?: string }) =>
      becomeProcess("hub/main.ts", {
        PAWPOST_DATA: options.data,
        PAWPOST_RUN: options.run,
        PAWPOST_PORT: options.port,
        LC_ALL: "C",
      }),
    );
}
