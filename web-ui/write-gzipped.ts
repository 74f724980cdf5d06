/** Beside each text of the built page the same, gzipped: the hub sends it as it lies there, and packs nothing itself. */
import { readdir, readFile, writeFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { promisify } from "node:util";
import { constants, gzip } from "node:zlib";
import type { Plugin } from "vite";

/** Packed pictures grow, and a few hundred bytes cost no packet less. */
const TEXTS: ReadonlySet<string> = new Set([".html", ".js", ".css", ".svg", ".webmanifest"]);
const LEAST_BYTES = 1_024;
const pack = promisify(gzip);

export const writeGzipped = (): Plugin => ({
  name: "gzipped",
  writeBundle: {
    // After who writes into what was built (write-shell.ts).
    order: "post",
    sequential: true,
    async handler({ dir }) {
      if (dir === undefined) return;
      const entries = await readdir(dir, { recursive: true, withFileTypes: true });
      for (const entry of entries) {
        if (!entry.isFile() || !TEXTS.has(extname(entry.name))) continue;
        const file = join(entry.parentPath, entry.name);
        const bytes = await readFile(file);
        if (bytes.byteLength < LEAST_BYTES) continue;
        await writeFile(`${file}.gz`, await pack(bytes, { level: constants.Z_BEST_COMPRESSION }));
      }
    },
  },
});
