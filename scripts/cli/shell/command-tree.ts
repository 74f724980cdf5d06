/** Every command as data, from commander's own tree: what completion and the manual page are made of. */
import { Command, type Option } from "commander";
import { SETTINGS } from "../../../hub/config/settings.ts";
import type { CommandRow } from "../commands.ts";

/** What may be typed in one place: words, a file, a folder; or what no shell can know. */
export type Values =
  | { readonly kind: "words"; readonly words: readonly string[] }
  | { readonly kind: "file" | "folder" | "other" };

interface OptionNode {
  /** Such as `--data` and `-f`. */
  readonly flags: readonly string[];
  /** As the help writes it. */
  readonly usage: string;
  readonly says: string;
  /** Left out where it takes no value. */
  readonly value?: Values;
}

export interface CommandNode {
  /** From the program on: `pawpost`, `backup`, `create`. */
  readonly path: readonly string[];
  readonly says: string;
  /** What comes after the name. */
  readonly usage: string;
  readonly options: readonly OptionNode[];
  readonly arguments: readonly { readonly name: string; readonly says: string; readonly values: Values }[];
  readonly below: readonly CommandNode[];
}

const HELP: OptionNode = { flags: ["--help", "-h"], usage: "-h, --help", says: "say how to use a command" };
const VERSION: OptionNode = { flags: ["--version", "-V"], usage: "-V, --version", says: "print the version" };

export async function readCommandTree(rows: Readonly<Record<string, CommandRow>>): Promise<CommandNode> {
  const below: CommandNode[] = [];
  for (const row of Object.values(rows)) {
    const program = new Command("pawpost");
    (await row.load())(program);
    below.push(...program.commands.map((command) => readCommand(command, ["pawpost"])));
  }
  return {
    path: ["pawpost"],
    says: "Voice post for plush toys that never leaves home.",
    usage: "<command>",
    options: [HELP, VERSION],
    arguments: [],
    below,
  };
}

/** It, and all below it. */
export const flatTree = (node: CommandNode): readonly CommandNode[] => [
  node,
  ...node.below.flatMap(flatTree),
];

function readCommand(command: Command, parent: readonly string[]): CommandNode {
  const path = [...parent, command.name()];
  return {
    path,
    says: command.description(),
    usage: command
      .usage()
      .replace("[options]", command.options.length > 0 ? "[options]" : "")
      .replace("[command]", command.commands.length > 0 ? "[command]" : "")
      .replaceAll(/ +/g, " ")
      .trim(),
    options: [...command.options.filter(({ hidden }) => !hidden).map(readOption), HELP],
    arguments: command.registeredArguments.map((argument) => ({
      name: argument.name(),
      says: argument.description,
      values: valuesOf(argument.name(), argument.argChoices),
    })),
    below: command.commands.map((sub) => readCommand(sub, path)),
  };
}

function readOption(option: Option): OptionNode {
  const { flags, description, long, short, required, optional, argChoices } = option;
  const named = [long, short].flatMap((flag) => flag ?? []);
  const placeholder = /[<[]([^>\]]+)/.exec(flags)?.[1] ?? "";
  const usage = { flags: named, usage: flags, says: description };
  return required || optional ? { ...usage, value: valuesOf(placeholder, argChoices) } : usage;
}

const KEYS = Object.values(SETTINGS).flatMap(({ file }) => file ?? []);

/** By how the help calls it. */
function valuesOf(placeholder: string, choices: readonly string[] | undefined): Values {
  if (choices !== undefined) return { kind: "words", words: choices };
  const name = placeholder.toLowerCase().replace("...", "");
  if (name === "key") return { kind: "words", words: KEYS };
  if (name === "folder") return { kind: "folder" };
  return { kind: /^(?:file|in|socket)$|\.\w+$/.test(name) ? "file" : "other" };
}
