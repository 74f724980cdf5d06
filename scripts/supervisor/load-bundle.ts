/**
 * Loads every module that the hub may load while it runs, the ones it fetches later and its threads' among them, so that
 * NODE_COMPILE_CACHE keeps them: scripts/compile-ahead. A hub that meets one that was not compiled loads the compiler, and keeps it.
 */
import { globSync } from "node:fs";

const HUB = new URL("../../hub/", import.meta.url);
/** The programs would begin. */
const NOT_LOADED = ["**/*.test.ts", "main.ts", "link/**"];

for (const file of globSync("**/*.ts", { cwd: HUB, exclude: NOT_LOADED }).toSorted()) {
  // A thread's own module finds that this is none, and was compiled before.
  await import(new URL(file, HUB).href).catch(() => undefined);
}
