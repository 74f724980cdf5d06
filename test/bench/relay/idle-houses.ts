/** Many houses of which nobody wants anything: what each of them costs a relay, and how they come back when it was gone. */
import { setTimeout as wait } from "node:timers/promises";
import { SMALL_MEMORY } from "../../../scripts/supervisor/node-flags.ts";
import { makeTempDir } from "../../support/temp-dir.ts";
import { cpuSeconds } from "../cpu-time.ts";
import { startHelper } from "../helper.ts";
import { memoryOf } from "../process-memory.ts";
import type { BareTlsQuestions } from "./bare-tls.ts";
import type { VisitorQuestions } from "./visitor.ts";
import { startHouses, startRelay } from "./ways.ts";

const FEW = 500;
export const MANY = 5_000;
const AT_ONCE = 32;
const COLLECTED_MS = 3_000;
/** A link believes a session that lasted so long, and then keeps to the relay's window: hub/link/relay/start-relay-link.ts. */
const STABLE_MS = 61_000;
/** For so many hubs: relay/sessions/link-path.ts. */
export const WINDOW_MS = 60_000;
/** The last of the window may be just signing in. */
const GRACE_MS = 3_000;
/** relay/sessions/control-line.ts. */
const PING_EACH_MS = 40_000;
const BUSIEST_MS = 5_000;

export interface IdleHouses {
  /** Slope of the relay's proportional set size between few and many, KiB a house. */
  readonly kibEach: number;
  readonly pssMb: { readonly few: number; readonly many: number };
  readonly signInCpuMs: number;
  readonly pingCpuMs: number | undefined;
  /** The same slope of TLS connections in a process with none of our code: with the relay's key exchange, and with Node's own. */
  readonly bareKibEach: number;
  readonly bareHybridKibEach: number;
}

export interface ComeBack {
  /** Longest that a house was without it since it noticed, s: 5,000 of them in one process take a second or two to notice. */
  readonly lastBackS: number;
  /** Since the relay was there again, s. */
  readonly lastSinceRelayS: number;
  readonly halfBackS: number;
  readonly back: number;
  /** Tries that failed since it was there again; and before, while nobody could answer. */
  readonly failed: number;
  readonly failedMeanwhile: number;
  readonly awayS: number;
  /** Of one core, 0 to 1: over the window, and in its busiest five seconds. */
  readonly cpuShare: number;
  readonly busiestCpuShare: number;
}

/** As a service starts it, and freed of garbage when it is asked. */
const COLLECTED = [
  ...SMALL_MEMORY,
  "--expose-gc",
  "--import",
  new URL("./collect-garbage.ts", import.meta.url).href,
];

async function heldBy(pid: number): Promise<number> {
  process.kill(pid, "SIGUSR2");
  await wait(COLLECTED_MS);
  return memoryOf(pid).pssMb;
}

/** @param few and many: MB @returns KiB each */
const slope = (few: number, many: number): number => ((many - few) * 1_024) / (MANY - FEW);

async function measureBare(group: string | null): Promise<number> {
  await using server = startHelper<BareTlsQuestions>(new URL("./bare-tls.ts", import.meta.url), {
    flags: COLLECTED,
  });
  await using visitor = startHelper<VisitorQuestions>(new URL("./visitor.ts", import.meta.url));
  const target = {
    host: "127.0.0.1",
    port: await server.ask("open", { group }),
    names: ["relay.family.example"],
  };
  await visitor.ask("hold", { target, count: FEW });
  const few = await heldBy(server.pid);
  await visitor.ask("hold", { target, count: MANY - FEW });
  return slope(few, await heldBy(server.pid));
}

export async function measureIdleHouses(
  report: (line: string) => void,
  wantsReturn: boolean,
): Promise<{ readonly idle: IdleHouses; readonly comeBack: ComeBack | undefined }> {
  await using stack = new AsyncDisposableStack();
  const { path: folder } = stack.use(await makeTempDir());
  report(`relay: ${MANY} TLS connections alone`);
  const bareKibEach = await measureBare("X25519");
  const bareHybridKibEach = await measureBare(null);

  let relay = await startRelay(folder, "127.0.0.1", { flags: COLLECTED });
  stack.defer(() => relay[Symbol.asyncDispose]());
  const { where } = relay;
  const houses = stack.use(startHouses());
  const grow = (count: number) =>
    houses.ask("add", { ...where, host: "127.0.0.1", door: "/nowhere", count, atOnce: AT_ONCE });

  report(`relay: ${FEW} houses, then ${MANY}`);
  await grow(FEW);
  const few = await heldBy(relay.pid);
  const cpuBefore = cpuSeconds([relay.pid]);
  await grow(MANY - FEW);
  const signInCpuMs = ((cpuSeconds([relay.pid]) - cpuBefore) * 1_000) / (MANY - FEW);
  const upAt = performance.now();
  const many = await heldBy(relay.pid);
  const found = {
    kibEach: slope(few, many),
    pssMb: { few, many },
    signInCpuMs,
    bareKibEach,
    bareHybridKibEach,
  };
  if (!wantsReturn) return { idle: { ...found, pingCpuMs: undefined }, comeBack: undefined };

  report(`relay: ${MANY} houses lose it and come back`);
  const cpuIdle = cpuSeconds([relay.pid]);
  const idleMs = Math.max(1_000, STABLE_MS - (performance.now() - upAt));
  await wait(idleMs);
  const pingCpuMs = ((cpuSeconds([relay.pid]) - cpuIdle) * 1_000) / ((MANY * idleMs) / PING_EACH_MS);
  const idle = { ...found, pingCpuMs };
  await houses.ask("watch", null);
  const goneAt = Date.now();
  process.kill(relay.pid, "SIGKILL");
  await relay[Symbol.asyncDispose]();
  relay = await startRelay(folder, "127.0.0.1", { port: where.port, flags: SMALL_MEMORY });
  const backSince = Date.now();
  const shares: number[] = [];
  let before = cpuSeconds([relay.pid]);
  const first = before;
  while (Date.now() - backSince < WINDOW_MS + GRACE_MS) {
    const since = performance.now();
    await wait(BUSIEST_MS);
    const now = cpuSeconds([relay.pid]);
    shares.push((now - before) / ((performance.now() - since) / 1_000));
    before = now;
    const { up } = await houses.ask("returned", null);
    if (up === MANY) break;
  }
  const { up, backAt, awayMs, failedAt } = await houses.ask("returned", null);
  const afterS = backAt.map((at) => (at - backSince) / 1_000).toSorted((a, b) => a - b);
  const isAfter = (at: number) => at >= backSince;
  return {
    idle,
    comeBack: {
      lastBackS: up === MANY ? Math.max(...awayMs) / 1_000 : Number.POSITIVE_INFINITY,
      lastSinceRelayS: afterS.at(-1) ?? 0,
      halfBackS: afterS[afterS.length >> 1] ?? 0,
      back: up,
      failed: failedAt.filter(isAfter).length,
      failedMeanwhile: failedAt.filter((at) => !isAfter(at)).length,
      awayS: (backSince - goneAt) / 1_000,
      cpuShare: (before - first) / ((Date.now() - backSince) / 1_000),
      busiestCpuShare: Math.max(...shares),
    },
  };
}
