/** A smart home as a family lets it in: at the hub's machine, with the words of `docs/home-assistant.md`, and by Debian's own clients. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, expect, test } from "vitest";
import { alertList } from "../../hub/contract/alerts.ts";
import { cookieFetch, Guardian } from "../support/guardian.ts";
import { runProgram } from "../support/run-program.ts";
import { RunningStack } from "../support/running-stack.ts";
import { makeTempDir } from "../support/temp-dir.ts";

let folder: Awaited<ReturnType<typeof makeTempDir>>;
let stack: RunningStack;
let guardian: Guardian;
const mqtt = (...words: string[]) =>
  runProgram("scripts/cli/main.ts", ["mqtt", ...words], { PAWPOST_RUN: stack.runFolder.path });

beforeAll(async () => {
  folder = await makeTempDir();
  stack = await RunningStack.start({
    cheapHash: true,
    only: ["hub"],
    env: { hub: { PAWPOST_MQTT_AT: "127.0.0.1:0" } },
  });
});
afterAll(async () => {
  await stack?.[Symbol.asyncDispose]();
  await folder?.[Symbol.asyncDispose]();
});

/** The first line that a listener hears, or how it was refused. */
async function firstHeard(who: readonly string[]): Promise<string> {
  const child = spawn(
    "mosquitto_sub",
    [...who, "-t", "pawpost/bridge/state", "-q", "1", "-C", "1", "-W", "20"],
    {
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  let said = "";
  for (const output of [child.stdout, child.stderr])
    createInterface({ input: output }).on("line", (line) => {
      said ||= line;
    });
  await once(child, "close");
  return said;
}

test("before there is a family nobody is let in", async () => {
  expect((await mqtt("add", "display")).stderr).toContain("become its first guardian");
  guardian = await Guardian.claim(
    cookieFetch(() => stack.address),
    stack.claimCode,
  );
});

test("let in, it hears; over a restart of the hub too; taken off, it does not; every guardian is told", async () => {
  const { stdout } = await mqtt("add", "display");
  const [, port = ""] = /127\.0\.0\.1:(\d+)/.exec(stdout) ?? [];
  const [, password = ""] = /^ {2}password +(\S+)/m.exec(stdout) ?? [];
  const certificate = join(folder.path, "pawpost-mqtt.pem");
  await mqtt("certificate", certificate);
  const at = (where: string) => [
    "-h",
    "127.0.0.1",
    "-p",
    where,
    "--cafile",
    certificate,
    "-u",
    "display",
    "-P",
    password,
  ];
  expect(await firstHeard(at(port))).toBe('{"state":"online"}');

  await stack.stop("hub");
  await stack.begin("hub");
  const listed = JSON.parse((await mqtt("list", "--json")).stdout) as { addresses: string[] };
  const again = listed.addresses[0]?.split(":").at(-1) ?? "";
  expect(await firstHeard(at(again))).toBe('{"state":"online"}');

  expect((await mqtt("remove", "display")).stdout).toContain("Taken off");
  expect(await firstHeard(at(again))).toMatch(/refused|Unable/i);
  expect((await mqtt("list")).stdout).toContain("Nobody is let in");
  const { alerts } = await guardian.client.call("GET", "/alerts", { schema: alertList });
  expect(alerts.find((alert) => alert.class === "smart-home-changed")).toMatchObject({ count: 2 });
});
