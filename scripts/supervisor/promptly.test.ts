import { readdirSync, readFileSync } from "node:fs";
import { expect, onTestFinished, test } from "vitest";
import { ms } from "../../hub/domain/duration.ts";
import { startChild } from "./child-process.ts";
import { promptly } from "./promptly.ts";

const ENV = { PATH: process.env.PATH };
const begunWith = await promptly(ENV);

/** Starts a Node program so. */
async function begin(script: string, begunWith: readonly string[]) {
  const ready = Promise.withResolvers<void>();
  const child = startChild(
    {
      name: "fixture",
      begunWith,
      command: process.execPath,
      args: ["-e", `${script}; console.log('{"ready":true}')`],
      env: ENV,
      readyWithinMs: 20_000,
      stopWithinMs: 2_000,
    },
    { onReady: () => ready.resolve(), onLine: () => undefined },
  );
  onTestFinished(() => child.kill());
  await Promise.race([ready.promise, child.exited]);
  return child;
}

/** Field 41 of /proc/PID/stat, proc_pid_stat(5): 0 for all, 2 real-time round robin. The name in field 2 may hold spaces. */
const policyOf = (path: string) => Number(readFileSync(path, "utf8").split(") ").at(-1)?.split(" ")[41 - 3]);

test("without a PATH to find the tools by, a process is begun as any other", async () => {
  expect(await promptly({ PATH: "/nowhere" })).toEqual([]);
});

test.skipIf(begunWith.length === 0)("the main thread is real-time, what it starts is not", async () => {
  const child = await begin("setInterval(() => {}, 1e6); require('fs').stat('/', () => {})", begunWith);
  expect(policyOf(`/proc/${child.pid}/stat`)).toBe(2);
  const helpers = readdirSync(`/proc/${child.pid}/task`).filter((thread) => Number(thread) !== child.pid);
  expect(helpers.length).toBeGreaterThan(2);
  expect(helpers.map((thread) => policyOf(`/proc/${child.pid}/task/${thread}/stat`))).not.toContain(2);
});

test.skipIf(begunWith.length === 0)(
  "one that never pauses is ended before it takes a processor for itself",
  async () => {
    const child = await begin("for (;;);", await promptly(ENV, ms(500)));
    expect(await child.exited).toMatchObject({ signal: "SIGKILL", wasReady: false, tooSlow: false });
  },
);
