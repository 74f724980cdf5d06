/** `dist/asset-map.json`: the only paths that the hub serves, each with its media type. */
import { readdir, writeFile } from "node:fs/promises";
import { extname, join } from "node:path";
import type { Plugin } from "vite";
import { writeShell } from "./write-shell.ts";

const NAME = "asset-map.json";
/** `write-gzipped.ts`: another form of the file without it, not a file of its own. */
const GZIPPED = ".gz";

/** Both are `index.html`; the second is what an invitation’s link opens. */
const PAGES = ["/", "/join"];

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".webmanifest": "application/manifest+json",
  ".wasm": "application/wasm",
};

/** Written when the build is done, from what lies in the folder. `/` is `index.html`; names below `/assets/` carry a hash. */
export const writeAssetMap = (): Plugin => ({
  name: "asset-map",
  async writeBundle({ dir }) {
    if (dir === undefined) return;
    const entries = await readdir(dir, { recursive: true, withFileTypes: true });
    const files = entries
      .filter((entry) => entry.isFile() && entry.name !== NAME && !entry.name.endsWith(GZIPPED))
      .map((entry) => join(entry.parentPath, entry.name).slice(dir.length + 1))
      .sort();
    const map = Object.fromEntries(
      files.flatMap((file) =>
        (file === "index.html" ? PAGES : [`/${file}`]).map((path) => [path, typeOf(file)]),
      ),
    );
    await writeFile(join(dir, NAME), `${JSON.stringify(map, null, 2)}\n`);
    await writeShell(dir, Object.keys(map));
  },
});

function typeOf(file: string): string {
  const type = TYPES[extname(file)];
  if (type === undefined)
    throw new Error(`no media type is known for ${file}: add it to web-ui/asset-map.ts`);
  return type;
}
