import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import type { ChildSpec } from "./child-process.ts";
import { keepRunning, type RestartLadder } from "./keep-running.ts";

/** For a machine that is busy with other tests; nothing waits this long when it works. */
const PATIENCE = { timeout: 90_000, interval: 10 };

const LADDER: RestartLadder = { waitsMs: [0, 10, 20], steadyMs: 60_000, triesBeforeFirstReady: 3 };

function keep(script: string, spec: Partial<ChildSpec> = {}, ladder = LADDER) {
  const folder = mkdtempSync(join(tmpdir(), "keep-running-"));
  const events = { onReady: vi.fn(), onRestart: vi.fn(), onLine: vi.fn() };
  const kept = keepRunning(
    {
      name: "fixture",
      command: "/bin/sh",
      args: ["-c", script],
      env: { FOLDER: folder, PATH: "/usr/bin:/bin" },
      readyWithinMs: 10_000,
      stopWithinMs: 1_000,
      ...spec,
    },
    ladder,
    events,
  );
  onTestFinished(async () => {
    await kept.stop();
    rmSync(folder, { recursive: true });
  });
  return { kept, events };
}

test("starts a killed process again, with another process id, and says that it is ready again", async () => {
  const { kept, events } = keep(`echo '{"ready":true}'; exec sleep 60`);
  await kept.firstReady;
  const before = kept.pid ?? 0;
  process.kill(before, "SIGKILL");
  await expect.poll(() => events.onReady.mock.calls.length, PATIENCE).toBe(2);
  expect(kept.pid).not.toBe(before);
  expect(events.onRestart).toHaveBeenCalledWith(expect.objectContaining({ signal: "SIGKILL" }), 0);
  expect(events.onReady).toHaveBeenLastCalledWith({ ready: true }, true);
});

test("waits longer before each new try, and no longer than the last rung", async () => {
  // ready once, then dying at every later start
  const { kept, events } = keep(
    `echo '{"ready":true}'; if [ -f "$FOLDER/once" ]; then exit 1; fi; touch "$FOLDER/once"; exit 1`,
  );
  await kept.firstReady;
  await expect.poll(() => events.onRestart.mock.calls.length, PATIENCE).toBeGreaterThanOrEqual(5);
  expect(events.onRestart.mock.calls.slice(0, 5).map(([, waitMs]) => waitMs)).toEqual([0, 10, 20, 20, 20]);
});

test("after a steady run the ladder begins anew", async () => {
  const { kept, events } = keep(`echo '{"ready":true}'; sleep 0.05; exit 1`, {}, { ...LADDER, steadyMs: 30 });
  await kept.firstReady;
  await expect.poll(() => events.onRestart.mock.calls.length, PATIENCE).toBeGreaterThanOrEqual(3);
  expect(events.onRestart.mock.calls.slice(0, 3).map(([, waitMs]) => waitMs)).toEqual([0, 0, 0]);
});

test("gives up on a process that was never ready, with its last lines and without stack frames", async () => {
  const { kept, events } = keep(
    `echo "Error: the fixture is broken" >&2; echo "    at somewhere (file.ts:1:2)" >&2; exit 1`,
  );
  const error = await kept.firstReady.catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: "start.process-failed" });
  expect(String(error)).toContain("fixture stopped (exit code 1), 3 times in a row");
  expect(String(error)).toContain("the fixture is broken");
  expect(String(error)).not.toContain("somewhere");
  expect(events.onRestart).toHaveBeenCalledTimes(2);
});

test("does not start again what says that it is of no use", async () => {
  const { kept, events } = keep(
    `echo '{"failed":"store.in-use","message":"another hub has this folder","advice":"stop that one"}'; exit 78`,
  );
  await expect(kept.firstReady).rejects.toMatchObject({
    code: "start.process-failed",
    message: "fixture cannot run: another hub has this folder (store.in-use)",
    advice: "stop that one",
  });
  expect(events.onRestart).not.toHaveBeenCalled();
});

test("says how long it waited for a process that is alive and never ready", async () => {
  const { kept } = keep("echo thinking; exec sleep 60", { readyWithinMs: 150 });
  await expect(kept.firstReady).rejects.toMatchObject({
    code: "start.process-silent",
    message: expect.stringMatching(/not ready within 0\.15 s.*thinking/s),
  });
});

test("a process that is lost for good after it was ready is told apart", async () => {
  const { kept } = keep(
    `if [ -f "$FOLDER/once" ]; then exit 78; fi; touch "$FOLDER/once"; echo '{"ready":true}'; exit 1`,
  );
  await kept.firstReady;
  await expect(kept.lost).rejects.toMatchObject({ code: "start.process-failed" });
});

test("stops between two tries without starting another", async () => {
  const { kept, events } = keep(`echo '{"ready":true}'; exit 1`, {}, { ...LADDER, waitsMs: [60_000] });
  await expect.poll(() => events.onRestart.mock.calls.length, PATIENCE).toBe(1);
  await kept.stop();
  expect(events.onReady).toHaveBeenCalledTimes(1);
});
