/** The command line: `scripts/pawpost` in a clone, `pawpost` where it is installed. */
import { readFileSync } from "node:fs";
import { Command, CommanderError } from "commander";
import { nearest } from "../../hub/domain/nearest.ts";
import { ALIASES, COMMANDS, type CommandRow, unalias } from "./commands.ts";
import { addExamples } from "./examples.ts";
import { EXIT, exitStatusOf } from "./exit-status.ts";
import { describeError } from "./report-error.ts";

const ROWS: Readonly<Record<string, CommandRow>> = {
  ...COMMANDS,
  // Here, not in the table: it renders the table.
  docs: {
    says: "write the pages of docs/ that are made from the code",
    load: async () => (await import("./docs.ts")).registerDocsCommand,
  },
};

const version = () =>
  (JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as { version: string })
    .version;

const OTHER_NAMES = `
Other names: ${Object.entries(ALIASES)
  .map(([name, path]) => `${name} (${path.join(" ")})`)
  .join(", ")}. Of one command: pawpost COMMAND --help`;

function newProgram(): Command {
  return new Command("pawpost")
    .description("Voice post for plush toys that never leaves home.")
    .helpOption("-h, --help", "say how to use a command")
    .exitOverride()
    .showHelpAfterError(false)
    .configureOutput({ outputError: () => {} }); // printed below, in our own form
}

/** @returns the process's exit status. */
export async function runCommandLine(typed: readonly string[], debug: boolean): Promise<number> {
  const words = unalias(typed);
  const [word] = words;
  const row = word !== undefined && Object.hasOwn(ROWS, word) ? ROWS[word] : undefined;
  try {
    if (word === "--version" || word === "-V") {
      console.log(version());
      return 0;
    }
    const program = newProgram();
    if (row !== undefined) {
      (await row.load())(program);
      addExamples(program);
    } else if (word !== undefined && !word.startsWith("-") && word !== "help") {
      const meant = nearest(word, [...Object.keys(ROWS), ...Object.keys(ALIASES)]);
      console.error(
        `Error: there is no command "${word}".${meant === undefined ? "" : ` Did you mean "${meant}"?`}`,
      );
      console.error("What to do: pawpost --help lists all of them.");
      return EXIT.usage;
    } else {
      program.option("-V, --version", "print the version");
      for (const [name, { says }] of Object.entries(ROWS)) program.command(name).description(says);
      program.addHelpText("after", OTHER_NAMES);
      if (word === undefined) {
        program.outputHelp();
        return EXIT.usage;
      }
    }
    await program.parseAsync(words, { from: "user" });
    return typeof process.exitCode === "number" ? process.exitCode : 0;
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return 0;
      // A command of commands, with none of them named: its help is what was printed.
      if (error.code === "commander.help") return EXIT.usage;
      console.error(error.message.replace(/^error: /, "Error: "));
      console.error(`What to do: pawpost ${row === undefined ? "" : `${word} `}--help`);
      return EXIT.usage;
    }
    console.error(describeError(error, debug));
    return exitStatusOf(error);
  }
}

if (import.meta.main) {
  const debug = process.env.PAWPOST_DEBUG !== undefined && process.env.PAWPOST_DEBUG !== "";
  process.exitCode = await runCommandLine(process.argv.slice(2), debug);
}
