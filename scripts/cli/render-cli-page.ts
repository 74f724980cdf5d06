/** docs/cli.md, made from the commands themselves. `scripts/pawpost docs` writes it; a test compares. */
import { Command } from "commander";
import { ALIASES, COMMANDS } from "./commands.ts";
import { EXAMPLES } from "./examples.ts";
import { EXIT_WORDS } from "./exit-status.ts";

const INTRODUCTION = `# The command line

In a clone \`scripts/pawpost\`, where Pawpost is installed \`pawpost\`. This page is made from the commands (\`npm run docs\`).

A command that fails says what went wrong, a code that never changes in square brackets, and what to do.
\`PAWPOST_DEBUG=1\` before a command adds where the error came from. On a terminal, what takes longer than two seconds says that it goes on.

| exit status | |
|---|---|
${EXIT_WORDS.map(([status, says]) => `| ${status} | ${says} |`).join("\n")}

Where a command has more to say by it, its own text does.

**Other names.** ${Object.entries(ALIASES)
  .map(([name, path]) => `\`pawpost ${name}\` is \`pawpost ${path.join(" ")}\``)
  .join(", ")}.

**Tab.** The package has completion for bash, zsh and fish in place, and this page as \`man pawpost\`. In a clone, for the shell that is open: \`source <(scripts/pawpost completion bash)\`.
`;

export async function renderCliPage(): Promise<string> {
  const sections: string[] = [];
  for (const row of Object.values(COMMANDS)) {
    const program = new Command("pawpost");
    (await row.load())(program);
    for (const command of program.commands) sections.push(...renderCommand(command, "pawpost"));
  }
  return `${INTRODUCTION}\n${sections.join("\n")}`;
}

function renderCommand(command: Command, parent: string): string[] {
  const name = `${parent} ${command.name()}`;
  const below = command.commands.flatMap((sub) => renderCommand(sub, name));
  // A command of commands does something itself where it takes options.
  if (below.length > 0 && command.options.length === 0) return below;
  const usage = `${name} ${command.usage()}`
    .replace(" [command]", "")
    .replace(/ ?\[options\] ?/, command.options.length > 0 ? " [options] " : " ")
    .trim();
  const rows = [
    ...command.registeredArguments.map((argument) => [argument.name(), argument.description, ""] as const),
    ...command.options.map(
      (option) => [option.flags, option.description, shownDefault(option.defaultValue)] as const,
    ),
  ];
  const table =
    rows.length === 0
      ? []
      : [
          "| | | by default |",
          "|---|---|---|",
          ...rows.map((row) => `| \`${row[0]}\` | ${row[1]} | ${row[2]} |`),
          "",
        ];
  const example = EXAMPLES[name.replace("pawpost ", "")];
  const shown =
    example === undefined || example === usage ? [] : ["For example:", "", "```sh", example, "```", ""];
  return [
    `## ${name}`,
    "",
    command.description(),
    "",
    "```sh",
    usage,
    "```",
    "",
    ...table,
    ...shown,
    ...below,
  ];
}

function shownDefault(value: unknown): string {
  if (value === undefined || value === false) return "";
  // A path inside this clone differs on every machine.
  return typeof value === "string" && value.startsWith("/") ? "`.data` in the clone" : `\`${String(value)}\``;
}
