/** The toy as a process of its own, on the air of another. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { access } from "node:fs/promises";
import { request } from "node:http";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeRecordingLog } from "../../../test/support/quiet-log.ts";
import { makeTempDir } from "../../../test/support/temp-dir.ts";
import { toyStatus } from "./control-contract.ts";
import { parseDrain, runToy } from "./run-toy.ts";

let opened: AsyncDisposableStack;
let folder: string;

beforeEach(async () => {
  opened = new AsyncDisposableStack();
  folder = opened.use(await makeTempDir()).path;
});
afterEach(() => opened.disposeAsync());

interface Started {
  readonly process: ChildProcess;
  /** Its first line of standard output, read as JSON. */
  readonly said: Promise<Record<string, unknown>>;
  readonly ended: Promise<unknown>;
}

function start(program: "air-main" | "toy-main", env: Record<string, string>): Started {
  const path = fileURLToPath(new URL(`../${program}.ts`, import.meta.url));
  const child = spawn(process.execPath, [path], {
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  opened.defer(async () => {
    child.kill("SIGKILL");
    await ended;
  });
  const said = new Promise<Record<string, unknown>>((resolve, reject) => {
    let text = "";
    child.stdout.on("data", (chunk: Buffer) => {
      text += chunk.toString("utf8");
      const [line, rest] = text.split("\n");
      if (line !== undefined && rest !== undefined) resolve(JSON.parse(line) as Record<string, unknown>);
    });
    child.on("exit", (code) => reject(new Error(`${program} ended with ${code} before it spoke`)));
  });
  return { process: child, said, ended };
}

function ask(method: string, path: string, body?: Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    const call = request({ socketPath: join(folder, "toy.sock"), method, path }, async (answer) => {
      let text = "";
      for await (const chunk of answer as AsyncIterable<Buffer>) text += chunk.toString("utf8");
      resolve(text);
    });
    call.on("error", reject);
    call.end(body);
  });
}

const status = async () => toyStatus.parse(JSON.parse(await ask("GET", "/state")));

test("a toy that is killed and started again keeps what its flash has, and SIGTERM ends it cleanly", async () => {
  const air = start("air-main", { PAWPOST_RUN: folder });
  expect(await air.said).toEqual({ ready: true });
  const env = { PAWPOST_RUN: folder, PAWPOST_DATA: folder, PAWPOST_HCI: `unix:${folder}/hci-toy.sock` };
  const first = start("toy-main", env);
  expect(await first.said).toEqual({ ready: true });
  await ask("POST", "/paws/record");
  await new Promise((resolve) => setTimeout(resolve, 400));
  await ask("POST", "/paws/record");
  const before = await status();
  expect(before.slots[0]).toBeGreaterThan(400);
  first.process.kill("SIGKILL");
  await first.ended;

  const second = start("toy-main", env);
  expect(await second.said).toEqual({ ready: true });
  expect(await status()).toMatchObject({ slots: before.slots, activity: "idle" });
  second.process.kill("SIGTERM");
  expect(await second.ended).toEqual([0, null]);
  await expect(access(join(folder, "toy.sock"))).rejects.toMatchObject({ code: "ENOENT" });
});

test("a setting it cannot start with it names, and is not worth starting again", async () => {
  const env = { PAWPOST_RUN: folder, PAWPOST_DATA: folder, PAWPOST_TOY_DRAIN: "slow" };
  const toy = start("toy-main", env);
  expect(await toy.said).toMatchObject({
    failed: "toy.bad-drain",
    advice: expect.stringMatching(/\w+/) as string,
  });
  expect(await toy.ended).toEqual([78, null]);
});

test.each([
  ["no controller", undefined, "toy.no-controller"],
  ["a controller that is none", "tcp:localhost", "toy.bad-controller"],
  ["an adapter that this machine has not", "hci99", "toy.no-adapter"],
])("with %s it does not start", async (_, hci, code) => {
  const { signal } = new AbortController();
  const running = runToy({ hci, log: makeRecordingLog(), signal, onReady: () => undefined });
  await expect(running).rejects.toMatchObject({ code, advice: expect.stringMatching(/\w+/) as string });
});

test.each([
  ["fast", "fast"],
  ["demo", "demo"],
  ["1500", 1_500],
  ["0", undefined],
  ["-3", undefined],
  ["Infinity", undefined],
  ["", undefined],
  ["toString", undefined],
])("a drain of %j is %j", (text, drain) => expect(parseDrain(text)).toBe(drain));
