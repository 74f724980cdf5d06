/** What cannot start says why, in a code and a sentence, with what to do; what runs already goes on. */
import { mkdir, rename, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { BLE_LINE } from "../../hub/contract/ble-line.ts";
import { failureIn, runProgram } from "../support/run-program.ts";
import { RunningStack } from "../support/running-stack.ts";
import { makeTempDir } from "../support/temp-dir.ts";

const EX_CONFIG = 78;
const SECRET = "ab".repeat(32);
/** What `scripts/start` runs once everything is set up: a test must never set up the folder that it runs in. */
const START = "scripts/cli/main.ts";

let stack: RunningStack;
let dir: Awaited<ReturnType<typeof makeTempDir>>;

beforeAll(async () => {
  [stack, dir] = await Promise.all([RunningStack.start({ cheapHash: true }), makeTempDir()]);
});
afterAll(async () => {
  await stack?.[Symbol.asyncDispose]();
  await dir?.[Symbol.asyncDispose]();
});

let made = 0;
/** A data folder and a run folder with a credential, each of this test alone. */
async function folders(secret: string | undefined = SECRET) {
  made += 1;
  const data = join(dir.path, `data${made}`);
  const run = join(dir.path, `run${made}`);
  await mkdir(join(run, "for-ble"), { recursive: true });
  await mkdir(data);
  if (secret !== undefined) await writeFile(join(run, BLE_LINE.credential), `${secret}\n`, { mode: 0o600 });
  return { PAWPOST_DATA: data, PAWPOST_RUN: run, PAWPOST_PORT: "0" };
}

/** A first start that fails: what it said, as docs/processes.md promises. */
async function start(program: string, env: Record<string, string>) {
  const end = await runProgram(program, [], env);
  expect(end.stderr).toBe("");
  const { failed, message, advice } = failureIn(end);
  expect(message, failed).toBeTruthy();
  expect(advice, failed).toBeTruthy();
  return { failed, message, code: end.code };
}

const isServing = async () => (await fetch(`${stack.address}/api/v1/hub`)).status;

test("a second hub on the same data, and a second ble on the same journal", async () => {
  const env = { ...(await folders()), PAWPOST_DATA: stack.dataFolder };
  const [hub, ble] = await Promise.all([
    start("hub/main.ts", env),
    start("ble/main.ts", { ...env, PAWPOST_HCI: "unix:/nowhere.sock" }),
  ]);
  expect(hub).toMatchObject({ failed: "store.in-use", code: EX_CONFIG });
  expect(ble).toMatchObject({ failed: "journal.in-use", code: EX_CONFIG });
  expect(await isServing()).toBe(200);
});

test("the same by scripts/start, as a person sees it", async () => {
  // A folder that a supervisor made, and that it no longer holds: its hub went on without it.
  await writeFile(join(stack.dataFolder, "pawpost-data.json"), JSON.stringify({ version: 1 }));
  const { stdout, stderr, code } = await runProgram(
    START,
    ["start", "--simulate", "--data", stack.dataFolder, "--port", String(await freePort())],
    {},
  );
  const said = stdout + stderr;
  expect(code).not.toBe(0);
  expect(said).toContain("store.in-use");
  expect(said).toContain("--data");
  expect(said).not.toMatch(/^\s+at /m);
  expect(await isServing()).toBe(200);
});

test.each([
  ["an unknown key", "prot: 8080\n", ["config.invalid", 'unknown key "prot"', 'did you mean "port"']],
  ["a port that is none", "port: 99999\n", ["config.invalid", "port"]],
  ["no YAML", "port: [8080\n", ["config.invalid"]],
  ["a version of the future", "version: 7\n", ["config.invalid", "version 7"]],
])(
  "a config with %s: the hub and scripts/start say so before anything is started",
  async (_, yaml, words) => {
    const env = await folders();
    await writeFile(join(env.PAWPOST_DATA, "config.yaml"), yaml);
    const { PAWPOST_PORT: _port, ...rest } = env;
    const [hub, person] = await Promise.all([
      start("hub/main.ts", rest),
      runProgram(START, ["start", "--simulate", "--data", env.PAWPOST_DATA], {}),
    ]);
    expect(hub).toMatchObject({ failed: words[0], code: EX_CONFIG });
    const said = person.stdout + person.stderr;
    expect(person.code).not.toBe(0);
    for (const word of words) expect(said).toContain(word);
    expect(said).toMatch(/docs\/configuration\.md|Mend that line/);
  },
  90_000,
);

test("an empty credential", async () => {
  for (const program of ["hub/main.ts", "ble/main.ts"] as const) {
    const env = { ...(await folders()), PAWPOST_HCI: "unix:/nowhere.sock" };
    const path = join(env.PAWPOST_RUN, BLE_LINE.credential);
    await writeFile(path, "");
    const end = await start(program, env);
    expect(end).toMatchObject({
      failed: program.startsWith("hub") ? "hub.no-credential" : "ble.no-credential",
      code: EX_CONFIG,
    });
    expect(end.message).toContain(path);
  }
});

test("another start's credential: ble waits until there is one, the hub turns it away, and ble says so", async () => {
  const env = await folders("cd".repeat(32));
  const path = join(env.PAWPOST_RUN, BLE_LINE.credential);
  const later = `${path}.later`;
  await rename(path, later);
  // The sockets of the stack that runs, the credential of another start.
  await symlink(join(stack.runFolder.path, BLE_LINE.mqtt), join(env.PAWPOST_RUN, BLE_LINE.mqtt));
  const waiting = start("ble/main.ts", { ...env, PAWPOST_HCI: "unix:/nowhere.sock" });
  expect(await Promise.race([waiting, wait(3_000, "waits")])).toBe("waits");
  await rename(later, path);
  expect(await waiting).toMatchObject({ failed: "bridge.credential-refused", code: EX_CONFIG });
  expect(await isServing()).toBe(200);
});

test("no run folder, no data folder", async () => {
  const env = await folders();
  const gone = join(dir.path, "gone");
  expect(await start("hub/main.ts", { ...env, PAWPOST_RUN: gone })).toMatchObject({
    failed: "hub.no-credential",
  });
  const file = join(dir.path, "a-file");
  await writeFile(file, "");
  expect(await start("hub/main.ts", { ...env, PAWPOST_DATA: join(file, "data") })).toMatchObject({
    code: expect.any(Number),
    failed: expect.stringMatching(/^(store|config|hub)\./),
  });
  expect(
    await start("ble/main.ts", {
      ...env,
      PAWPOST_DATA: join(file, "data"),
      PAWPOST_HCI: "unix:/nowhere.sock",
    }),
  ).toMatchObject({ failed: "ble.system", code: 1 });
  const { PAWPOST_DATA: _, ...without } = env;
  expect(await start("hub/main.ts", without)).toMatchObject({ failed: "config.invalid", code: EX_CONFIG });
  expect(await start("ble/main.ts", without)).toMatchObject({ failed: "ble.bad-setting", code: EX_CONFIG });
});

test("a radio that is no radio", async () => {
  const env = await folders();
  const end = await start("ble/main.ts", { ...env, PAWPOST_HCI: "usb:7" });
  expect(end).toMatchObject({ failed: "ble.bad-setting", code: EX_CONFIG });
  expect(end.message).toContain("usb:7");
});

test("a port that is taken, by the hub alone and by scripts/start", async () => {
  const { server, port } = await takePort();
  try {
    const env = { ...(await folders()), PAWPOST_PORT: String(port) };
    expect(await start("hub/main.ts", env)).toMatchObject({ failed: "web.port-taken", code: EX_CONFIG });
    const data = (await folders()).PAWPOST_DATA;
    const person = await runProgram(
      START,
      ["start", "--simulate", "--data", data, "--port", String(port)],
      {},
    );
    expect(person.code).not.toBe(0);
    expect(person.stdout + person.stderr).toContain(String(port));
    expect(person.stdout + person.stderr).toMatch(/--port/);
  } finally {
    server.close();
  }
});

async function takePort() {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const address = server.address();
  return { server, port: typeof address === "object" && address !== null ? address.port : 0 };
}

async function freePort(): Promise<number> {
  const { server, port } = await takePort();
  await new Promise((closed) => server.close(closed));
  return port;
}
