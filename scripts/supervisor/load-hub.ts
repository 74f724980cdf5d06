/**
 * Loads every module that the hub may load while it runs, the ones it fetches later and its threads' among them, so that
 * NODE_COMPILE_CACHE keeps them: scripts/compile-ahead. A hub that meets one that was not compiled loads the compiler, and keeps it.
 */
import { globSync } from "node:fs";

const HUB = new URL("../../hub/", import.meta.url);
/** Programs begin as soon as they are loaded. */
const isProgram = (file: string) => /(?:^|\/)main\.ts$/.test(file);

for (const file of globSync("**/*.ts", { cwd: HUB, exclude: ["**/*.test.ts", "link/**"] }).toSorted()) {
  if (isProgram(file)) continue;
  // A thread's own module finds that this is none, and was compiled before.
  await import(new URL(file, HUB).href).catch(() => undefined);
}
