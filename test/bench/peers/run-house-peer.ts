/** Starts a peer alone in a network of its own, on a Node that nobody else runs, and waits for its first answer. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { PROJECT } from "../../support/debian-house.ts";
import { makeTempDir } from "../../support/temp-dir.ts";
import { copyNode } from "../private-node.ts";
import { countMapping, memoryOf, type ProcessMemory } from "../process-memory.ts";
import { type HousePeer, prepareFolder } from "./house-peers.ts";

const POLL_MS = 4;
const LONGEST_MS = 60_000;
const NOT_FOUND = 404;
const PATH = "/usr/sbin:/usr/bin:/sbin:/bin";

/** Asks until somebody answers there that is not only just coming up. @returns when, by `performance.now()` */
export async function firstAnswer(
  socketPath: string,
  path = "/",
  isOver: () => boolean = () => false,
): Promise<number> {
  for (
    const end = performance.now() + LONGEST_MS;
    performance.now() < end && !isOver();
    await wait(POLL_MS)
  ) {
    const status = await ask(socketPath, path).catch(() => 0);
    // What has no page answers that it wants something else: 470 is HomeKit's.
    if (status > 0 && status < 500 && status !== NOT_FOUND) return performance.now();
  }
  throw new Error("nobody answered");
}

const ask = (socketPath: string, path: string): Promise<number> =>
  new Promise((answered, failed) => {
    const asking = request(
      { socketPath, agent: false, path, headers: { host: "localhost:8080" } },
      (response) => {
        response.destroy();
        answered(response.statusCode ?? 0);
      },
    );
    asking.on("error", failed).end();
  });

export interface MeasuredPeer {
  readonly startMs: readonly number[];
  readonly memory: ProcessMemory | undefined;
}

/** @param restMs after its last start, until its memory is read; 0: it is not */
export async function measurePeer(
  peer: HousePeer,
  modules: string,
  { starts, restMs }: { readonly starts: number; readonly restMs: number },
): Promise<MeasuredPeer> {
  await using owned = new AsyncDisposableStack();
  const node = owned.use(await copyNode());
  const folder = join(owned.use(await makeTempDir()).path, "data");
  await prepareFolder(peer, folder);
  const place = spawn(
    "unshare",
    ["--net", "sh", "-c", "ip link set lo up && echo up && exec sleep infinity"],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  owned.defer(() => end(place));
  await once(place.stdout, "data");
  const within = (
    words: readonly string[],
    said: "pipe" | "ignore",
    env: Readonly<Record<string, string>> = {},
  ) =>
    spawn("nsenter", [`--target=${place.pid}`, "--net", ...words], {
      cwd: folder,
      env: { PATH, HOME: folder, ...env },
      stdio: ["ignore", said, said],
    });
  for (const words of peer.beside ?? []) {
    const beside = within(words, "ignore");
    owned.defer(() => end(beside));
  }
  const gate = join(owned.use(await makeTempDir()).path, "gate.sock");
  const gateway = within([process.execPath, join(PROJECT, "test/support/gate-main.ts")], "ignore", {
    GATE_SOCKET: gate,
    GATE_PORT: String(peer.port),
  });
  owned.defer(() => end(gateway));
  while (!existsSync(gate)) await wait(POLL_MS);

  const startMs: number[] = [];
  // One more: the first finds nothing in the disk's cache, and a new folder.
  for (let round = 0; round <= starts; round += 1) {
    const began = performance.now();
    const running = within([node.path, ...peer.args(modules, folder)], "pipe", peer.env(folder));
    const said: string[] = [];
    for (const stream of [running.stdout, running.stderr])
      stream?.on("data", (text) => said.push(String(text)));
    try {
      const answered = await firstAnswer(gate, peer.path, () => running.exitCode !== null).catch(
        (error: Error) => {
          throw new Error(`${peer.name}: ${error.message}\n${said.join("").slice(-2_000)}`);
        },
      );
      if (round > 0) startMs.push(answered - began);
      if (round < starts || restMs === 0) continue;
      await wait(restMs);
      if (countMapping(node.path) !== 1) throw new Error(`${peer.name}: others run its Node, too`);
      return { startMs, memory: memoryOf(running.pid ?? 0) };
    } finally {
      await end(running);
    }
  }
  return { startMs, memory: undefined };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill("SIGTERM");
  const late = setTimeout(() => child.kill("SIGKILL"), 5_000);
  await gone;
  clearTimeout(late);
}
