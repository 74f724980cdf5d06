/** Changes one line of `config.yaml`. */
import { chmod, readFile, rename, stat, writeFile } from "node:fs/promises";
import { parse, parseDocument } from "yaml";
import { CONFIG_VERSION } from "./config-version.ts";
import { readConfig } from "./load-config.ts";

/** What else stands there stays as it is, to the last comment. @throws ConfigError `config.invalid`: then nothing is written */
export async function writeSetting(
  path: string,
  [key, value]: readonly [key: string, value: string],
  env: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return `version: ${CONFIG_VERSION}\n`;
    throw error;
  });
  const settings = parseDocument(text);
  settings.set(key, value);
  const written = settings.toString({ lineWidth: 0 });
  readConfig(env, parse(written) as Record<string, unknown>, path);
  await replaceText(path, written);
}

/** The hub's user reads it, too: with the rights that it had. */
export async function replaceText(path: string, text: string): Promise<void> {
  const { mode } = await stat(path).catch(() => ({ mode: 0o644 }));
  await writeFile(`${path}.new`, text);
  await chmod(`${path}.new`, mode & 0o777);
  await rename(`${path}.new`, path);
}
