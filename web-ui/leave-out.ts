/**
 * Leaves out of the page what its libraries bring and the page never uses. Of zod: JSON Schema (the hub describes itself with it, `hub/api/openapi.ts`), sentences in English
 * about what does not fit (the page goes by whether something fits, and has words of its own), texts of two dozen kinds that have a name, and care for values that contain themselves, which nothing that came as
 * JSON does; `zod/mini` is without the last two, too. Of age: passphrases, security keys and armour. `hub/archive/age-file.ts` refuses a file for any of them before
 * age sees it, and makes none. The hub's own libraries stay whole.
 */
import type { Plugin } from "vite";

/** Each name stays, since it is mentioned, and throws for whoever calls it. */
const unused = (code: string): string => {
  const exported = [
    ...code.matchAll(/^export (?:const|class|(?:async )?function) (\w+)/gm),
    ...code.matchAll(/^export \{ \w+ as (\w+) \};$/gm),
  ];
  const missing = 'function missing() { throw new Error("left out of the page: see web-ui/leave-out.ts"); }';
  return `${missing}\nexport { ${exported.map(([, name]) => `missing as ${name}`).join(", ")} };\n`;
};

/** Texts of a kind that has a name (addresses, tokens, ids): ours are `regex`, and `z.iso` makes its own. */
const FORMATS =
  /(?<=^ {4}_ZodString\.init\(inst, def\);\n\}, )\{\n(?: {4}\w+\(params\) \{\n.*\n {4}\},\n)+\}(?=\);$)/m;

const withoutFormats = (code: string): string => {
  if (!FORMATS.test(code)) throw new Error("zod writes its texts' formats otherwise by now");
  return code.replace(FORMATS, "{}");
};

/** Files of packages, and what stands there instead of them. */
const INSTEAD: Readonly<Record<string, (code: string) => string>> = {
  "zod/v4/core/to-json-schema.js": unused,
  "zod/v4/core/json-schema-processors.js": unused,
  "zod/v4/classic/schemas.js": withoutFormats,
  // Writes the code that `no-eval.ts` forbids to run.
  "zod/v4/core/doc.js": unused,
  // Without its sentence zod says "Invalid input".
  "zod/v4/locales/en.js": () => "export default () => ({ localeError: () => undefined });\n",
  "zod/v4/core/memoizer.js": () =>
    "export const memoizer = () => undefined;\nexport const isRecursiveSchema = () => false;\nexport const isBackEdge = () => false;\nexport class $ZodCyclicError extends Error {}\n",
  "age-encryption/dist/webauthn.js": unused,
  "age-encryption/dist/armor.js": unused,
  "@noble/hashes/scrypt.js": unused,
};

export function leaveOut(): Plugin {
  const left = new Set<string>();
  return {
    name: "leave-out",
    apply: "build",
    transform(code, id) {
      const file = /\/node_modules\/(.+\.js)$/.exec(id)?.[1] ?? "";
      const instead = Object.hasOwn(INSTEAD, file) ? INSTEAD[file] : undefined;
      if (instead === undefined) return null;
      left.add(file);
      return { code: instead(code), map: null };
    },
    buildEnd(error) {
      const gone = Object.keys(INSTEAD).filter((file) => !left.has(file));
      // Another version of theirs: what it brings is looked at anew.
      if (error === undefined && gone.length > 0)
        throw new Error(`nobody brings any more: ${gone.join(", ")}`);
    },
  };
}
