/**
 * The ways from a visitor to one and the same door, all on loopback:
 *
 *   direct    visitor ─────────────────────────────▶ door
 *   haproxy   visitor ──▶ haproxy, by SNI ─────────▶ door        no tunnel: the limit of any such proxy
 *   relay     visitor ──▶ relay ◀── link ──────────▶ door
 *   ssh       visitor ──▶ haproxy ──▶ sshd ◀── ssh -R ──▶ door
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { type AddressInfo, connect, createServer } from "node:net";
import { userInfo } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { SMALL_MEMORY } from "../../../scripts/supervisor/node-flags.ts";
import { makeTempDir } from "../../support/temp-dir.ts";
import { type Helper, startHelper } from "../helper.ts";
import type { FarAwayQuestions } from "./far-away.ts";
import type { HousesQuestions } from "./houses.ts";
import type { HubDoorQuestions } from "./hub-door.ts";
import type { Target } from "./visitor.ts";

const LOOPBACK = "127.0.0.1";
/** This machine as well, and what the far relay tells its houses to dial. */
const FAR = "127.0.0.2";
const ZONE = "family.example";
/** 25 visitors a second each, which is what a relay lets through for one house. */
const HOUSES = 40;
export const FAR_ROUND_TRIP_MS = 50;

export interface Way {
  readonly name: "direct" | "haproxy" | "relay" | "ssh";
  readonly target: Target;
  /** What stands between visitor and door on the public machine. */
  readonly pids: readonly number[];
}

export interface Ways extends AsyncDisposable {
  readonly ways: readonly Way[];
  readonly relay: Way;
  readonly direct: Way;
  /** Processes of those houses and of that door. */
  readonly housesPid: number;
  readonly doorPid: number;
  /** Debian packages without which a way is not there. */
  readonly missing: readonly string[];
  /** A relay whose houses are {@link FAR_ROUND_TRIP_MS} away. */
  readonly far: Target;
}

