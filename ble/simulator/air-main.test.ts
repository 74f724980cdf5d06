/** The `air` process as its supervisor starts it (docs/processes.md). */
import { once } from "node:events";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startProgram } from "../../test/support/start-program.ts";

let runFolder: string;

beforeEach(async () => {
  runFolder = await mkdtemp(join(tmpdir(), "run-"));
});

afterEach(() => rm(runFolder, { recursive: true }));

const start = (env: Record<string, string>) => startProgram("ble/simulator/air-main.ts", env);

test("opens the hub's and the toy's adapter in the run folder, and takes both away when it stops", async () => {
  const { child, ended } = start({ PAWPOST_RUN: runFolder });
  await once(child.stdout, "data");
  expect((await readdir(runFolder)).sort()).toEqual(["hci-hub.sock", "hci-toy.sock"]);
  child.kill("SIGTERM");
  expect(await ended).toEqual({ code: 0, out: '{"ready":true}\n' });
  expect(await readdir(runFolder)).toEqual([]);
});

test("without a run folder it says what failed, and that starting it again is of no use", async () => {
  const { code, out } = await start({}).ended;
  expect(JSON.parse(out)).toMatchObject({
    failed: "air.no-run-folder",
    advice: "Start it with scripts/start.",
  });
  expect(code).toBe(78);
});

test("a file in its way is left alone", async () => {
  await writeFile(join(runFolder, "hci-hub.sock"), "not a socket");
  const { code, out } = await start({ PAWPOST_RUN: runFolder }).ended;
  expect(JSON.parse(out)).toMatchObject({ failed: "air.socket-not-ours" });
  expect(code).toBe(78);
  expect(await readdir(runFolder)).toEqual(["hci-hub.sock"]);
});
