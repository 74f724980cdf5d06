import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { openLog } from "../../hub/log/open-log.ts";
import type { ReadyFacts } from "./child-line.ts";
import type { ProcessName, ProcessPlan, Situation } from "./processes.ts";
import { startEverything } from "./start-everything.ts";
import type { Supervision } from "./supervise.ts";

/** For a machine that is busy with other tests; nothing waits this long when it works. */
const PATIENCE = { timeout: 90_000, interval: 10 };

/** Every fixture appends what happens to it to $PAWPOST_DATA/story, so that a test can read the order. */
const LIVING = (name: string, ready = '{"ready":true}') => `
  echo "${name} starts" >> "$PAWPOST_DATA/story"
  trap 'echo "${name} stops" >> "$PAWPOST_DATA/story"; exit 0' TERM
  echo "${name} ready" >> "$PAWPOST_DATA/story"
  echo '${ready}'
  while :; do sleep 0.02; done`;

const HUB = LIVING("hub", '{"ready":true,"address":"http://localhost:4711","claimCode":"AB-CD"}');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "start-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
});

function launch(scripts: Partial<Record<ProcessName, string>>, port = 0) {
  const after: Record<ProcessName, ProcessName[]> = {
    hub: [],
    link: [],
    air: [],
    toy: ["air"],
    ble: ["hub", "air"],
  };
  const plan = (situation: Situation) =>
    new Map<ProcessName, ProcessPlan>(
      (Object.keys(scripts) as ProcessName[]).map((name) => [
        name,
        {
          after: after[name].filter((earlier) => earlier in scripts),
          ...(name === "link" ? { onDemand: true } : {}),
          spec: {
            name,
            command: "/bin/sh",
            args: ["-c", scripts[name] ?? ""],
            env: {
              PATH: "/usr/bin:/bin",
              PAWPOST_DATA: situation.dataFolder,
              PAWPOST_RUN: situation.runFolder,
            },
            readyWithinMs: 5_000,
            stopWithinMs: 10_000,
          },
        },
      ]),
    );
  const stop = new AbortController();
  const kill = new AbortController();
  const printed: string[] = [];
  const addresses: ReadyFacts[] = [];
  let supervision: Supervision | undefined;
  const ended = startEverything({
    dataFolder: join(folder, "data"),
    port,
    isSimulated: true,
    isVerbose: false,
    env: {},
    runParents: [folder],
    stop: stop.signal,
    kill: kill.signal,
    print: (line) => printed.push(line.trim()),
    onAddress: (facts) => addresses.push(facts),
    plan,
    tellAfterMs: 100,
    ladder: { waitsMs: [0, 10], steadyMs: 60_000, triesBeforeFirstReady: 2 },
    onStarted: (started) => {
      supervision = started;
    },
  });
  ended.catch(() => {}); // each test looks at it itself
  onTestFinished(async () => {
    stop.abort();
    kill.abort();
    await ended.catch(() => {}); // was looked at
  });
  return { stop, kill, printed, addresses, ended, pid: (name: ProcessName) => supervision?.pid(name) };
}

const story = () =>
  readFileSync(join(folder, "data", "story"), "utf8")
    .trim()
    .split("\n");
const runFolders = () => readdirSync(folder).filter((name) => name.startsWith("pawpost-"));

test("starts in order, gives the address, stops in order and leaves nothing behind", async () => {
  const run = launch({ hub: HUB, air: LIVING("air"), toy: LIVING("toy"), ble: LIVING("ble") });
  await expect
    .poll(() => existsSync(join(folder, "data", "story")) && story(), PATIENCE)
    .toContain("ble ready");
  await expect
    .poll(() => run.addresses, PATIENCE)
    .toEqual([{ ready: true, address: "http://localhost:4711", claimCode: "AB-CD" }]);
  await expect.poll(story, PATIENCE).toContain("toy ready");
  const before = story();
  const at = (line: string) => before.indexOf(line);
  expect(at("toy starts")).toBeGreaterThan(at("air ready"));
  expect(at("ble starts")).toBeGreaterThan(Math.max(at("hub ready"), at("air ready")));

  run.stop.abort();
  await run.ended;
  const stops = story().filter((line) => line.endsWith("stops"));
  expect(stops[0]).toBe("ble stops");
  expect(stops.slice(1, 3).sort()).toEqual(["hub stops", "toy stops"]);
  expect(stops[3]).toBe("air stops");
  const kept = readFileSync(join(folder, "data", "logs", "newer.log"), "utf8");
  expect(kept).toMatch(/ start Starting\.\n/);
  expect(kept).not.toContain("AB-CD");
  expect(runFolders()).toEqual([]);
  expect(existsSync(join(folder, "data", "running.json"))).toBe(false);
});

test("what waits until it is wanted is begun then, once, kept running, and stopped with the others", async () => {
  const wants = 'echo \'{"wants":"link"}\'; echo \'{"wants":"link"}\'; echo \'{"wants":"nobody"}\';';
  const run = launch({
    hub: `while ! [ -e "$PAWPOST_DATA/go" ]; do sleep 0.02; done; ${wants}${HUB}`,
    link: LIVING("link"),
    air: LIVING("air"),
  });
  await expect
    .poll(() => existsSync(join(folder, "data", "story")) && story(), PATIENCE)
    .toContain("air ready");
  expect(story()).not.toContain("link starts");
  writeFileSync(join(folder, "data", "go"), "");
  await expect.poll(story, PATIENCE).toContain("link ready");
  process.kill(run.pid("link") ?? 0, "SIGKILL");
  const times = () => story().filter((line) => line === "link ready").length;
  await expect.poll(times, PATIENCE).toBe(2);
  run.stop.abort();
  await run.ended;
  expect(story()).toContain("link stops");
  expect(times()).toBe(2);
});

