/** `pawpost config`: the hub's settings, looked at, checked and changed one by one. docs/configuration.md */
import { resolve } from "node:path";
import { type Command, Option } from "commander";
import { readConfigFile } from "../../hub/config/config-file.ts";
import { configSchema } from "../../hub/config/config-schema.ts";
import { editConfig, settingOfKey } from "../../hub/config/edit-config.ts";
import { setInEnvironment } from "../../hub/config/environment.ts";
import { ConfigError } from "../../hub/config/errors.ts";
import { configPath, loadConfig, readWritten } from "../../hub/config/load-config.ts";
import { type ShownSetting, showConfig } from "../../hub/config/show-config.ts";
import { CLONE_DATA } from "./clone-data.ts";
import { EXIT } from "./exit-status.ts";
import { IS_INSTALLED } from "./installed.ts";

interface Options {
  readonly data: string;
  readonly json?: boolean;
}

export function registerConfigCommands(program: Command): void {
  const config = program
    .command("config")
    .description(
      "The hub's settings: whether they are right, what they are, changing one (docs/configuration.md).",
    );
  const command = (name: string, says: string) =>
    config
      .command(name)
      .description(says)
      .addOption(
        new Option("--data <folder>", "the hub's data folder, where its config.yaml is").default(
          process.env.PAWPOST_DATA ?? CLONE_DATA,
        ),
      );

  command(
    "check",
    "Says whether a hub would start with its settings, and everything that is wrong with them. Exit status 1: it would not.",
  )
    .argument("[file]", "another file than the hub's own, such as one that is to take its place")
    .option("--json", "print it as JSON")
    .action((file: string | undefined, options: Options) => check(environmentOf(options, file), options));

  command("show", "Says what each setting is, and whether file, environment or nobody says so.")
    .argument("[key]", "this one alone")
    .option("--redacted", "leave out names, addresses and paths: for who is to help")
    .option("--json", "print it as JSON")
    .action(async (key: string | undefined, options: Options & { readonly redacted?: boolean }) => {
      if (key !== undefined) settingOfKey(key);
      const env = environmentOf(options);
      const all = showConfig(env, await readWritten(configPath(env)), options.redacted === true);
      const shown = key === undefined ? all : all.filter((one) => one.key === key);
      console.log(options.json === true ? JSON.stringify(shown) : describeSettings(shown));
    });

  command(
    "set",
    "Changes one setting in the hub's file, if a hub would start with that. Comments stay; what the file said before is kept beside it, ten times.",
  )
    .argument("<key>", "as docs/configuration.md names it")
    .argument("<value>", "a number, true or false, a text, or a list between commas")
    .action(async (key: string, value: string, options: Options) => edit(options, key, value));

  command("unset", "Takes one setting out of the hub's file: it has its default again.")
    .argument("<key>", "as docs/configuration.md names it")
    .action(async (key: string, options: Options) => edit(options, key));

  config
    .command("schema")
    .description("Prints the JSON Schema of config.yaml, for an editor or a program that writes such files.")
    .action(() => console.log(JSON.stringify(configSchema(), null, 2)));
}

/** As the hub would be started, but for where its sockets are. */
const environmentOf = ({ data }: Options, file?: string) => ({
  ...process.env,
  PAWPOST_DATA: resolve(data),
  PAWPOST_RUN: "/",
  ...(file !== undefined && { PAWPOST_CONFIG: resolve(file) }),
});

async function check(env: ReturnType<typeof environmentOf>, { json }: Options): Promise<void> {
  const file = configPath(env);
  const problems = await loadConfig(env).then(
    () => [],
    (error: unknown) => {
      if (error instanceof ConfigError) return error.problems;
      throw error;
    },
  );
  const isThere = (await readConfigFile(file)) !== "";
  if (json === true) console.log(JSON.stringify({ file, isThere, problems }));
  else console.log(describeCheck(file, isThere, problems));
  if (problems.length > 0) process.exitCode = EXIT.failed;
}

function describeCheck(file: string, isThere: boolean, problems: readonly string[]): string {
  if (problems.length > 0)
    return [
      "  A hub would not start with these settings:",
      ...problems.map((problem) => `    ${problem}`),
      "  What each setting may be: docs/configuration.md",
    ].join("\n");
  return isThere
    ? `  A hub would start with ${file}.`
    : `  ${file} says nothing: every setting has its default, and a hub would start.`;
}

/** One a line; a default is in brackets. */
export function describeSettings(settings: readonly ShownSetting[]): string {
  const width = Math.max(...settings.map(({ key }) => key.length));
  return settings
    .map(({ key, value, from }) => {
      const text = Array.isArray(value) ? value.join(", ") : String(value ?? "");
      return `  ${key.padEnd(width)}  ${from === "default" ? `(${text === "" ? "not set" : text})` : `${text}${from === "file" ? "" : "   from the environment"}`}`;
    })
    .join("\n");
}

async function edit(options: Options, key: string, typed?: string): Promise<void> {
  const env = environmentOf(options);
  const { path, kept, isChanged } = await editConfig(env, key, typed);
  if (!isChanged) return console.log(`  ${path} says so already.`);
  console.log(`  Written: ${path}`);
  if (kept !== undefined) console.log(`  Before:  ${kept}`);
  const overriding = setInEnvironment(env, settingOfKey(key));
  if (overriding !== undefined)
    console.log(`  ${overriding.name} in the environment says something else, and that counts.`);
  console.log(`  It counts from the next start. If Pawpost runs: ${howToRestart(settingOfKey(key))}`);
}

function howToRestart({ requiresRestart }: ReturnType<typeof settingOfKey>): string {
  if (!IS_INSTALLED) return "end it with Ctrl-C in its window, then scripts/start";
  return `sudo systemctl try-restart ${(requiresRestart ?? ["hub"]).map((name) => `pawpost-${name}`).join(" ")}`;
}
