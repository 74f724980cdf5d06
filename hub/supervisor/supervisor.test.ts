/** Whoever started a process hears that it serves, and for how long all is well. */
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeManualClock } from "../../test/support/manual-clock.ts";
import { makeRecordingLog } from "../../test/support/quiet-log.ts";
import { makeTempDir } from "../../test/support/temp-dir.ts";
import { ms, seconds } from "../domain/duration.ts";
import { findSupervisor } from "./find-supervisor.ts";
import { keepWatchdog } from "./keep-watchdog.ts";
import { systemdSupervisor } from "./systemd-supervisor.ts";

const READY = { address: "http://localhost:8080", claimCode: "ABCD-EFGH-JKMN" };

function systemd(options: { watchdogMicroseconds?: string; runDir?: string } = {}) {
  const said: string[] = [];
  const supervisor = systemdSupervisor({
    fd: 7,
    runDir: options.runDir,
    watchdogMicroseconds: options.watchdogMicroseconds,
    send: (fd, words) => said.push(`${fd}: ${words}`),
  });
  return { supervisor, said };
}

test("who reads lines is told in lines, codes among them", () => {
  const lines: string[] = [];
  const supervisor = findSupervisor({}, (line) => lines.push(line));
  supervisor.ready(READY);
  supervisor.wants("link");
  supervisor.presenceCode("ABCD-EFGH-JKMN");
  supervisor.stopping();
  supervisor.alive();
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    { ready: true, ...READY },
    { wants: "link" },
    { presenceCode: "ABCD-EFGH-JKMN" },
  ]);
  expect(supervisor.watchdogMs).toBeUndefined();
});

test("systemd is told in its own words, and no code: what a service says is kept", () => {
  const { supervisor, said } = systemd({ watchdogMicroseconds: "30000000" });
  supervisor.ready(READY);
  supervisor.presenceCode(READY.claimCode);
  supervisor.alive();
  supervisor.stopping();
  expect(said).toEqual([
    "7: READY=1\nSTATUS=Serving.",
    "7: WATCHDOG=1",
    "7: STOPPING=1\nSTATUS=Closing what is open.",
  ]);
  expect(supervisor.watchdogMs).toBe(30_000);
});

test("systemd is shown what is wanted by a file", async () => {
  await using dir = await makeTempDir();
  const { supervisor } = systemd({ runDir: dir.path });
  supervisor.wants("link");
  expect(existsSync(join(dir.path, "wants/link"))).toBe(true);
  await mkdir(join(dir.path, "wants"), { recursive: true });
  supervisor.wants("link"); // again after a restart
});

test("systemd that does not listen keeps no process from its work", () => {
  const supervisor = systemdSupervisor({
    fd: 7,
    runDir: undefined,
    watchdogMicroseconds: undefined,
    send: () => {
      throw new Error("EAGAIN");
    },
  });
  expect(() => supervisor.ready()).not.toThrow();
});

test("the watchdog is fed three times in its time while all is well, and not once while a part is not", async () => {
  const { supervisor, said } = systemd({ watchdogMicroseconds: "30000000" });
  const clock = makeManualClock();
  const log = makeRecordingLog();
  let store = async () => {};
  const checks = { broker: async () => {}, store: () => store() };
  using _watchdog = keepWatchdog({ supervisor, clock, log, checks });
  await clock.advance(seconds(61));
  expect(said.length).toBe(7);

  store = () => Promise.reject(new TypeError("gone"));
  await clock.advance(seconds(30));
  expect(said.length).toBe(7);
  expect(log.lines.at(-1)).toMatchObject({ facts: { what: "store", error: "TypeError" } });

  store = async () => {};
  await clock.advance(seconds(10));
  expect(said.length).toBe(8);
});

test("a part that never answers is named, and nothing is fed any more", async () => {
  const { supervisor, said } = systemd({ watchdogMicroseconds: "30000000" });
  const clock = makeManualClock();
  const log = makeRecordingLog();
  const checks = { page: () => new Promise<void>(() => {}) };
  using _watchdog = keepWatchdog({ supervisor, clock, log, checks });
  await clock.advance(seconds(60));
  expect(said).toEqual([]);
  expect(log.lines).toMatchObject([{ level: "error", facts: { what: "page" } }]);
});

test("nobody is told anything once it is over, nor where nobody waits", async () => {
  const clock = makeManualClock();
  const log = makeRecordingLog();
  const watched = systemd({ watchdogMicroseconds: "3000000" });
  keepWatchdog({ supervisor: watched.supervisor, clock, log, checks: {} })[Symbol.dispose]();
  const unwatched = systemd();
  using _none = keepWatchdog({ supervisor: unwatched.supervisor, clock, log, checks: {} });
  await clock.advance(ms(10_000));
  expect([watched.said, unwatched.said]).toEqual([[], []]);
});
