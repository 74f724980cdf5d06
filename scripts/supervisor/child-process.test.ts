import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { expect, onTestFinished, test } from "vitest";
import { lineText } from "./child-line.ts";
import { type ChildSpec, startChild } from "./child-process.ts";

/** For a machine that is busy with other tests; nothing waits this long when it works. */
const PATIENCE = { timeout: 90_000, interval: 10 };

const shell = (script: string, spec: Partial<ChildSpec> = {}): ChildSpec => ({
  name: "fixture",
  command: "/bin/sh",
  args: ["-c", script],
  env: {},
  readyWithinMs: 10_000,
  stopWithinMs: 5_000,
  ...spec,
});

function run(spec: ChildSpec) {
  const lines: string[] = [];
  const ready = Promise.withResolvers<unknown>();
  const child = startChild(spec, { onReady: ready.resolve, onLine: (line) => lines.push(lineText(line)) });
  onTestFinished(() => child.kill());
  return { child, lines, ready: ready.promise };
}

test("hands over what the ready line says, and keeps its one-time code out of the lines", async () => {
  const { child, lines, ready } = run(
    shell(
      `echo before; echo '{"ready":true,"address":"http://localhost:1","claimCode":"AB-CD"}'; echo after; exec sleep 60`,
    ),
  );
  expect(await ready).toEqual({ ready: true, address: "http://localhost:1", claimCode: "AB-CD" });
  await expect.poll(() => lines, PATIENCE).toEqual(["before", "after"]);
  await child.stop();
});

test("stops on SIGTERM", async () => {
  const { child, ready } = run(shell(`echo '{"ready":true}'; exec sleep 60`));
  await ready;
  expect(await child.stop()).toMatchObject({ signal: "SIGTERM", wasReady: true, tooSlow: false });
});

test("kills a process that does not heed SIGTERM in its time", async () => {
  const { child, ready } = run(
    shell(`trap '' TERM; echo '{"ready":true}'; while :; do sleep 0.05; done`, { stopWithinMs: 200 }),
  );
  await ready;
  expect(await child.stop()).toMatchObject({ signal: "SIGKILL" });
});

test("kills a process that is not ready in its time", async () => {
  const { child } = run(shell("exec sleep 60", { readyWithinMs: 100 }));
  expect(await child.exited).toMatchObject({ signal: "SIGKILL", wasReady: false, tooSlow: true });
});

test("reads the last words of a process that knows why it cannot go on", async () => {
  const { child, lines } = run(
    shell(`echo '{"failed":"config.unknown-key","message":"no key colour","advice":"remove it"}'; exit 78`),
  );
  expect(await child.exited).toMatchObject({
    code: 78,
    failure: { failed: "config.unknown-key", message: "no key colour", advice: "remove it" },
  });
  expect(lines).toEqual(["config.unknown-key: no key colour"]);
});

test("reports a program that does not exist", async () => {
  const { child } = run(shell("", { command: "/nowhere/at/all" }));
  expect(await child.exited).toMatchObject({ code: null, failure: { failed: "spawn" } });
});

test("does not wait for a grandchild that keeps the output open", async () => {
  const { child, lines } = run(shell("sleep 5 & echo $!; exit 3"));
  expect(await child.exited).toMatchObject({ code: 3 });
  process.kill(Number(lines[0]), "SIGKILL");
});

test("a process leaves when its supervisor is killed", async () => {
  const grandchild = `process.on("SIGTERM", () => { process.exit(0); }); setInterval(() => {}, 1000); console.log(JSON.stringify({ ready: true }));`;
  const supervisor = `
    import { startChild } from ${JSON.stringify(new URL("child-process.ts", import.meta.url).href)};
    const child = startChild(
      { name: "x", command: process.execPath, env: process.env, readyWithinMs: 10000, stopWithinMs: 1000,
        args: ["--import", ${JSON.stringify(new URL("leave-with-supervisor.ts", import.meta.url).href)}, "-e", ${JSON.stringify(grandchild)}] },
      { onReady: () => console.log(child.pid), onLine: (line) => console.error(line) },
    );`;
  const parent = spawn(process.execPath, ["--input-type=module", "-e", supervisor], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void parent.kill("SIGKILL"));
  const [pid] = (await once(createInterface({ input: parent.stdout }), "line")) as [string];
  process.kill(Number(pid), 0); // throws unless it lives
  parent.kill("SIGKILL");
  await expect.poll(() => isAlive(Number(pid)), PATIENCE).toBe(false);
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false; // ESRCH: it is gone
  }
}
