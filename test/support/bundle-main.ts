/** `node bundle-main.ts INTO PLACE PROGRAM [PAGE]`, for bundled-program.ts; with the page it is one whose passphrases cost next to nothing. */
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";
import { bundleProgram } from "../../scripts/debian/bundle-programs.ts";
import { CHEAP_HASH, CHEAP_KDF, pageIn } from "./cheap-hash.ts";
import { type Patch, patched } from "./patched-copy.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

const patching = (patches: readonly Patch[]): Plugin => ({
  name: "patch",
  enforce: "pre",
  transform(code, id) {
    const here = patches.filter(({ file }) => file === relative(ROOT, id));
    return here.length === 0 ? null : { code: here.reduce(patched, code), map: null };
  },
});

const [into = "", place = "", program = "", page] = process.argv.slice(2);
const patches = page === undefined ? [] : [CHEAP_HASH, CHEAP_KDF, pageIn(page)];
await bundleProgram(ROOT, program, into, place, [patching(patches)]);
