/**
 * T-05: protection is no option. Whatever stands in the settings, a hub that starts asks everybody who they are and keeps
 * nothing readable; and what is no setting stops the start, so that nobody believes to have set something.
 */
import { randomBytes } from "node:crypto";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ALL_ROUTES } from "../../hub/api/routes/all-routes.ts";
import { readConfig } from "../../hub/config/load-config.ts";
import { SETTINGS } from "../../hub/config/settings.ts";
import { API } from "../../hub/contract/api.ts";
import { AttackedHub, type AttackedHubOptions } from "../support/attacked-hub.ts";
import { storeUnsealed } from "../support/barriers.ts";
import { copyOf, foundIn } from "../support/canaries.ts";
import { randomId } from "../support/guardian.ts";
import type { Patch } from "../support/patched-copy.ts";
import { failureIn, runProgram } from "../support/run-program.ts";
import { makeTempDir } from "../support/temp-dir.ts";
import { TAKES_BARRIER_OUT } from "./further-barrier.ts";
import { takenOut } from "./sizes.ts";

const ENV = { PAWPOST_DATA: "/data", PAWPOST_RUN: "/run/paw" };
const LEVELS = ["debug", "info", "warn", "error"] as const;
const KNOWN = ["version", ...Object.values(SETTINGS).flatMap(({ file }) => file ?? [])];

/** What other servers call such things, and near misses of what this one calls its own. */
const TEMPTING = [
  "auth",
  "authentication",
  "no_auth",
  "anonymous",
  "allow_anonymous",
  "insecure",
  "tls",
  "encryption",
  "seal",
  "sealing",
  "plaintext",
  "debug",
  "dev",
  "trust_proxy",
  "cors",
  "allowed_hosts",
  "host",
  "bind",
  "admin_password",
  "data_dir",
  "Port",
  "ports",
  "log-level",
  "logLevel",
  " port",
  "__proto__",
  "constructor",
];
const OFF = [false, true, 0, 1, null, "off", "none", "no", "*", "0.0.0.0", {}, []];
/** Not read by anything of ours, here or in Node, but what somebody may hope for. */
const tempting = fc
  .constantFrom(...TEMPTING.filter((name) => /^[a-z_]+$/.test(name) && !name.startsWith("_")))
  .map((name) => `PAWPOST_${name.toUpperCase()}`)
  .filter((name) => !Object.values(SETTINGS).some(({ env }) => env === name) && name !== "PAWPOST_CONFIG");
const offText = fc.constantFrom("0", "1", "off", "false", "no", "none", "*", "development");

test("what is no setting stops the start, whatever it is called and set to", () => {
  const name = fc.oneof(fc.constantFrom(...TEMPTING), fc.string({ minLength: 1, maxLength: 20 }));
  const value = fc.oneof(fc.constantFrom(...OFF), fc.jsonValue());
  const good = { version: 1, port: 0, log_level: "info" } as const;
  fc.assert(
    fc.property(name, value, fc.subarray(Object.keys(good)), (unknown, set, with_) => {
      fc.pre(!KNOWN.includes(unknown));
      const file = Object.fromEntries(Object.entries(good).filter(([key]) => with_.includes(key)));
      Object.defineProperty(file, unknown, { value: set, enumerable: true });
      expect(() => readConfig(ENV, file, "config.yaml")).toThrow(`unknown key "${unknown}"`);
    }),
    { numRuns: 2_000 },
  );
});

test("the environment sets what the table of settings names, and nothing else", () => {
  const good = fc.record(
    { PAWPOST_LOG_LEVEL: fc.constantFrom(...LEVELS), PAWPOST_PORT: fc.nat(65_535).map(String) },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(good, fc.dictionary(tempting, offText), (env, more) => {
      const config = readConfig({ ...ENV, ...env }, {}, "config.yaml");
      expect(readConfig({ ...more, ...ENV, ...env }, {}, "config.yaml")).toEqual(config);
      expect(Object.keys(SETTINGS)).toEqual(expect.arrayContaining(Object.keys(config)));
    }),
    { numRuns: 500 },
  );
});

test("nothing but the table reads the environment or arguments", async () => {
  const reading: string[] = [];
  const root = new URL("../../hub/", import.meta.url).pathname;
  for (const file of await readdir(root, { recursive: true })) {
    if (!file.endsWith(".ts") || file.endsWith(".test.ts")) continue;
    const text = await readFile(join(root, file), "utf8");
    for (const [what] of text.matchAll(/process\.(?:env|argv|execArgv)[^;\n]*/g))
      reading.push(`${file}: ${what}`);
  }
  const table = "process.env)";
  // By whom it is looked after: where to say that it serves, where its log goes, and the socket that it was given.
  const byWhom = ["process.env, console.log)", "process.env.PAWPOST_JOURNAL_FD,"];
  // What the house check looks at: where the settings lie, and whether somebody else than a terminal started it.
  const lookedAt = [
    'process.env.PAWPOST_CONFIG ?? join(config.dataDir, "config.yaml"),',
    "process.env.PAWPOST_NOTIFY_FD !== undefined,",
    "process.env.PAWPOST_NOTIFY_FD === undefined ? [] : [process.getuid?.() ?? -1],",
  ];
  const main = [table, ...byWhom, ...lookedAt, "process.env, process.pid),"].map(
    (what) => `main.ts: ${what}`,
  );
  const link = [table, ...byWhom].map((what) => `link/main.ts: ${what}`);
  expect(reading.toSorted()).toEqual([...main, ...link].toSorted());
});

