import { readFile } from "node:fs/promises";
import { ConfigError } from "./errors.ts";

/** What `openssl rand -hex 16` writes, and more is as well; less might be guessed. */
const TOKEN = /^[\x21-\x7e]{32,256}$/;

/** @throws ConfigError where the file is not there, or holds no token; what it holds is not said */
export async function readMetricsToken(path: string): Promise<string> {
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    const advice = "Check that the file is there, and that the hub's user may read it.";
    throw new ConfigError("config.unreadable", `${path} cannot be read`, advice, { cause });
  });
  const token = text.trim();
  if (TOKEN.test(token)) return token;
  throw new ConfigError(
    "config.invalid",
    `${path} holds no token of 32 characters or more in one line`,
    "Make one: docs/monitoring.md",
  );
}
