/** `pawpost name`: by what names this hub is reached at home. */
import type { Command } from "commander";
import { registerCheckCommand } from "./name/check.ts";

export function registerNameCommands(program: Command): void {
  registerCheckCommand(program.command("name"));
}