/** How a hub was set up, by the file in its data folder and by its environment. */
interface Setup {
  readonly yaml: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Starts a hub so set up, and claims it. @returns what protection it lacks */
async function lacks({ yaml, env }: Setup, options: AttackedHubOptions = {}): Promise<string[]> {
  await using dir = await makeTempDir();
  const dataFolder = join(dir.path, "data");
  await mkdir(dataFolder);
  await writeFile(join(dataFolder, "config.yaml"), yaml);
  await using hub = await AttackedHub.start({ ...options, dataFolder, env: { hub: env }, cheapHash: true });
  const name = `Mum ${randomBytes(9).toString("base64url")}`;
  await hub.claim(name);
  const missing: string[] = [];
  for (const { method, path } of ALL_ROUTES.filter(({ policy }) => policy !== "anybody")) {
    const { status } = await hub.ask({ method, path: API + path.replaceAll(/:[a-z]+/g, randomId) });
    if (status !== 401) missing.push(`${method} ${path} asks nobody`);
  }
  const card = { path: `${API}/hub` };
  const foreign = await hub.ask({ ...card, headers: { host: "evil.test" } });
  if (foreign.status !== 421) missing.push("another name is answered");
  const crossSite = await hub.ask({ ...card, headers: { origin: "http://evil.test" } });
  if (crossSite.status !== 403) missing.push("another site is answered");
  await hub.stack.stop("hub");
  if (foundIn(await copyOf(dataFolder), { name: [Buffer.from(name)] }).length > 0)
    missing.push("a name is readable");
  return missing;
}

/** Every level of the log, by file and by environment, and around it whatever else one may try. */
const setups = fc.record({
  level: fc.constantFrom(...LEVELS),
  inFile: fc.boolean(),
  version: fc.boolean(),
  port: fc.option(fc.nat(65_535)),
  more: fc.dictionary(tempting, offText, { maxKeys: 4 }),
  nodeEnv: fc.constantFrom("development", "test", "production", ""),
});
type Tried = typeof setups extends fc.Arbitrary<infer T> ? T : never;
function setupOf({ level, inFile, version, port, more, nodeEnv }: Tried): Setup {
  const lines = [
    ...(version ? ["version: 1"] : []),
    ...(inFile ? [`log_level: ${level}`] : []),
    ...(port === null ? [] : [`port: ${port}`]), // the environment's own port goes before it
  ];
  const env = { ...more, NODE_ENV: nodeEnv, DEBUG: "*", ...(inFile ? {} : { PAWPOST_LOG_LEVEL: level }) };
  return { yaml: lines.length === 0 ? "{}\n" : `${lines.join("\n")}\n`, env };
}

test("a hub that starts protects, however it is set up", async () => {
  const plain = { version: true, port: null, more: {}, nodeEnv: "development" as const };
  await fc.assert(
    fc.asyncProperty(setups, async (setup) => {
      expect(await lacks(setupOf(setup))).toEqual([]);
    }),
    {
      numRuns: 6,
      endOnFailure: true,
      examples: LEVELS.map((level, n): [Tried] => [{ ...plain, level, inFile: n % 2 === 0 }]),
    },
  );
});

/** @returns how a hub with this in its settings ended, before it served anybody */
async function startWith(yaml: string) {
  await using dir = await makeTempDir();
  await writeFile(join(dir.path, "config.yaml"), yaml);
  const env = { PAWPOST_DATA: dir.path, PAWPOST_RUN: dir.path, PAWPOST_PORT: "0" };
  const end = await runProgram("hub/main.ts", [], env);
  return { code: end.code, ...failureIn(end) };
}

test("a hub with what is no setting does not start", async () => {
  for (const yaml of [
    "auth: off\n",
    "port: 0\ninsecure: true\n",
    "__proto__: { auth: off }\n",
    "tls:\n  on: no\n",
  ]) {
    const end = await startWith(yaml);
    expect([yaml, end.code, end.failed]).toEqual([yaml, 78, "config.invalid"]);
    expect(end.message).toContain("unknown key");
  }
});

describe("the test of the test", () => {
  const debug: Setup = { yaml: "{}\n", env: { PAWPOST_LOG_LEVEL: "debug" } };
  const info: Setup = { yaml: "{}\n", env: {} };
  const WHEN = 'process.env.PAWPOST_LOG_LEVEL === "debug"';

  test.each<[string, readonly Patch[], RegExp]>(
    takenOut([
      [
        "nobody being asked",
        [
          {
            file: "hub/api/build-app.ts",
            find: "roles.length > 0 ? await",
            replace: `roles.length > 0 && !(${WHEN}) ? await`,
          },
        ],
        /asks nobody/,
      ],
      ["nothing being sealed", storeUnsealed(WHEN), /name is readable/],
      [
        "every name being answered",
        [
          {
            file: "hub/api/build-app.ts",
            find: 'if (!options.hosts().includes(raw.headers.get("host") ?? ""))',
            replace: `if (!(${WHEN}) && !options.hosts().includes(raw.headers.get("host") ?? ""))`,
          },
        ],
        /another name/,
      ],
    ]),
  )(
    "where one setting means %s, it is found",
    { timeout: 60_000, ...TAKES_BARRIER_OUT },
    async (_, patches, lack) => {
      expect((await lacks(debug, { patches })).join(", ")).toMatch(lack);
      expect(await lacks(info, { patches })).toEqual([]);
    },
  );

  test("where unknown keys are let through, the hub starts with them", TAKES_BARRIER_OUT, async () => {
    const patch = {
      file: "hub/config/load-config.ts",
      find: "...unknownKeys(file).map(",
      replace: "...unknownKeys({}).map(",
    };
    expect(await lacks({ yaml: "auth: off\n", env: {} }, { patches: [patch] })).toEqual([]);
  });
});