/** @throws Error when one of our own does not start */
export async function openWays(report: (line: string) => void): Promise<Ways> {
  await using stack = new AsyncDisposableStack();
  const { path: folder } = stack.use(await makeTempDir());
  const door = join(folder, "door.sock");
  const hub = stack.use(startHelper<HubDoorQuestions>(new URL("./hub-door.ts", import.meta.url)));
  const doorPort = await hub.ask("open", { door });

  const near = stack.use(await startRelay(join(folder, "near"), LOOPBACK));
  const houses = stack.use(startHouses());
  const names = await houses.ask("add", { ...near.where, host: LOOPBACK, door, count: HOUSES, atOnce: 4 });
  const relay: Way = {
    name: "relay",
    target: { host: LOOPBACK, port: near.where.port, names },
    pids: [near.pid],
  };

  const farRelay = stack.use(await startRelay(join(folder, "far"), FAR));
  const far = stack.use(startHelper<FarAwayQuestions>(new URL("./far-away.ts", import.meta.url)));
  const { port } = farRelay.where;
  await far.ask("open", { host: FAR, port, to: LOOPBACK, roundTripMs: FAR_ROUND_TRIP_MS });
  const farHouses = stack.use(startHouses());
  const farNames = await farHouses.ask("add", { ...farRelay.where, host: FAR, door, count: 4, atOnce: 4 });

  const direct: Way = { name: "direct", target: { host: LOOPBACK, port: doorPort, names }, pids: [] };
  const ways: Way[] = [direct];
  const missing: string[] = [];
  const haproxy = findProgram("haproxy");
  if (haproxy === undefined) missing.push("haproxy");
  else {
    const proxy = stack.use(await startHaproxy(haproxy, join(folder, "haproxy"), doorPort));
    ways.push({ name: "haproxy", target: { host: LOOPBACK, port: proxy.port, names }, pids: [proxy.pid] });
  }
  ways.push(relay);
  const sshd = findProgram("sshd");
  if (sshd === undefined || findProgram("ssh") === undefined) missing.push("openssh-server");
  else if (haproxy !== undefined) {
    const tunnel = stack.use(await startSshTunnel(sshd, join(folder, "ssh"), doorPort));
    const proxy = stack.use(await startHaproxy(haproxy, join(folder, "haproxy-ssh"), tunnel.port));
    const target = { host: LOOPBACK, port: proxy.port, names };
    ways.push({ name: "ssh", target, pids: [proxy.pid, tunnel.pid] });
  }
  for (const name of missing)
    report(`relay: ${name} is not there, so nothing is measured beside it (apt-get install ${name})`);

  const opened = stack.move();
  return {
    ways,
    relay,
    direct,
    housesPid: houses.pid,
    doorPid: hub.pid,
    missing,
    far: { host: LOOPBACK, port, names: farNames },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

export const startHouses = (): Helper<HousesQuestions> =>
  startHelper<HousesQuestions>(new URL("./houses.ts", import.meta.url));

export interface BenchRelay extends AsyncDisposable {
  readonly pid: number;
  readonly where: { readonly folder: string; readonly zone: string; readonly port: number };
}

/** The relay as it is, in a process of its own. @param port a free one where it is left out @param dialHost where its houses dial back to */
export async function startRelay(
  folder: string,
  dialHost: string,
  { port, flags = SMALL_MEMORY }: { readonly port?: number; readonly flags?: readonly string[] } = {},
): Promise<BenchRelay> {
  const own = port ?? (await freePort());
  const main = fileURLToPath(new URL("../../../relay/main.ts", import.meta.url));
  const child = spawn(process.execPath, [...flags, main], {
    stdio: ["ignore", "pipe", "inherit"],
    env: {
      PAWPOST_RELAY_DATA: folder,
      PAWPOST_RELAY_ZONE: ZONE,
      PAWPOST_RELAY_ADDRESSES: LOOPBACK,
      PAWPOST_RELAY_DIAL_HOST: dialHost,
      PAWPOST_RELAY_HOST: LOOPBACK,
      PAWPOST_RELAY_PORT: String(own),
      PAWPOST_RELAY_DNS_PORT: "0",
      PAWPOST_RELAY_METRICS_PORT: "0",
    },
  });
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  if (!line.toString().includes('"ready":true')) throw new Error(line.toString());
  return { pid: child.pid as number, where: { folder, zone: ZONE, port: own }, ...endOf(child) };
}

async function startHaproxy(program: string, folder: string, to: number) {
  await mkdir(folder);
  const port = await freePort();
  const config = join(folder, "haproxy.cfg");
  await writeFile(
    config,
    `global
  maxconn 4000
defaults
  mode tcp
  timeout connect 5s
  timeout client 1h
  timeout server 1h
frontend visitors
  bind ${LOOPBACK}:${port} backlog 4096
  tcp-request inspect-delay 5s
  tcp-request content accept if { req.ssl_hello_type 1 }
  use_backend hub if { req.ssl_sni -m end .${ZONE} }
backend hub
  server hub ${LOOPBACK}:${to}
`,
  );
  const child = spawn(program, ["-db", "-f", config], { stdio: ["ignore", "ignore", "inherit"] });
  await untilListening(port, "haproxy");
  return { pid: child.pid as number, port, ...endOf(child) };
}

async function startSshTunnel(program: string, folder: string, to: number) {
  await mkdir(folder, { mode: 0o700 });
  const key = (name: string) => {
    const path = join(folder, name);
    execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", path]);
    return path;
  };
  const hostKey = key("host");
  const own = key("own");
  const keys = join(folder, "keys");
  await writeFile(keys, execFileSync("ssh-keygen", ["-y", "-f", own]));
  await chmod(keys, 0o600);
  // Where the service was never started, its folder is not there.
  if (userInfo().uid === 0) await mkdir("/run/sshd", { recursive: true, mode: 0o755 });
  const [sshPort, port] = [await freePort(), await freePort()];
  const config = join(folder, "sshd_config");
  const lines = [
    `Port ${sshPort}`,
    `ListenAddress ${LOOPBACK}`,
    `HostKey ${hostKey}`,
    `AuthorizedKeysFile ${keys}`,
    "PermitRootLogin prohibit-password",
    "PasswordAuthentication no",
    "StrictModes no",
    "UsePAM no",
    "PidFile none",
  ];
  await writeFile(config, `${lines.join("\n")}\n`);
  const daemon = spawn(program, ["-D", "-e", "-f", config], { stdio: "ignore" });
  await untilListening(sshPort, "sshd");
  const trust = ["-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null"];
  const forward = ["-N", "-R", `${LOOPBACK}:${port}:${LOOPBACK}:${to}`];
  const where = ["-F", "none", "-i", own, "-p", String(sshPort), `${userInfo().username}@${LOOPBACK}`];
  const client = spawn("ssh", [...trust, ...forward, ...where], { stdio: "ignore" });
  await untilListening(port, "ssh -R");
  const ends = [endOf(client), endOf(daemon)];
  return {
    pid: daemon.pid as number,
    port,
    async [Symbol.asyncDispose]() {
      for (const end of ends) await end[Symbol.asyncDispose]();
    },
  };
}

function findProgram(name: string): string | undefined {
  // sshd wants to be called by its whole path; both lie where not every user looks.
  const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin", "/sbin"];
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, LOOPBACK);
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}

const START_MS = 10_000;

async function untilListening(port: number, what: string): Promise<void> {
  for (const since = performance.now(); performance.now() - since < START_MS; ) {
    const socket = connect({ port, host: LOOPBACK });
    const isThere = await once(socket, "connect").then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (isThere) return;
    await new Promise((later) => setTimeout(later, 50));
  }
  throw new Error(`${what} does not listen`);
}

const endOf = (child: ChildProcess): AsyncDisposable => ({
  async [Symbol.asyncDispose]() {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    child.kill("SIGTERM");
    await gone;
  },
});
