/**
 * Loads all that a bundled program may load while it runs, what it fetches later and its threads' modules among it, so that NODE_COMPILE_CACHE
 * keeps them: scripts/compile-ahead. A hub that meets TypeScript that was not compiled loads the compiler, and keeps it. `node load-bundle.ts hub/main.ts`
 */
import { globSync } from "node:fs";

const ROOT = new URL("../../", import.meta.url);
/** They are not bundled: a thread would load what it needs and all else. */
const THREADS: Readonly<Record<string, readonly string[]>> = {
  "hub/main.ts": ["hub/check/clip-worker.ts", "hub/drill/judge-thread.ts"],
};

const [program = ""] = process.argv.slice(2);
const bundle = new URL(program, new URL("bundled/", ROOT));
const chunks = globSync("*.js", { cwd: new URL(".", bundle), exclude: ["main.js"] }).toSorted();
for (const url of [
  ...chunks.map((file) => new URL(file, bundle)),
  ...(THREADS[program] ?? []).map((file) => new URL(file, ROOT)),
]) {
  // A thread's own module finds that this is none, and was compiled before.
  await import(url.href).catch(() => undefined);
}
