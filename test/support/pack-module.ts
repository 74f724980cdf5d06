/** One module as `pack-runtime.ts` runs it: types gone, what it imports and exports asked for by name. */
import { minifySync, moduleRunnerTransform, transformWithOxc } from "vite";
import { writeAscii } from "../../scripts/debian/bundle-programs.ts";
import { joined } from "./pack-runtime.ts";

export interface ModuleText {
  /** An async function, as text. */
  readonly text: string;
  /** As they are written, now and later. */
  readonly imports: readonly string[];
}

export interface PackContents {
  /** Paths from the root. */
  readonly modules: readonly string[];
  readonly libraries: readonly string[];
}

/** @param imports as a module has them that lies at that path */
export function pathsOf(path: string, imports: readonly string[]): PackContents {
  const folder = path.slice(0, path.lastIndexOf("/") + 1);
  return {
    modules: imports.filter((name) => name.startsWith(".")).map((name) => joined(folder, name)),
    libraries: imports.filter((name) => !name.startsWith(".") && !name.startsWith("node:")),
  };
}

const NAMES = [
  "__vite_ssr_exportName__",
  "__vite_ssr_import__",
  "__vite_ssr_dynamic_import__",
  "__vite_ssr_exportAll__",
  "__vite_ssr_import_meta__",
];
/** Words as they are; without comments, which are a third of it and would be read again at each start. */
const BARE = {
  compress: false,
  mangle: false,
  codegen: { removeWhitespace: false, legalComments: "none" },
} as const;

export async function packModule(path: string, source: string): Promise<ModuleText> {
  const script = await transformWithOxc(source, path, { sourcemap: false });
  const { code } = minifySync(path.replace(/\.ts$/, ".js"), script.code, BARE);
  const made = await moduleRunnerTransform(code, null, path, code);
  if (made === null) throw new Error(`${path} cannot be packed`);
  return {
    text: writeAscii(`async function (${NAMES.join(", ")}) {\n${made.code}\n}`),
    imports: [...(made.deps ?? []), ...(made.dynamicDeps ?? [])],
  };
}
