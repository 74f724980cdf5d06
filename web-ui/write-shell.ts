/** Writes into the built worker what the page is made of, once everything else is there (`src/worker/shell-list.ts`). */
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { UNWRITTEN, writeShellList } from "./src/worker/shell-list.ts";

const WORKER = "page-worker.js";
/** Words to judge a passphrase by: the largest file of all, of use only where a new one is made, which takes the hub. */
const NOT_KEPT = /^\/assets\/judge-worker-/;

/** @param paths of the asset map. The strangers' form (`report.html`) and what only it has stay out: it is for no browser of the family's. */
export async function writeShell(dir: string, paths: readonly string[]): Promise<void> {
  const form = await readFile(join(dir, "report.html"), "utf8");
  const page = await readFile(join(dir, "index.html"), "utf8");
  const isOfFormAlone = (path: string) => form.includes(path) && !page.includes(path);
  const kept = paths.filter(
    (path) => path.startsWith("/assets/") && !NOT_KEPT.test(path) && !isOfFormAlone(path),
  );
  const files = new Map<string, string>();
  for (const path of ["/", ...kept]) {
    const bytes = await readFile(join(dir, path === "/" ? "index.html" : path));
    files.set(path, `sha256-${createHash("sha256").update(bytes).digest("base64")}`);
  }
  const version = createHash("sha256")
    .update(JSON.stringify([...files]))
    .digest("hex")
    .slice(0, 16);
  const worker = await readFile(join(dir, WORKER), "utf8");
  const parts = worker.split(UNWRITTEN);
  if (parts.length !== 2) throw new Error(`${WORKER} has ${parts.length - 1} places for the list, not one`);
  await writeFile(join(dir, WORKER), parts.join(writeShellList({ version, files })));
}
