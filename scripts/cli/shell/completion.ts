/** `pawpost completion`: what a shell needs so that Tab completes commands, options, settings and files. */
import { Argument, type Command } from "commander";
import type { Aliases, CommandRow } from "../commands.ts";
import { readCommandTree } from "./command-tree.ts";
import { completeBash } from "./complete-bash.ts";
import { completeFish } from "./complete-fish.ts";
import { completeZsh } from "./complete-zsh.ts";
import { completionFacts } from "./completion-facts.ts";

const SHELLS = { bash: completeBash, zsh: completeZsh, fish: completeFish } as const;
type Shell = keyof typeof SHELLS;

export function registerCompletionCommand(
  program: Command,
  rows: Readonly<Record<string, CommandRow>>,
  aliases: Aliases,
): void {
  program
    .command("completion")
    .description(
      "Prints what a shell needs to complete commands, options, settings and files. The package has it in place already; in a clone, for the shell that is open: source <(scripts/pawpost completion bash)",
    )
    .addArgument(new Argument("<shell>", "whose").choices(Object.keys(SHELLS)))
    .action(async (shell: Shell) => {
      process.stdout.write(SHELLS[shell](completionFacts(await readCommandTree(rows), aliases)));
    });
}
