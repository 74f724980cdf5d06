import { readdirSync, readFileSync } from "node:fs";
import { expect, onTestFinished, test } from "vitest";
import { ms } from "../../hub/domain/duration.ts";
import { lineText } from "./child-line.ts";
import { startChild } from "./child-process.ts";
import { type MakePrompt, promptly } from "./promptly.ts";

const ENV = { PATH: process.env.PATH };
const makePrompt = await promptly(ENV);

/** Starts a Node program that does this when it is ready. `loading`: what the system said of it just before. */
async function begin(script: string, onceReady: MakePrompt | undefined) {
  let loading = "";
  const ready = Promise.withResolvers<void>();
  const child = startChild(
    {
      name: "fixture",
      onceReady,
      command: process.execPath,
      args: [
        "-e",
        `console.log(fs.readFileSync('/proc/self/stat', 'utf8')); console.log('{"ready":true}'); ${script}`,
      ],
      env: ENV,
      readyWithinMs: 20_000,
      stopWithinMs: 2_000,
    },
    {
      onReady: () => ready.resolve(),
      onLine(line) {
        loading ||= lineText(line);
      },
    },
  );
  onTestFinished(() => child.kill());
  await Promise.race([ready.promise, child.exited]);
  return { ...child, loading };
}

/** Field 41 of /proc/PID/stat, proc_pid_stat(5): 0 for all, 2 real-time round robin. The name in field 2 may hold spaces. */
const policyOf = (stat: string) => Number(stat.split(") ").at(-1)?.split(" ")[41 - 3]);
const readStat = (path: string) => readFileSync(`/proc/${path}/stat`, "utf8");

test("without a PATH to find the tools by, a process is left as any other", async () => {
  expect(await promptly({ PATH: "/nowhere" })).toBeUndefined();
});

test.skipIf(makePrompt === undefined)("the main thread is real-time, what it starts is not", async () => {
  const child = await begin("setInterval(() => {}, 1e6); require('fs').stat('/', () => {})", makePrompt);
  await expect.poll(() => policyOf(readStat(`${child.pid}`))).toBe(2);
  const helpers = readdirSync(`/proc/${child.pid}/task`).filter((thread) => Number(thread) !== child.pid);
  expect(helpers.length).toBeGreaterThan(2);
  expect(helpers.map((thread) => policyOf(readStat(`${child.pid}/task/${thread}`)))).not.toContain(2);
});

test("while it loads it is as any other", async () => {
  const child = await begin("setInterval(() => {}, 1e6)", makePrompt);
  expect(policyOf(child.loading)).toBe(0);
});

test.skipIf(makePrompt === undefined)("one that is gone is left alone", async () => {
  await expect(makePrompt?.(2 ** 22 + 1)).resolves.toBeUndefined();
});

test.skipIf(makePrompt === undefined)(
  "one that never pauses is ended before it takes a processor for itself",
  async () => {
    const child = await begin("setTimeout(() => { for (;;); }, 500)", await promptly(ENV, ms(500)));
    expect(await child.exited).toMatchObject({ signal: "SIGKILL", wasReady: true, tooSlow: false });
  },
);
