import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { nearest } from "../domain/nearest.ts";
import { bringConfigUpToDate, CONFIG_VERSION } from "./config-version.ts";
import { type Environment, environmentProblems, setInEnvironment } from "./environment.ts";
import { ConfigError } from "./errors.ts";
import { type Config, SETTINGS, type Setting } from "./settings.ts";

type Rows = Record<string, Setting>;

const CONFIG_FILE = "config.yaml";

/**
 * Settings from `config.yaml` in the data folder, each overridden by its environment variable.
 * @throws ConfigError `config.invalid` with all problems at once, `config.unreadable`
 */
export async function loadConfig(env: Environment): Promise<Config> {
  const path = configPath(env);
  return readConfig(env, await readWritten(path), path);
}

/** Where the file is, or would be. */
export const configPath = (env: Environment): string =>
  env.PAWPOST_CONFIG ?? (env.PAWPOST_DATA ? join(env.PAWPOST_DATA, CONFIG_FILE) : CONFIG_FILE);

/** @param written what the YAML file holds */
export function readConfig(
  env: Environment,
  written: Readonly<Record<string, unknown>>,
  path: string,
): Config {
  const ofToday = bringConfigUpToDate(written);
  const file = ofToday ?? written;
  const problems: string[] = [
    ...unknownKeys(file).map((text) => `${path}: ${text}`),
    ...environmentProblems(env),
  ];
  if (ofToday === undefined) {
    problems.push(
      `${path}: version ${JSON.stringify(written.version)} is not known; this hub reads 1 to ${CONFIG_VERSION}`,
    );
  }
  const read: Record<string, unknown> = {};
  for (const [name, row] of Object.entries(SETTINGS as Rows)) {
    const { env: variable, file: key, schema } = row;
    const fromFile = key === undefined ? undefined : file[key];
    const given = setInEnvironment(env, row);
    const parsed = schema.safeParse(given?.value ?? fromFile);
    if (parsed.success) read[name] = parsed.data;
    else {
      const isOfFile = given === undefined && key !== undefined && key in file;
      const where = isOfFile ? `${path}: ${key}` : (given?.name ?? variable);
      problems.push(`${where}: ${parsed.error.issues.map(({ message }) => message).join(", ")}`);
    }
  }
  if (read.homeName === true && read.httpsPort === undefined)
    problems.push("home_name: it is answered to at https_port, which is not set");
  if (read.mqttBaseTopic !== undefined && read.mqttBaseTopic === read.mqttDiscoveryPrefix)
    problems.push("mqtt_discovery_prefix: another word than mqtt_base_topic is needed");
  if (problems.length > 0) {
    throw new ConfigError(
      "config.invalid",
      problems,
      `Mend ${problems.length === 1 ? "it" : "them"} and start again; docs/configuration.md lists every setting.`,
    );
  }
  return read as Config;
}

function unknownKeys(file: Readonly<Record<string, unknown>>): string[] {
  const known = ["version", ...Object.values(SETTINGS as Rows).flatMap(({ file: key }) => key ?? [])];
  return Object.keys(file)
    .filter((key) => !known.includes(key))
    .map((key) => {
      const meant = nearest(key, known);
      return `unknown key "${key}"${meant === undefined ? "" : `; did you mean "${meant}"?`}`;
    });
}

/** What the file holds; nothing where there is none. @throws ConfigError */
export async function readWritten(path: string): Promise<Readonly<Record<string, unknown>>> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return {};
    throw new ConfigError("config.unreadable", `${path} cannot be read`, "Check its owner and mode.", {
      cause,
    });
  }
  // Only where there is such a file: most houses have none, and it is a tenth of what the hub would load at its start.
  const { parse, YAMLParseError } = await import("yaml");
  try {
    const value: unknown = parse(text) ?? {};
    if (typeof value === "object" && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>;
    throw new ConfigError(
      "config.invalid",
      `${path} is not a list of settings`,
      "Write one `key: value` a line.",
    );
  } catch (cause) {
    if (!(cause instanceof YAMLParseError)) throw cause;
    const line = cause.linePos?.[0].line;
    throw new ConfigError(
      "config.invalid",
      `${path} is not YAML (line ${line ?? "?"})`,
      "Mend that line and start again.",
      { cause },
    );
  }
}
