import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { writeAssetMap } from "./asset-map.ts";
import { CHUNKS, chunkFileNames, isOfDoor, preloadDoor } from "./chunks.ts";
import { inlineRuntime, isRuntime } from "./inline-runtime.ts";
import { leaveOut } from "./leave-out.ts";
import { packWordList } from "./pack-word-list.ts";
import { pureSchemas, SCHEMAS } from "./pure-schemas.ts";
import { sharedWorkers } from "./shared-workers.ts";
import { wholeLanguages } from "./whole-languages.ts";
import { writeGzipped } from "./write-gzipped.ts";

const entry = (file: string) => fileURLToPath(new URL(file, import.meta.url));

const { version } = JSON.parse(readFileSync(entry("../package.json"), "utf8")) as { version: string };

/**
 * The page keeps to a strict CSP with Trusted Types (docs/page.md): nothing is inlined, no polyfill writes scripts, workers and
 * worklets are files of their own. No plugin for JSX: the compiler that Vite brings knows Preact's.
 */
export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  base: "/",
  define: { __PAWPOST_VERSION__: JSON.stringify(version) },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: "dist",
    emptyOutDir: true,
    target: "es2023",
    assetsInlineLimit: 0,
    modulePreload: {
      polyfill: false,
      // What is shared runs in workers, too, where no document is that could be told what to fetch ahead.
      resolveDependencies: (_file, files, { hostId, hostType }) =>
        /\/shared-/.test(hostId)
          ? []
          : files.filter((file) => !isRuntime(file) && (hostType === "html" || !isOfDoor(file))),
    },
    sourcemap: false,
    // The second is for strangers: nothing of the first is loaded with it (docs/reports.md).
    rolldownOptions: {
      treeshake: { manualPureFunctions: [SCHEMAS] },
      input: { index: entry("index.html"), report: entry("report.html") },
      output: {
        chunkFileNames,
        codeSplitting: { groups: [...CHUNKS] },
      },
    },
    reportCompressedSize: false,
  },
  worker: {
    format: "es",
    rolldownOptions: {
      output: {
        // A service worker is looked for where it was, and may be for no more than the folder that it lies in.
        entryFileNames: ({ name }) => (name === "page-worker" ? "[name].js" : "assets/[name]-[hash].js"),
      },
    },
  },
  plugins: [
    wholeLanguages(),
    leaveOut(),
    packWordList(),
    pureSchemas(),
    preloadDoor(),
    inlineRuntime(),
    sharedWorkers(),
    writeAssetMap(),
    writeGzipped(),
  ],
});
