/**
 * Beside each text of the built page the same, gzipped: the hub sends it as it lies there, and packs nothing itself. It is packed once and fetched by every phone, so by Zopfli, which looks longer for the same format:
 * four of a hundred bytes less than zlib at its best.
 */
import { readdir, readFile, writeFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { promisify } from "node:util";
import { constants, gunzipSync, gzip } from "node:zlib";
import { gzipAsync } from "@gfx/zopfli";
import type { Plugin } from "vite";

/** Packed pictures grow, and a few hundred bytes cost no packet less. */
const TEXTS: ReadonlySet<string> = new Set([".html", ".js", ".css", ".svg", ".webmanifest"]);
const LEAST_BYTES = 1_024;
/** The lists of words that guessers use: Zopfli would take a minute, and they come only where a passphrase is chosen. */
const MOST_BYTES = 500_000;
/** Ten more are a minute for half a kilobyte. */
const ROUNDS = 5;
const packQuickly = promisify(gzip);

/** @throws Error where what was packed is not what comes out again */
export async function pack(bytes: Uint8Array): Promise<Uint8Array> {
  if (bytes.byteLength > MOST_BYTES) return packQuickly(bytes, { level: constants.Z_BEST_COMPRESSION });
  const packed = await gzipAsync(bytes, { numiterations: ROUNDS });
  if (!gunzipSync(packed).equals(bytes)) throw new Error("Zopfli packed something else");
  return packed;
}

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
        await writeFile(`${file}.gz`, await pack(bytes));
      }
    },
  },
});
