/**
 * Runs modules of which all lie in one file (`pack-main.ts`), as Node would run each from its own: once, in the order of its imports, with live
 * names. What is not among them, Node loads itself.
 */
export type Names = Record<string, unknown>;
type Load = (specifier: string) => Promise<Names>;
export type PackedModule = (
  exportName: (name: string, get: () => unknown) => void,
  load: Load,
  loadLater: Load,
  exportAll: (of: Names) => void,
  meta: Pick<ImportMeta, "url" | "main">,
) => Promise<void>;

export interface Pack {
  /** By path from the root. */
  readonly modules: Readonly<Record<string, PackedModule>>;
  /** By the name that they are imported by. */
  readonly libraries: Readonly<Record<string, () => Promise<Names>>>;
}

interface Running {
  readonly exports: Names;
  done: Promise<void>;
  isDone: boolean;
}

/** @param root URL of the folder that the modules think they lie in, with a slash */
export function runPack({ modules, libraries }: Pack, root: string, program: string): Promise<Names> {
  const running = new Map<string, Running>();

  const outside = (specifier: string): Promise<Names> => libraries[specifier]?.() ?? import(specifier);

  /** @param chain of modules that wait for each other, from the program on: who is among them is handed over as far as it has come */
  async function load(path: string, chain: readonly string[]): Promise<Names> {
    const known = running.get(path);
    if (known !== undefined) {
      if (!known.isDone && !chain.includes(path)) await known.done;
      return known.exports;
    }
    const run = modules[path];
    if (run === undefined) throw new Error(`${path} is not in the pack`);
    const exports: Names = {};
    const folder = path.slice(0, path.lastIndexOf("/") + 1);
    const from = (importers: readonly string[]) => (specifier: string) =>
      specifier.startsWith(".") ? load(joined(folder, specifier), importers) : outside(specifier);
    const exportName = (name: string, get: () => unknown) =>
      void Object.defineProperty(exports, name, { enumerable: true, configurable: true, get });
    const exportAll = (of: Names) => {
      for (const name of Object.keys(of))
        if (name !== "default" && !(name in exports)) exportName(name, () => of[name]);
    };
    const one: Running = { exports, done: Promise.resolve(), isDone: false };
    running.set(path, one);
    const meta = { url: root + path, main: chain.length === 0 };
    one.done = run(exportName, from([...chain, path]), from([]), exportAll, meta);
    await one.done;
    one.isDone = true;
    return exports;
  }
  return load(program, []);
}

/** `hub/api/` and `../store/x.ts` make `hub/store/x.ts`. */
export function joined(folder: string, specifier: string): string {
  const parts = folder.split("/").slice(0, -1);
  for (const part of specifier.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== ".") parts.push(part);
  }
  return parts.join("/");
}
