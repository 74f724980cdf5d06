/**
 * Makes one file of all that a program loads when it starts: a start costs by the module (docs/decisions/0018-bundled-programs.md).
 * `node bundle-programs.ts FOLDER` for the program in FOLDER; scripts/run-as-service and scripts/debian/pawpost run what is there.
 *
 *   bundled/hub/main.js          hub/main.ts alone: it ends when the hub does, and whatever imported it would wait until then
 *   bundled/hub/start-….js       what it imports, and what that imports
 *   bundled/hub/open-drill-….js  what is loaded when somebody wants it
 */
import { basename, dirname, extname, isAbsolute, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Plugin } from "vite";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** As the units name them, and the command line. */
const PROGRAMS = [
  "hub/main.ts",
  "ble/main.ts",
  "hub/link/main.ts",
  "relay/main.ts",
  "scripts/cli/main.ts",
] as const;

/** Libraries that load files of their own by where they lie: add-ons for a processor, a program for each recorder. */
export const LEFT_OUT: readonly string[] = ["classic-level", "node-record-lpcm16"];
/** Libraries that say where they lie, and are never asked to do it: a thread for log lines, which we write at once; an example in a comment. */
const NEVER_THERE = ["pino", "thread-stream", "qlobber"];

/**
 * @param root with the sources, and their libraries
 * @param into a folder
 * @param place of that folder, once it lies in the one that the sources lie in
 * @param plugins more, which come first
 */
export const bundleProgram = (
  root: string,
  program: string,
  into: string,
  place = "bundled",
  plugins: readonly Plugin[] = [],
): Promise<void> =>
  bundleFile(root, join(root, program), join(into, dirname(program)), join(place, dirname(program)), plugins);

/** @param entry what is bundled @param into for what is made @param place and plugins as `bundleProgram` has them */
export async function bundleFile(
  root: string,
  entry: string,
  into: string,
  place: string,
  plugins: readonly Plugin[] = [],
): Promise<void> {
  await build({
    configFile: false,
    envDir: false,
    logLevel: "warn",
    root,
    publicDir: false,
    ssr: { noExternal: true, external: [...LEFT_OUT] },
    build: {
      ssr: true,
      target: "node24",
      // Lines and names as they were, for whoever reads a stack.
      minify: false,
      outDir: into,
      emptyOutDir: false,
      rolldownOptions: {
        input: entry,
        // Only those that it must: all of them would cost a start 40 ms.
        experimental: { onDemandWrapping: true },
        // What few need is said as such, whether or not others need it at once.
        checks: { ineffectiveDynamicImport: false },
        output: {
          // What one module does to all (reflect-metadata) comes before those that count on it, also in another file.
          strictExecutionOrder: true,
          keepNames: true,
          comments: { jsdoc: false },
          entryFileNames: `${basename(entry, extname(entry))}.js`,
          chunkFileNames: "[name]-[hash].js",
          codeSplitting: { groups: [{ name: "start", tags: ["$initial"], test: (id) => id !== entry }] },
        },
      },
    },
    plugins: [...plugins, keepPlaces(root, place.split("/").length), finish],
  });
}

/** A module that looks for a file beside itself finds it where it was. @param depth of what is made, below the folder that the sources lie in */
function keepPlaces(root: string, depth: number): Plugin {
  return {
    name: "keep-places",
    transform(code, id) {
      if (!isAbsolute(id)) return null; // the bundler's own
      const path = relative(root, id);
      const library = /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1];
      if (library !== undefined && !NEVER_THERE.includes(library) && /\b__(?:dir|file)name\b/.test(code))
        throw new Error(`${path} asks where it lies: leave ${library} out (LEFT_OUT)`);
      if (!code.includes("import.meta.url")) return null;
      if (path.startsWith("..")) throw new Error(`${id} lies outside of ${root}`);
      const place = `new URL(${JSON.stringify("../".repeat(depth) + path)}, import.meta.url).href`;
      return { code: code.replaceAll("import.meta.url", place), map: null };
    },
  };
}

/** What is done once a file is printed: the printer writes letters, and imports, as they are. */
const finish: Plugin = {
  name: "finish",
  generateBundle(_options, files) {
    for (const file of Object.values(files))
      if (file.type === "chunk") file.code = writeAscii(takeHttp(file.code));
  },
};

/**
 * Who imports `node:http` asks it for each of its names, `WebSocket` among them, and for that Node loads its `fetch`: a tenth of a second, and 5 MB
 * in a process that never fetches. Who gets the module itself asks for what it wants.
 */
const takeHttp = (code: string): string =>
  code.replaceAll(/^import (?:([\w$]+)(?:, )?)?(?:\{ (.+) \})? ?from "(?:node:)?http";$/gm, (_, all, names) =>
    [all, names && `{ ${names.replaceAll(" as ", ": ")} }`]
      .filter((wanted) => wanted)
      .map((wanted) => `const ${wanted} = process.getBuiltinModule("node:http");`)
      .join(" "),
  );

/** One letter of another script, and V8 keeps the whole file with two bytes for each. */
export const writeAscii = (code: string): string =>
  code.replaceAll(/[^\0-\x7f]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`);

if (import.meta.main) {
  const [folder = ""] = process.argv.slice(2);
  for (const program of PROGRAMS) await bundleProgram(ROOT, program, join(folder, "bundled"));
}
