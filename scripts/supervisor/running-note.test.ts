import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { findRunFolder, RUNNING_NOTE, refuseWhileRunning, takeDataFolder } from "./running-note.ts";

let parent: string;
let folder: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), "running-note-"));
  folder = join(parent, "data");
  mkdirSync(folder);
  onTestFinished(() => rmSync(parent, { recursive: true }));
});

/** Another process that holds the folder until it is killed. */
async function holder() {
  const script = `
    import { takeDataFolder } from ${JSON.stringify(new URL("running-note.ts", import.meta.url).href)};
    const note = await takeDataFolder(process.argv[1]);
    await note.add({ address: "http://localhost:8080", run: "/tmp/pawpost-abcdef" });
    console.log("held");
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script, folder], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  await once(child.stdout, "data");
  return child;
}

test("a second start on the same data says who is there, and where; a killed one keeps nobody out", async () => {
  const child = await holder();
  const refused = {
    code: "start.already-running",
    message: expect.stringContaining(`(process ${child.pid}, http://localhost:8080)`),
  };
  await expect(takeDataFolder(folder)).rejects.toMatchObject(refused);
  await expect(refuseWhileRunning(folder)).rejects.toMatchObject(refused);

  expect(await findRunFolder(folder)).toBe("/tmp/pawpost-abcdef");

  child.kill("SIGKILL");
  await once(child, "exit");
  expect(await findRunFolder(folder)).toBeUndefined();
  await refuseWhileRunning(folder);
  await using next = await takeDataFolder(folder);
  expect(next.leftRunFolder).toBe("/tmp/pawpost-abcdef");
});

test("the note is for its owner only and goes with its process's clean end", async () => {
  {
    await using _note = await takeDataFolder(folder);
    expect(statSync(join(folder, RUNNING_NOTE)).mode & 0o777).toBe(0o600);
  }
  expect(existsSync(join(folder, RUNNING_NOTE))).toBe(false);
  await refuseWhileRunning(folder);
});

test("of many at once, one gets it, although a killed one's note lies there", async () => {
  writeFileSync(join(folder, RUNNING_NOTE), JSON.stringify({ pid: 1, run: "/tmp/pawpost-abcdef" }));
  const outcomes = await Promise.allSettled(Array.from({ length: 16 }, () => takeDataFolder(folder)));
  const taken = outcomes.filter((outcome) => outcome.status === "fulfilled");
  expect(taken).toHaveLength(1);
  for (const { value } of taken) await value[Symbol.asyncDispose]();
});

test("half a note, from a crash, is no obstacle", async () => {
  writeFileSync(join(folder, RUNNING_NOTE), '{"pid":12');
  await using note = await takeDataFolder(folder);
  expect(note.leftRunFolder).toBeUndefined();
});

test("a folder is the same by another path", async () => {
  await using _note = await takeDataFolder(folder);
  renameSync(folder, join(parent, "renamed"));
  await expect(takeDataFolder(join(parent, "renamed"))).rejects.toMatchObject({
    code: "start.already-running",
  });
  renameSync(join(parent, "renamed"), folder);
});

test("a folder that does not exist is held by nobody", async () => {
  await refuseWhileRunning(join(parent, "absent"));
});
