/**
 * `scripts/start` as a newcomer runs it the second time: in a fresh clone that was set up and started before, from the
 * command to the first page with its script. Beside it, in turn, the least that any program on Node could need.
 */
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { promisify } from "node:util";
import { makeTempDir } from "../support/temp-dir.ts";

const run = promisify(execFile);
const ROOT = new URL("../../", import.meta.url).pathname;
const POLL_MS = 4;
const LONGEST_MS = 60_000;
const HELLO = `
  const server = require("node:http").createServer((_, response) => response.end("hello"));
  server.listen(Number(process.argv[1]), "127.0.0.1");
  process.on("SIGINT", () => process.exit());
`;

export interface MeasuredStarts {
  /** With the folder of data made and nothing compiled yet. */
  readonly firstMs: number;
  readonly secondMs: readonly number[];
  /** A Node that serves one word, from its command to that word. */
  readonly bareMs: readonly number[];
  /** Network, compiler and all. */
  readonly setupMs: number;
}

export async function measureStarts(rounds: number, report: (line: string) => void): Promise<MeasuredStarts> {
  await using folder = await makeTempDir();
  const clone = join(folder.path, "clone");
  const env = plainEnvironment();
  await run("git", ["clone", "--quiet", ROOT, clone]);
  report("hub: setting up a fresh clone");
  const setupMs = await timed(() => run(join(clone, "scripts/setup"), { env, maxBuffer: 2 ** 26 }));
  const start = async () => {
    const port = await freePort();
    const options = ["--simulate", "--data", join(folder.path, "data"), "--port", `${port}`];
    return untilServed(join(clone, "scripts/start"), options, env, () => hasPage(`http://localhost:${port}`));
  };
  const firstMs = await start();
  const secondMs: number[] = [];
  const bareMs: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    secondMs.push(await start());
    const port = await freePort();
    const answers = async () => (await fetch(`http://localhost:${port}`)).ok;
    bareMs.push(await untilServed(process.execPath, ["-e", HELLO, `${port}`], env, answers));
  }
  return { firstMs, secondMs, bareMs, setupMs };
}

/** Without what `npm run` adds: it would send the clone's npm back here. */
function plainEnvironment(): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(npm_|PAWPOST_|NODE_)/i.test(name) && name !== "INIT_CWD",
    ),
  );
}

/** Starts a program, asks until it serves, stops it. @returns ms from its start to the good answer */
async function untilServed(
  command: string,
  args: readonly string[],
  env: Record<string, string | undefined>,
  isServed: () => Promise<boolean>,
): Promise<number> {
  const began = performance.now();
  const child = spawn(command, args, { env, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      said += chunk;
    });
  }
  const ended = once(child, "exit");
  try {
    for (;;) {
      // Until it listens, every try is refused.
      if (await isServed().catch(() => false)) return performance.now() - began;
      if (child.exitCode !== null || performance.now() - began > LONGEST_MS)
        throw new Error(`${command} served nothing:\n${said}`);
      await wait(POLL_MS);
    }
  } finally {
    child.kill("SIGINT");
    await ended;
  }
}

/** The page, and the script that it loads. */
async function hasPage(origin: string): Promise<boolean> {
  const page = await fetch(origin);
  if (!page.ok) return false;
  const script = /<script[^>]* src="([^"]+)"/.exec(await page.text())?.[1];
  if (script === undefined) throw new Error("the page has no script");
  const answer = await fetch(new URL(script, origin));
  await answer.arrayBuffer();
  return answer.ok;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (typeof address !== "object" || address === null) throw new Error("no port");
  return address.port;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}
