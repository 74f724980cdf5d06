import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { argon2id } from "hash-wasm";
import { build } from "vite";
import { beforeAll, expect, test, vi } from "vitest";
import { openBytes, sealBytes } from "../hub/archive/age-file.ts";
import { makeIdentity, recipientOf } from "../hub/archive/identity.ts";
import { samplesOf } from "../test/support/schema-samples.ts";
import { makeTempDir } from "../test/support/temp-dir.ts";
import { leaveOut } from "./leave-out.ts";

const PACKAGES = new URL("../node_modules/", import.meta.url);
const { transform } = leaveOut() as unknown as {
  transform: (code: string, id: string) => { code: string } | null;
};
const instead = (file: string) => {
  const url = new URL(file, PACKAGES);
  return transform(readFileSync(url, "utf8"), url.pathname)?.code;
};

test.each([
  "zod/v4/core/to-json-schema.js",
  "zod/v4/core/json-schema-processors.js",
  "zod/v4/core/doc.js",
  "age-encryption/dist/webauthn.js",
  "age-encryption/dist/armor.js",
  "@noble/hashes/scrypt.js",
])("each name of %s stays, and throws", async (file) => {
  const whole: object = await import(new URL(file, PACKAGES).href);
  const code = instead(file) ?? "";
  const left: Record<string, () => void> = await import(`data:text/javascript,${encodeURIComponent(code)}`);
  expect(Object.keys(left)).toEqual(Object.keys(whole));
  for (const call of Object.values(left)) expect(call).toThrow("left out of the page");
});

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const IMPORT = /^(?:import|export)\s(?!type\b)[^;]*?from\s+"(\.[^"]+\.tsx?)"/gm;

/** What is built into the page and has schemas: each is made while its module loads, so that a method that was left out is missed at once. */
function modulesWithSchemas(): readonly string[] {
  const pages = globSync("web-ui/src/**/*.{ts,tsx}", { cwd: ROOT }).filter(
    (path) => !path.includes(".test."),
  );
  const found = new Set(pages);
  for (const path of found)
    for (const [, target = ""] of readFileSync(`${ROOT}${path}`, "utf8").matchAll(IMPORT))
      found.add(join(dirname(path), target));
  return [...found].filter((path) => /^import .* from "zod";$/m.test(readFileSync(`${ROOT}${path}`, "utf8")));
}
const WITH_SCHEMAS = modulesWithSchemas();

type Modules = Readonly<Record<string, Readonly<Record<string, unknown>>>>;
interface Page {
  readonly schemas: Modules;
  readonly sealed: typeof import("../hub/archive/age-file.ts");
  readonly identities: typeof import("../hub/archive/identity.ts");
  readonly letters: typeof import("./src/keys/age-letters.ts");
  readonly x25519: Readonly<Record<"scalarMult" | "scalarMultBase", (...of: Uint8Array[]) => Uint8Array>>;
  readonly argon2id: typeof argon2id;
  readonly webauthn: typeof import("@simplewebauthn/browser");
}
let page: Page;
let whole: Modules;

const ENTRY = "page-parts";
/** In one file, as the page has them. @returns where it lies */
async function buildParts(folder: string): Promise<string> {
  const said = [
    `export * as sealed from "${ROOT}hub/archive/age-file.ts";`,
    `export * as identities from "${ROOT}hub/archive/identity.ts";`,
    `export * as letters from "@scure/base";`,
    `export { x25519 } from "@noble/curves/ed25519.js";`,
    `export { argon2id } from "hash-wasm";`,
    `export * as webauthn from "@simplewebauthn/browser";`,
    ...WITH_SCHEMAS.map((path, at) => `import * as of${at} from "${ROOT}${path}";`),
    `export const schemas = {${WITH_SCHEMAS.map((path, at) => `"${path}": of${at}`).join(",")}};`,
  ].join("\n");
  await build({
    configFile: false,
    logLevel: "silent",
    root: ROOT,
    build: {
      outDir: folder,
      minify: false,
      rolldownOptions: {
        input: ENTRY,
        preserveEntrySignatures: "strict",
        output: { codeSplitting: false, entryFileNames: "parts.js" },
      },
    },
    plugins: [
      leaveOut(),
      {
        name: ENTRY,
        enforce: "pre",
        resolveId: (id) => (id === ENTRY ? id : null),
        load: (id) => (id === ENTRY ? said : null),
      },
    ],
  });
  return `${folder}/parts.js`;
}

