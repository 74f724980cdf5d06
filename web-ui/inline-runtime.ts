/**
 * The few lines that the builder shares between files that load each other lie in a file of their own, and nothing puts them into another. A browser would
 * hear of it only when the first that needs it is there: a round trip, before the door, for 150 bytes. Here each file gets its own copy.
 *
 *   import{t as e}from"./rolldown-runtime-DK3Fl9T5.js";   becomes   const{t:e}=(()=>{ … return{t:t}})();
 */
import type { Plugin } from "vite";

/** Without the hash; `chunks.ts` names none so. */
const RUNTIME = "rolldown-runtime";

/** @param path below the folder of the build */
export const isRuntime = (path: string): boolean => path.startsWith(`assets/${RUNTIME}-`);

const EXPORTS = /export\{([^}]*)\};\s*$/;

/** `a as b, c` as a pattern or an object: `{a:b,c:c}`. */
const pairs = (names: string, isTurned = false): string =>
  names
    .split(",")
    .map((name) => name.trim().split(" as "))
    .map(([one = "", other = one]) => (isTurned ? `${other}:${one}` : `${one}:${other}`))
    .join(",");

/** @returns an expression, of what the file exports @throws Error where the builder writes it otherwise by now */
export function asExpression(runtime: string): string {
  const [, names] = EXPORTS.exec(runtime) ?? [];
  if (names === undefined || /^import\b/m.test(runtime))
    throw new Error(`${RUNTIME} is written otherwise by now: see web-ui/inline-runtime.ts`);
  // What is exported stands the other way round: `local as name`.
  return `(()=>{${runtime.replace(EXPORTS, "")}return{${pairs(names, true)}}})()`;
}

/** @param path the file's, as others name it: `./rolldown-runtime-….js` */
export const withInlined = (code: string, path: string, expression: string): string =>
  code.replace(
    new RegExp(`import\\{([^}]*)\\}from"${path.replaceAll(".", "\\.")}";`),
    (_whole, names: string) => `const{${pairs(names)}}=${expression};`,
  );

export const inlineRuntime = (): Plugin => ({
  name: "inline-runtime",
  apply: "build",
  // Whatever the others do to the files, this one sees what is left.
  enforce: "post",
  generateBundle(_options, bundle) {
    const runtime = Object.values(bundle).find((file) => file.type === "chunk" && file.name === RUNTIME);
    if (runtime?.type !== "chunk") return;
    const path = `./${runtime.fileName.split("/").at(-1)}`;
    const expression = asExpression(runtime.code);
    for (const file of Object.values(bundle)) {
      if (file.type !== "chunk" || file === runtime) continue;
      file.code = withInlined(file.code, path, expression);
      if (file.code.includes(path.slice(2)))
        throw new Error(
          `${file.fileName} names ${RUNTIME} in a way that web-ui/inline-runtime.ts does not know`,
        );
    }
    delete bundle[runtime.fileName];
  },
});
