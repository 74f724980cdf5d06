import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { CHEAP_JUDGE, CHEAP_KDF } from "./cheap-hash.ts";
import { makePatchedCopy, type Patch, type PatchedCopy } from "./patched-copy.ts";

/** What is sent to a browser on the same machine need not be small: Zopfli would take twice as long as all the rest. */
export const PACKED_QUICKLY: Patch = {
  file: "web-ui/write-gzipped.ts",
  find: "const MOST_BYTES = 500_000;",
  replace: "const MOST_BYTES = 0;",
};

/** A copy of the source with its page built, by a process of its own: what is built inside a test is built for a test, its passphrases (cheap-hash.ts) among it. */
export async function makeCopyWithPage(patches: readonly Patch[]): Promise<PatchedCopy> {
  const copy = await makePatchedCopy([...patches, PACKED_QUICKLY, CHEAP_KDF, CHEAP_JUDGE], ["web-ui"]);
  const build = ["build", "--config", "web-ui/vite.config.ts"];
  const env = { ...process.env, NODE_ENV: "production" };
  await promisify(execFile)(copy.path("node_modules/.bin/vite"), build, { cwd: copy.path(""), env });
  return copy;
}