beforeAll(async () => {
  await using folder = await makeTempDir();
  page = (await import(await buildParts(folder.path))) as Page;
  const modules = WITH_SCHEMAS.map(async (path) => [path, await import(`${ROOT}${path}`)] as const);
  whole = Object.fromEntries(await Promise.all(modules));
});

interface Schema {
  safeParse(value: unknown): { readonly success: boolean; readonly data?: unknown };
}
const isSchema = (value: unknown): value is Schema =>
  typeof value === "object" && value !== null && "safeParse" in value;

test("every schema of the page is made of what was left, and says of everything what the whole one says", () => {
  const schemas = Object.entries(whole).flatMap(([path, module]) =>
    Object.entries(module).flatMap(([name, schema]) =>
      isSchema(schema) ? [[`${path} ${name}`, schema, page.schemas[path]?.[name]] as const] : [],
    ),
  );
  expect(schemas.length).toBeGreaterThan(120);
  const verdict = (schema: unknown, value: unknown) => {
    const { success, data } = (schema as Schema).safeParse(value);
    return { success, data };
  };
  let fits = 0;
  for (const [name, schema, left] of schemas)
    for (const value of samplesOf(schema)) {
      const said = verdict(schema, value);
      // `toEqual` of thirty thousand answers takes seconds.
      if (!isDeepStrictEqual(verdict(left, value), said)) expect(verdict(left, value), name).toEqual(said);
      if (said.success) fits += 1;
    }
  // Not all of them are nonsense.
  expect(fits).toBeGreaterThan(schemas.length);
});

test("what the page seals opens with the whole age, and the other way about", async () => {
  const identity = await page.identities.makeIdentity();
  const recipient = await page.identities.recipientOf(identity);
  expect(await recipientOf(identity)).toBe(recipient);
  expect(await page.identities.recipientOf(await makeIdentity())).toMatch(/^age1[a-z0-9]{58}$/);
  const said = Uint8Array.from({ length: 200_000 }, (_, at) => at * 7);
  expect(await openBytes(await page.sealed.sealBytes(said, [recipient]), identity)).toEqual(said);
  expect(await page.sealed.openBytes(await sealBytes(said, [recipient]), identity)).toEqual(said);
});

test.each(["age1pq1", "age1tag1", "age1tagpq1"])("the page seals to nobody of %s", async (prefix) => {
  await expect(page.sealed.sealBytes(Uint8Array.of(1), [`${prefix}qqqqqq`])).rejects.toThrow("left out");
});

test("X25519 without the Edwards curve comes to the same as the one that browsers have", async () => {
  for (let round = 0; round < 8; round += 1) {
    const { publicKey, privateKey } = (await crypto.subtle.generateKey("X25519", true, [
      "deriveBits",
    ])) as CryptoKeyPair;
    const { d = "" } = await crypto.subtle.exportKey("jwk", privateKey);
    const theirs = new Uint8Array(await crypto.subtle.exportKey("raw", publicKey));
    expect(page.x25519.scalarMultBase(Uint8Array.from(Buffer.from(d, "base64url")))).toEqual(theirs);
  }
});