test("a killed process comes back in the same folder of sockets; the address is not printed again", async () => {
  const run = launch({ hub: `${'echo "$PAWPOST_RUN" >> "$PAWPOST_DATA/runs";'}${HUB}`, ble: LIVING("ble") });
  await expect.poll(() => run.pid("ble"), PATIENCE).toBeDefined();
  process.kill(run.pid("hub") ?? 0, "SIGKILL");
  await expect.poll(() => run.printed, PATIENCE).toContain("hub runs again.");
  expect(run.printed).toContain("hub was ended by SIGKILL; starting it again now.");
  expect(run.addresses).toHaveLength(1);
  const runs = readFileSync(join(folder, "data", "runs"), "utf8")
    .trim()
    .split("\n");
  expect(runs).toHaveLength(2);
  expect(new Set(runs).size).toBe(1);
});

test("a hub that comes back with a new code has it printed", async () => {
  const run = launch({
    hub: `if [ -f "$PAWPOST_DATA/once" ]; then c=NEW; else c=OLD; touch "$PAWPOST_DATA/once"; fi
      echo "{\\"ready\\":true,\\"address\\":\\"http://localhost:4711\\",\\"claimCode\\":\\"$c\\"}"; exec sleep 60`,
  });
  await expect.poll(() => run.addresses.length, PATIENCE).toBe(1);
  process.kill(run.pid("hub") ?? 0, "SIGKILL");
  await expect.poll(() => run.addresses.map((facts) => facts.claimCode), PATIENCE).toEqual(["OLD", "NEW"]);
});

test("when one process cannot run, the others are stopped and the reason is thrown", async () => {
  const run = launch({ hub: HUB, air: `echo "no room for sockets" >&2; exit 1` });
  await expect(run.ended).rejects.toMatchObject({
    code: "start.process-failed",
    message: expect.stringContaining("no room for sockets"),
  });
  expect(runFolders()).toEqual([]);
  if (existsSync(join(folder, "data", "story"))) expect(story().at(-1)).toBe("hub stops");
});

test("when a process is lost for good later, everything stops and says why", async () => {
  const run = launch({
    hub: HUB,
    ble: `if [ -f "$PAWPOST_DATA/once" ]; then echo '{"failed":"ble.journal","message":"journal of a newer version","advice":"update"}'; exit 78; fi
      touch "$PAWPOST_DATA/once"; echo '{"ready":true}'; sleep 0.1; exit 1`,
  });
  await expect(run.ended).rejects.toMatchObject({ code: "start.process-failed", advice: "update" });
  expect(story().at(-1)).toBe("hub stops");
});

test("a stop asked for while things still start is heeded", async () => {
  const run = launch({ hub: "exec sleep 60", ble: LIVING("ble") });
  await expect.poll(() => run.pid("hub"), PATIENCE).toBeDefined();
  run.stop.abort();
  await run.ended;
  expect(existsSync(join(folder, "data", "story"))).toBe(false); // ble never started
  expect(run.addresses).toEqual([]);
});

test("who waits is told for what", async () => {
  const run = launch({ hub: HUB, ble: "exec sleep 60" });
  await expect.poll(() => run.printed, PATIENCE).toContain("Still starting: ble");
  expect(run.addresses).toHaveLength(1); // the page can be opened meanwhile
});

test("warnings and errors are told as they come, once; the rest only to who asked for it", async () => {
  const lines: string[] = [];
  const log = openLog({ process: "ble", to: { write: (line) => lines.push(line) } });
  log.info("toy seen");
  log.warn("adapter lost");
  log.warn("adapter lost");
  log.error("delivery failed", { code: "toy.vanished" });
  log.warn("adapter lost");
  const said = lines.map((line) => `echo '${line.trimEnd()}'`).join("; ");
  const run = launch({ hub: HUB, ble: `${said};${LIVING("ble")}` });
  await expect
    .poll(() => run.printed.filter((line) => line.startsWith("ble: ")), PATIENCE)
    .toEqual(["ble: adapter lost", "ble: delivery failed (toy.vanished)", "ble: adapter lost"]);
});

test("asked twice, it ends what does not want to stop", async () => {
  const run = launch({ hub: `trap '' TERM; echo '{"ready":true}'; while :; do sleep 0.02; done` });
  await expect.poll(() => run.addresses.length, PATIENCE).toBe(1);
  const began = performance.now();
  run.stop.abort();
  run.kill.abort();
  await run.ended;
  expect(performance.now() - began).toBeLessThan(5_000); // not the ten seconds that it may take to stop
});

test("a second start on the same data is refused and disturbs nothing", async () => {
  const first = launch({ hub: HUB });
  await expect.poll(() => first.addresses.length, PATIENCE).toBe(1);
  const pid = first.pid("hub");
  const second = launch({ hub: HUB });
  await expect(second.ended).rejects.toMatchObject({ code: "start.already-running" });
  expect(first.pid("hub")).toBe(pid);
  expect(story().filter((line) => line === "hub starts")).toHaveLength(1);
});

test("a busy port is told before anything is started, with another to try", async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const run = launch({ hub: HUB }, port);
  await expect(run.ended).rejects.toMatchObject({
    code: "start.port-busy",
    message: `Port ${port} is in use by another program.`,
    advice: expect.stringContaining(`--port ${port + 1}`),
  });
  expect(existsSync(join(folder, "data", "story"))).toBe(false);
});
