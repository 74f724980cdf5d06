/**
 * Leaves out of the page what its libraries bring and the page never uses. Of zod: JSON Schema, methods that no schema of ours calls, sentences in English about what does not fit (the page goes by whether something
 * fits, and has words of its own), and care for values that contain themselves, which nothing that came as JSON does. Of age and what lies below it: every way to seal but the one, and nineteen ways to write bytes. Of hash-wasm: all but Argon2id.
 * The hub's own libraries stay whole. `leave-out.test.ts` builds the page's schemas and its age so, and holds them to the whole ones.
 */
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";
import { ourRecipientsOnly, withoutEdwards } from "./leave-out-of-age.ts";
import { argon2Only } from "./leave-out-of-hash-wasm.ts";
import { asItIs, onlyWhetherThere } from "./leave-out-of-webauthn.ts";
import { calledMethodsOnly } from "./leave-out-of-zod.ts";

const file = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Packages of which nothing is left, and what stands there instead. */
const STAND_INS = {
  "@noble/post-quantum/hybrid.js": file("not-on-the-page.ts"),
  "@noble/curves/nist.js": file("not-on-the-page.ts"),
  "@scure/base": file("src/keys/age-letters.ts"),
};

/** Each name stays, since it is mentioned, and throws for whoever calls it. */
const unused = (code: string): string => {
  const exported = [
    ...code.matchAll(/^export (?:const|class|(?:async )?function) (\w+)/gm),
    ...code.matchAll(/^export \{ \w+ as (\w+) \};$/gm),
  ];
  const missing = 'function missing() { throw new Error("left out of the page: see web-ui/leave-out.ts"); }';
  return `${missing}\nexport { ${exported.map(([, name]) => `missing as ${name}`).join(", ")} };\n`;
};

/** Files of packages, and what stands there instead of them. */
const INSTEAD: Readonly<Record<string, (code: string) => string>> = {
  "zod/v4/core/to-json-schema.js": unused,
  "zod/v4/core/json-schema-processors.js": unused,
  "zod/v4/classic/schemas.js": calledMethodsOnly,
  // Writes the code that `no-eval.ts` forbids to run.
  "zod/v4/core/doc.js": unused,
  // Without its sentence zod says "Invalid input".
  "zod/v4/locales/en.js": () => "export default () => ({ localeError: () => undefined });\n",
  "zod/v4/core/memoizer.js": () =>
    "export const memoizer = () => undefined;\nexport const isRecursiveSchema = () => false;\nexport const isBackEdge = () => false;\nexport class $ZodCyclicError extends Error {}\n",
  "age-encryption/dist/webauthn.js": unused,
  "age-encryption/dist/armor.js": unused,
  "age-encryption/dist/recipients.js": ourRecipientsOnly,
  "@noble/hashes/scrypt.js": unused,
  "@noble/curves/ed25519.js": withoutEdwards,
  "hash-wasm/dist/index.esm.js": argon2Only,
  "@simplewebauthn/browser/esm/helpers/identifyRegistrationError.js": onlyWhetherThere,
  "@simplewebauthn/browser/esm/helpers/identifyAuthenticationError.js": asItIs,
};

export function leaveOut(): Plugin {
  const left = new Set<string>();
  return {
    name: "leave-out",
    apply: "build",
    config: () => ({ resolve: { alias: STAND_INS } }),
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
