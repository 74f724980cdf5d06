/** `pawpost start-anew` as a person types it, and what it makes of the hub's answers. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { COMMAND_LINE } from "../../hub/contract/command-line.ts";
import { listenLocally } from "../../hub/local-socket/listen-locally.ts";
import { makeTempDir } from "../../test/support/temp-dir.ts";
import { makeAnewCode } from "./start-anew.ts";

const MAIN = fileURLToPath(new URL("main.ts", import.meta.url));

/** @returns the folder of sockets of a hub that answers so, and what it was asked */
async function hubThat(status: number, body: string) {
  const folder = await makeTempDir();
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.writeHead(status).end(body);
  });
  await listenLocally(server, join(folder.path, COMMAND_LINE.socket));
  onTestFinished(async () => {
    server.close();
    await folder[Symbol.asyncDispose]();
  });
  return { run: folder.path, asked };
}

async function pawpost(run: string | undefined, ...words: string[]) {
  const { PAWPOST_RUN: _, ...env } = process.env;
  const child = spawn(process.execPath, [MAIN, "start-anew", ...words], {
    env: run === undefined ? env : { ...env, PAWPOST_RUN: run },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [out, err]: string[][] = [[], []];
  child.stdout.on("data", (chunk: Buffer) => out?.push(String(chunk)));
  child.stderr.on("data", (chunk: Buffer) => err?.push(String(chunk)));
  const [status] = (await once(child, "close")) as [number];
  return { status, out: out?.join(""), err: err?.join("") };
}

test("it asks first: without a terminal to ask on it asks nothing of the hub", async () => {
  const { run, asked } = await hubThat(201, '{"code":"ABCD-EFGH-2345"}');
  expect(await pawpost(run)).toMatchObject({
    status: 1,
    err: expect.stringMatching(/^Error \[start-anew\.not-confirmed\].*\nWhat to do: No code was made\./),
  });
  expect(asked).toEqual([]);
});

test("it prints the code, and what to do with it", async () => {
  const { run, asked } = await hubThat(201, '{"code":"ABCD-EFGH-2345"}');
  const { status, out } = await pawpost(run, "--yes");
  expect(status).toBe(0);
  expect(out).toContain("ABCD-EFGH-2345");
  expect(out).toContain("pawpost ble trust --reset");
  expect(asked).toEqual(["POST /start-anew"]);
});

test("where nothing runs it says so", async () => {
  await using folder = await makeTempDir();
  expect(await pawpost(undefined, "--yes", "--data", folder.path)).toMatchObject({
    status: 3,
    err: expect.stringContaining("[start-anew.not-running]"),
  });
});

test.each([
  [
    422,
    '{"code":"anew.no-guardian","message":"no guardian yet"}',
    "anew.no-guardian",
    /scripts\/start printed/,
  ],
  [422, '{"code":"anew.no-toy","message":"no toy is left"}', "anew.no-toy", /scripts\/start --reset/],
  [500, '{"code":"hub.failed","message":"the hub failed"}', "hub.failed", /log/],
  [201, '{"id":"x"}', "start-anew.no-answer", /same version/],
  [404, "<html>", "start-anew.no-answer", /same version/],
] as const)("status %i and %s becomes %s", async (status, body, code, advice) => {
  const { run } = await hubThat(status, body);
  await expect(makeAnewCode(join(run, COMMAND_LINE.socket))).rejects.toMatchObject({
    code,
    advice: expect.stringMatching(advice),
  });
});
