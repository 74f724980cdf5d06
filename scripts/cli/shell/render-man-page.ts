/** docs/pawpost.1, the manual page of the package, made from the commands themselves. `npm run docs` writes it; a test compares. */
import { readFileSync } from "node:fs";
import { ALIASES, COMMANDS } from "../commands.ts";
import { EXAMPLES } from "../examples.ts";
import { EXIT_WORDS } from "../exit-status.ts";
import { type CommandNode, flatTree, readCommandTree } from "./command-tree.ts";

export async function renderManPage(): Promise<string> {
  const root = await readCommandTree(COMMANDS);
  const { version } = JSON.parse(readFileSync(new URL("../../../package.json", import.meta.url), "utf8")) as {
    version: string;
  };
  const commands = flatTree(root).filter(
    ({ path, below, options }) => path.length > 1 && (below.length === 0 || options.length > 1),
  );
  return [
    '.\\" Made from the commands: npm run docs',
    // No hyphens of its own: a path that is cut in two could not be copied.
    ".nr HY 0",
    `.TH PAWPOST 1 "" "Pawpost ${version}" "User Commands"`,
    ".SH NAME",
    "pawpost \\- voice post for plush toys that never leaves home",
    ".SH SYNOPSIS",
    ".B pawpost",
    ".I command",
    "[options]",
    ".SH DESCRIPTION",
    escaped(
      "Looks after the Pawpost hub of this house: says how it is, starts its parts, keeps backups, changes settings. Messages are recorded, approved and heard on the page, in a browser, since only a guardian’s own browser has the keys for that. Most commands ask the hub that runs on this machine; on an installed system root may, in a clone whoever started it.",
    ),
    ".SH COMMANDS",
    ...commands.flatMap(renderCommand),
    ".SH OTHER NAMES",
    ...Object.entries(ALIASES).flatMap(([name, path]) => [
      ".TP",
      `.B pawpost ${escaped(name)}`,
      `The same as pawpost ${escaped(path.join(" "))}.`,
    ]),
    ".SH EXIT STATUS",
    ...EXIT_WORDS.flatMap(([status, says]) => [".TP", `.B ${status}`, escaped(says)]),
    "Some commands have more to say by it; their own text does.",
    ".SH ENVIRONMENT",
    ...[
      ["PAWPOST_DATA", "The data folder, where --data is left out."],
      ["PAWPOST_RUN", "The folder of the sockets of the hub that runs."],
      ["PAWPOST_CONFIG", "The file with the settings: config.yaml in the data folder, where it is left out."],
      ["PAWPOST_DEBUG", "Where it is set, a failure says where it came from."],
    ].flatMap(([name = "", says = ""]) => [".TP", `.B ${name}`, escaped(says)]),
    ".SH FILES",
    ...[
      ["/etc/pawpost/config.yaml", "Settings. What it said before is kept beside it as config.yaml.~7~."],
      ["/var/lib/pawpost", "What the family has."],
      ["/opt/pawpost/current/docs", "The whole documentation."],
    ].flatMap(([name = "", says = ""]) => [".TP", `.I ${escaped(name)}`, escaped(says)]),
    ".SH SEE ALSO",
    ".BR systemctl (1),",
    ".BR journalctl (1)",
    "",
  ].join("\n");
}

function renderCommand({ path, says, usage, options, arguments: own }: CommandNode): readonly string[] {
  const name = path.join(" ");
  const example = EXAMPLES[path.slice(1).join(" ")];
  return [
    `.SS ${escaped(`${name} ${usage}`.trim())}`,
    escaped(sentence(says)),
    ...own.flatMap((one) => [".TP", `.I ${escaped(one.name)}`, escaped(one.says)]),
    ...options
      .filter(({ flags }) => !flags.includes("--help"))
      .flatMap((one) => [".TP", `.B ${escaped(one.usage)}`, escaped(one.says)]),
    ...(example === undefined ? [] : [".PP", "Example:", ".PP", ".EX", `    ${escaped(example)}`, ".EE"]),
  ];
}

const sentence = (text: string): string =>
  `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?)]$/.test(text) ? "" : "."}`;

/** As roff takes it: a hyphen that can be copied, a backslash that is one, no line that looks like a request. */
const escaped = (text: string): string =>
  text
    .replaceAll("\\", "\\e")
    .replaceAll("-", "\\-")
    .replaceAll("~", "\\(ti")
    .replace(/^(?=[.'])/, "\\&");
