/** `config.yaml` as `pawpost config set` changes it: one setting, and every comment and blank line stays where it was. */
import { parse, parseDocument } from "yaml";
import { nearest } from "../domain/nearest.ts";
import { readConfigFile, writeConfigFile } from "./config-file.ts";
import type { Environment } from "./environment.ts";
import { ConfigError } from "./errors.ts";
import { configPath, readConfig } from "./load-config.ts";
import { SETTINGS, type Setting } from "./settings.ts";

/** What came of it. */
interface Edited {
  readonly path: string;
  /** Where the file as it was before is kept; left out where there was none, or nothing to change. */
  readonly kept?: string | undefined;
  readonly isChanged: boolean;
}

/**
 * Changes one setting in the file, or takes it out; never to what the hub would not start with.
 * @param env `PAWPOST_DATA` or `PAWPOST_CONFIG` says which file
 * @param typed as somebody wrote it; left out: the setting goes, and has its default again
 * @throws ConfigError; the file is as it was
 */
export async function editConfig(env: Environment, key: string, typed?: string): Promise<Edited> {
  const row = settingOfKey(key);
  const path = configPath(env);
  const before = await readConfigFile(path);
  const after = changeSetting(before, key, typed === undefined ? undefined : readTyped(row, typed));
  if (after === before) return { path, isChanged: false };
  const written: unknown = parse(after) ?? {};
  readConfig(env, written as Readonly<Record<string, unknown>>, path);
  return { path, kept: await writeConfigFile(path, after), isChanged: true };
}

/** The setting of that key. @throws ConfigError `config.unknown-key` with the nearest that there is */
export function settingOfKey(key: string): Setting & { readonly file: string } {
  const rows: readonly Setting[] = Object.values(SETTINGS);
  const row = rows.find(({ file }) => file === key);
  if (row?.file !== undefined) return { ...row, file: row.file };
  const meant = nearest(
    key,
    rows.flatMap(({ file }) => file ?? []),
  );
  throw new ConfigError(
    "config.unknown-key",
    `there is no setting "${key}"${meant === undefined ? "" : `; did you mean "${meant}"?`}`,
    "pawpost config show lists all of them, docs/configuration.md says what each is.",
  );
}

/**
 * What somebody typed for it, as the file is to have it: a number, true or false, a list between commas, or the text itself.
 * What is wrong with it the settings' own check says.
 */
export function readTyped({ schema }: Pick<Setting, "schema">, typed: string): unknown {
  const value = parsed(typed);
  if (typeof value !== "string") return value;
  // As it was typed: YAML would take “ #1” for a comment.
  const text = /^["']/.test(typed) ? value : typed;
  const meant = schema.safeParse(text);
  return meant.success && Array.isArray(meant.data) ? text.split(",").map((one) => one.trim()) : text;
}

/** `RWQ...`, `ns1.example:53` and the like are texts in YAML, too; what is none of its scalars and lists is meant as it stands. */
function parsed(typed: string): unknown {
  try {
    const value: unknown = parse(typed);
    const isPlain = typeof value !== "object" || Array.isArray(value);
    return isPlain && value !== undefined ? value : typed;
  } catch {
    return typed;
  }
}

/**
 * @param value left out: the setting goes, and has its default again
 * @throws ConfigError `config.invalid` where the text is no YAML
 */
export function changeSetting(text: string, key: string, value?: unknown): string {
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error !== undefined) {
    throw new ConfigError(
      "config.invalid",
      `the file is not YAML (line ${error.linePos?.[0].line ?? "?"})`,
      "Mend that line first; nothing was changed.",
      { cause: error },
    );
  }
  if (value === undefined) document.delete(key);
  else document.set(key, value);
  // Without its last key a file would say {}.
  const isEmpty = Object.keys((document.toJS() as object | null) ?? {}).length === 0;
  if (isEmpty) document.contents = null;
  const written = document.toString({ lineWidth: 0, flowCollectionPadding: false });
  return isEmpty ? written.replace(/^null\n/m, "") : written;
}
