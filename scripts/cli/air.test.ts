/** `pawpost air` as a person or a script runs it. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";

const MAIN = fileURLToPath(new URL("main.ts", import.meta.url));

let folder: string;
const children: ChildProcess[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "air-"));
});

afterEach(async () => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  await rm(folder, { recursive: true });
});

function runAirCommand(...words: string[]) {
  const child = spawn(process.execPath, [MAIN, "air", ...words], { stdio: ["ignore", "pipe", "pipe"] });
  children.push(child);
  const [out, err]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
  const ended = once(child, "close").then(([code]) => ({
    code: code as number | null,
    out: Buffer.concat(out).toString(),
    err: Buffer.concat(err).toString(),
  }));
  return { child, ended };
}

test.each(["SIGTERM", "SIGINT"] as const)(
  "says when it is ready, serves, and leaves nothing behind on %s",
  async (signal) => {
    const path = join(folder, "hub.sock");
    const options = [
      "--interval-ms",
      "12.5",
      "--packets-per-event",
      "6",
      "--loss",
      "0.1",
      "--advert-loss",
      "0.2",
      "--seed",
      "7",
    ];
    const { child, ended } = runAirCommand("--controller", `C0:00:00:00:00:01=${path}`, ...options);
    const [line] = (await once(child.stdout, "data")) as [Buffer];
    expect(JSON.parse(line.toString())).toEqual({
      ready: true,
      controllers: [{ address: "c0:00:00:00:00:01", path }],
    });

    const host = connect({ path });
    await once(host, "connect");
    host.write(Buffer.from("01091000", "hex"));
    const [answer] = (await once(host, "data")) as [Buffer];
    expect(answer.toString("hex")).toBe("040e0a010910000100000000c0");

    child.kill(signal);
    expect(await ended).toMatchObject({ code: 0, err: "" });
    expect(await readdir(folder)).toEqual([]);
  },
);

test.each([
  ["no controller", [], "--controller"],
  ["a bad address", ["--controller", "here=/tmp/x"], "aa:bb:cc:dd:ee:ff=/path"],
  ["no path", ["--controller", "c0:00:00:00:00:01="], "aa:bb:cc:dd:ee:ff=/path"],
  ["a chance over one", ["--controller", "c0:00:00:00:00:01=/tmp/x", "--loss", "1.5"], "from 0 to 1"],
  [
    "an interval no link can have",
    ["--controller", "c0:00:00:00:00:01=/tmp/x", "--interval-ms", "5"],
    "from 7.5 to 4000",
  ],
  [
    "half a packet",
    ["--controller", "c0:00:00:00:00:01=/tmp/x", "--packets-per-event", "1.5"],
    "whole number",
  ],
  ["a number that is none", ["--controller", "c0:00:00:00:00:01=/tmp/x", "--seed", "x"], "expected a number"],
])("refuses %s and says what it expected", async (_, words, hint) => {
  const { code, err } = await runAirCommand(...words).ended;
  expect(code).toBe(2);
  expect(err).toContain(hint);
});

test("says who is in the way when a socket is served already", async () => {
  const path = join(folder, "hub.sock");
  const first = runAirCommand("--controller", `c0:00:00:00:00:01=${path}`);
  await once(first.child.stdout, "data");
  const { code, err } = await runAirCommand("--controller", `c0:00:00:00:00:01=${path}`).ended;
  expect(code).toBe(1);
  expect(err).toContain("[air.socket-in-use]");
  expect(err).toContain("What to do: Stop the other air");
});
