/** `pawpost name`: by what names this hub is reached at home. */
import type { Command } from "commander";
import { registerCheckCommand } from "./name/check.ts";
import { registerHomeCommand } from "./name/home.ts";

export function registerNameCommands(program: Command): void {
  const name = program.command("name");
  registerCheckCommand(name);
  registerHomeCommand(name);
}
