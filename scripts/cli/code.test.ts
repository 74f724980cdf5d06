import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { COMMAND_LINE, type ConsoleStatus } from "../../hub/contract/command-line.ts";
import { listenLocally } from "../../hub/local-socket/listen-locally.ts";
import { makeTempDir } from "../../test/support/temp-dir.ts";
import { describeConsole } from "./code.ts";

const MAIN = fileURLToPath(new URL("main.ts", import.meta.url));
const NEW: ConsoleStatus = {
  address: "http://localhost:8080",
  home: "https://pawpost-k7q2m4xa.local",
  claimCode: "ABCD-EFGH-JKMN",
  presenceCode: null,
};

async function pawpost(run: string, ...words: string[]) {
  const child = spawn(process.execPath, [MAIN, "code", ...words], {
    env: { ...process.env, PAWPOST_RUN: run },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  if (child.exitCode === null) await once(child, "exit");
  return { status: child.exitCode, out, err };
}

test("a new hub's address is said, as a picture too, and its code", () => {
  const said = describeConsole(NEW);
  expect(said).toContain("  Open   https://pawpost-k7q2m4xa.local\n");
  expect(said).toContain("  Code   ABCD-EFGH-JKMN ");
  expect(said).toMatch(/[█▀▄]{10}/);
  expect(said).toContain("ssh -L 8080:localhost:8080");
});

test("without a home name there is nothing to scan; a guardian's code is told from the first one", () => {
  const said = describeConsole({ ...NEW, home: null, claimCode: null, presenceCode: "QRST-UVWX-YZ23" });
  expect(said).toContain("  Open   http://localhost:8080\n");
  expect(said).toContain("QRST-UVWX-YZ23   (for the guardian who asked for it");
  expect(said).not.toMatch(/[█▀▄]/);
  expect(describeConsole({ ...NEW, claimCode: null })).toContain("asks for no code");
});

test("it waits for a hub that is just starting, and says so where none comes", async () => {
  const folder = await makeTempDir();
  onTestFinished(() => folder[Symbol.asyncDispose]());
  const alone = await pawpost(folder.path);
  expect(alone).toMatchObject({ status: 3, err: expect.stringContaining("code.not-running") });

  const asked: string[] = [];
  const hub = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.end(JSON.stringify(NEW));
  });
  onTestFinished(() => void hub.close());
  const waiting = pawpost(folder.path, "--json", "--wait", "30");
  await listenLocally(hub, join(folder.path, COMMAND_LINE.socket));
  const { status, out } = await waiting;
  expect(status).toBe(0);
  expect(JSON.parse(out)).toEqual(NEW);
  expect(asked).toEqual(["POST /console"]);
});
