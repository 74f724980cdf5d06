/** `pawpost logs`: what it shows of what was kept, and what it asks of the journal. */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { makeTempDir } from "../../test/support/temp-dir.ts";
import { typeCommand } from "../../test/support/typed-command.ts";
import { openKeptLog } from "../supervisor/kept-log.ts";
import { journalWords, parseSince } from "./logs.ts";

const MAIN = fileURLToPath(new URL("main.ts", import.meta.url));
const MORNING = Date.parse("2026-01-02T08:00:00.000Z");
const logged = (phrase: string, facts: object = {}, level = "info") =>
  JSON.stringify({ level, phrase, facts });

async function keptLog(now: () => number = () => MORNING) {
  const dir = await makeTempDir();
  const log = openKeptLog(dir.path, now);
  onTestFinished(async () => {
    log[Symbol.dispose]();
    await dir[Symbol.asyncDispose]();
  });
  return { path: dir.path, keep: log.keep };
}
const logs = (data: string, ...words: string[]) => typeCommand(["logs", "--data", data, ...words]);

test("lines are shown as a person reads them, or as a program does", async () => {
  const { path, keep } = await keptLog();
  keep("hub", logged("message taken in", { id: "x", milliseconds: 7 }));
  keep("ble", logged("no toy answers", { code: "toy.silent" }, "warn"));
  keep("start", "ble was killed; starting it again now.");
  expect((await logs(path)).out).toBe(
    [
      "2026-01-02T08:00:00.000Z hub   message taken in id=x milliseconds=7",
      "2026-01-02T08:00:00.000Z ble   WARN: no toy answers code=toy.silent",
      "2026-01-02T08:00:00.000Z start ble was killed; starting it again now.",
      "",
    ].join("\n"),
  );
  const lines = (await logs(path, "--json")).out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as unknown);
  expect(lines).toEqual([
    {
      time: "2026-01-02T08:00:00.000Z",
      process: "hub",
      level: "info",
      phrase: "message taken in",
      facts: { id: "x", milliseconds: 7 },
    },
    expect.objectContaining({ process: "ble", level: "warn" }),
    { time: "2026-01-02T08:00:00.000Z", process: "start", text: "ble was killed; starting it again now." },
  ]);
});

test("of them all: one process's, the newest, those since a time", async () => {
  let now = MORNING;
  const { path, keep } = await keptLog(() => now);
  for (let nth = 0; nth < 150; nth++) {
    keep(nth % 2 === 0 ? "hub" : "ble", `line ${nth}`);
    now += 60_000;
  }
  const shown = async (...words: string[]) => (await logs(path, ...words)).out.trim().split("\n");
  expect(await shown()).toHaveLength(100);
  expect(await shown("--unit", "ble")).toHaveLength(75);
  expect((await shown("-n", "2")).map((line) => line.slice(31))).toEqual(["line 148", "line 149"]);
  expect(await shown("--since", "2026-01-02T10:00Z")).toHaveLength(30);
});

test("what is said while somebody looks on is shown as it comes", { timeout: 20_000 }, async () => {
  const { path, keep } = await keptLog();
  keep("hub", "before");
  const child = spawn(process.execPath, [MAIN, "logs", "-f", "--unit", "hub", "--data", path], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  let said = "";
  child.stdout.on("data", (text: Buffer) => {
    said += String(text);
  });
  await expect.poll(() => said, { timeout: 10_000 }).toContain("before\n");
  keep("ble", "not asked for");
  keep("hub", "after");
  await expect.poll(() => said, { timeout: 10_000 }).toContain("after\n");
  expect(said).not.toContain("not asked for");
});

test("where nothing was kept it says so", async () => {
  await using dir = await makeTempDir();
  expect(await logs(dir.path)).toMatchObject({ status: 1, err: expect.stringContaining("[logs.none]") });
});

test("of an installed system the journal is asked", () => {
  expect(journalWords({})).toEqual(["--unit=pawpost-*", "--lines=100"]);
  expect(journalWords({ unit: ["hub", "ble"], follow: true, since: MORNING, json: true })).toEqual([
    "--unit=pawpost-hub",
    "--unit=pawpost-ble",
    `--since=@${MORNING / 1_000}`,
    "--follow",
    "--output=json",
  ]);
});

test("a time is so long ago, or a moment", () => {
  expect(parseSince("90s", MORNING)).toBe(MORNING - 90_000);
  expect(parseSince("2h", MORNING)).toBe(MORNING - 7_200_000);
  expect(parseSince("3d", MORNING)).toBe(MORNING - 3 * 86_400_000);
  expect(parseSince("2026-01-02T08:00Z", 0)).toBe(MORNING);
  for (const wrong of ["", "soon", "10", "10y", "7", "2026-13-40"])
    expect(() => parseSince(wrong, 0)).toThrow(/10m, 2h or 3d/);
});