test("age’s letters are read and written as the library would, and nothing else is read", async () => {
  const library = await import(new URL("@scure/base/index.js", PACKAGES).href);
  const { base64nopad, bech32 } = page.letters;
  const outcome = (read: () => unknown) => {
    try {
      return read();
    } catch {
      return "refused";
    }
  };
  const noise = fc.oneof(
    fc.string({ maxLength: 60 }),
    fc.stringMatching(/^[A-Za-z0-9+/= \n]{0,60}$/),
    fc.stringMatching(/^(?:age1|AGE-SECRET-KEY-1)[a-zA-Z0-9]{0,60}$/),
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), noise, fc.nat(), (bytes, text, at) => {
      const written = library.base64nopad.encode(bytes);
      expect(base64nopad.encode(bytes)).toBe(written);
      expect(base64nopad.decode(written)).toEqual(bytes);
      const key = library.bech32.encodeFromBytes("age", bytes);
      expect(bech32.encodeFromBytes("age", bytes)).toBe(key);
      expect(bech32.decodeToBytes(key)).toEqual({ prefix: "age", bytes });
      const slipped = (right: string) => right.slice(0, at % (right.length + 1)) + text.slice(0, 1);
      for (const one of [text, slipped(written)])
        expect(
          outcome(() => base64nopad.decode(one)),
          one,
        ).toEqual(outcome(() => library.base64nopad.decode(one)));
      for (const one of [text, slipped(key), key.toUpperCase(), `${key}q`])
        expect(
          outcome(() => bech32.decodeToBytes(one)),
          one,
        ).toEqual(
          outcome(() => {
            const { prefix, bytes: read } = library.bech32.decodeToBytes(one);
            return { prefix, bytes: read };
          }),
        );
    }),
  );
});

test.each([
  ["zod/v4/classic/schemas.js", "zod writes"],
  ["age-encryption/dist/recipients.js", "age has 0 other kinds"],
  ["@noble/curves/ed25519.js", "multiplies its base otherwise"],
])("%s that is written otherwise stops the build", (file, said) => {
  expect(() => transform("export {};", new URL(file, PACKAGES).pathname)).toThrow(said);
});

test("nothing else of them is another on the page", () => {
  for (const file of ["zod/v4/core/schemas.js", "zod/v4/core/parse.js", "age-encryption/dist/stream.js"])
    expect(instead(file)).toBeUndefined();
});

test("Argon2id comes to the same bytes as the whole library", async () => {
  const settings = { memorySize: 64, iterations: 2, parallelism: 2, outputType: "binary" } as const;
  for (const [password, hashLength] of [
    ["four lanterns beside our kettle", 32],
    ["ß – \u{1f43b}", 64],
    ["x".repeat(3_000), 200],
  ] as const) {
    const asked = {
      ...settings,
      password,
      hashLength,
      salt: Uint8Array.from({ length: 16 }, (_, at) => at * 17),
    };
    expect(await page.argon2id(asked)).toEqual(await argon2id(asked));
  }
});

test("that there is a passkey already is told apart, and whatever else a browser says is handed on", async () => {
  const said = async (name: string) => {
    vi.stubGlobal("PublicKeyCredential", class {});
    vi.stubGlobal("navigator", {
      credentials: {
        create: () => Promise.reject(new DOMException("no", name)),
        get: () => Promise.reject(new DOMException("no", name)),
      },
    });
    const user = { id: "AAAA", name: "a", displayName: "a" };
    const made = page.webauthn.startRegistration({
      optionsJSON: { rp: { name: "a" }, user, challenge: "AAAA", pubKeyCredParams: [] },
    });
    const asked = page.webauthn.startAuthentication({ optionsJSON: { challenge: "AAAA" } });
    return Promise.all([made.catch((error) => error.code), asked.catch((error) => error.name)]);
  };
  try {
    expect(await said("InvalidStateError")).toEqual([
      "ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED",
      "InvalidStateError",
    ]);
    expect(await said("NotAllowedError")).toEqual([0, "NotAllowedError"]);
  } finally {
    vi.unstubAllGlobals();
  }
});
