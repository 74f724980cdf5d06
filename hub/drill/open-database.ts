/**
 * An open database, as in 2017: whatever this hub listens at, as the kernel has it, is knocked at without a password, in the words of databases and
 * brokers. Nobody may be let in, and nothing may listen that is not one of the hub's doors.
 */
import { stat } from "node:fs/promises";
import { dirname } from "node:path";
import { HubError } from "../domain/hub-error.ts";
import {
  anonymousConnect,
  askRedis,
  guessedConnect,
  isMongoReply,
  isMqttWelcome,
  isRedisReply,
  knock,
  listDatabases,
} from "./knock.ts";
import type { Listening, OwnSockets } from "./own-sockets.ts";
import type { AskAsStranger } from "./stranger.ts";
import type { Trial } from "./trial.ts";

const PROBES: readonly (readonly [what: string, said: Buffer, isIn: (heard: Buffer) => boolean])[] = [
  ["MongoDB", listDatabases(), isMongoReply],
  ["Redis", askRedis(), isRedisReply],
  ["MQTT", anonymousConnect(), isMqttWelcome],
];
/** The broker of the house's own processes. */
const BROKER = /(?:^|\/)mqtt\.sock$/;
const OTHERS_PASS = 0o007;
/** Addresses that stand for all of them: whoever listens there listens to the world. */
const EVERYWHERE = /^[0.:]+$/;

class NothingSeen extends HubError {
  override readonly name = "NothingSeen";
  readonly code = "drill.nothing-seen";
}

interface OpenDatabaseParts {
  readonly sockets: () => Promise<OwnSockets>;
  /** Ports of the hub's, as its settings have them. */
  readonly ports: () => readonly number[];
  /** The one door that may be at every address: TLS, by a name that is the hub's. */
  readonly everywhere: () => readonly number[];
  readonly ask: AskAsStranger;
}

export const openDatabase = ({
  sockets,
  ports,
  everywhere,
  ask,
}: OpenDatabaseParts): Trial<"open-database"> => ({
  step: "open-database",
  async attempt(signal) {
    const { listening } = await sockets();
    // The page at least listens: who sees nothing was shown nothing.
    if (listening.length === 0) throw new NothingSeen("the kernel shows no socket of this process");
    const doors = listening.map((door) => ({ door, name: nameOf(door) }));
    const unknown = doors.filter(({ door }) => !isKnown(door, ports(), everywhere()));
    if (unknown.length > 0)
      return { seen: "unknown-door", count: unknown.length, detail: unknown.map(({ name }) => name) };
    const open: string[] = [];
    for (const { door, name } of doors) {
      signal.throwIfAborted();
      open.push(...(door.kind === "unix" ? await tryHere(door.path, name) : await tryNetwork(door, name)));
    }
    const { status } = await ask({ path: "/api/v1/state" }, signal);
    if (status !== 401) open.push(`GET /api/v1/state: ${status}`);
    if (open.length > 0) return { seen: "let-in", count: open.length, detail: open };
    return { seen: "nobody-in", count: doors.length, detail: doors.map(({ name }) => name) };
  },
});

function isKnown(door: Listening, ports: readonly number[], everywhere: readonly number[]): boolean {
  if (door.kind === "unix") return true;
  if (door.kind === "udp" || !ports.includes(door.port)) return false;
  return !EVERYWHERE.test(door.host) || everywhere.includes(door.port);
}

/** A socket of this machine: nobody but the hub's own user and group come as far as it, and the broker asks them, too. */
async function tryHere(path: string, name: string): Promise<string[]> {
  const open: string[] = [];
  const [socket, folder] = await Promise.all(
    [path, dirname(path)].map((one) => stat(one).catch(() => undefined)),
  );
  const isOpen = (mode: number | undefined) => mode === undefined || (mode & OTHERS_PASS) !== 0;
  if (isOpen(socket?.mode) && isOpen(folder?.mode)) open.push(`${name}: open to every user of this machine`);
  if (!BROKER.test(path)) return open;
  // Who guesses right is the room's process from then on, and that one has to come back: not tried where it is open anyhow.
  for (const said of [anonymousConnect(), guessedConnect("ble-home")])
    if (isMqttWelcome(await knock(path, said))) return [...open, `${name}: MQTT`];
  return open;
}

async function tryNetwork(door: Exclude<Listening, { kind: "unix" }>, name: string): Promise<string[]> {
  const host = EVERYWHERE.test(door.host) ? (door.host.includes(":") ? "::1" : "127.0.0.1") : door.host;
  const open: string[] = [];
  for (const [what, said, isIn] of PROBES)
    if (isIn(await knock({ host, port: door.port }, said))) open.push(`${name}: ${what}`);
  return open;
}

const nameOf = (door: Listening): string =>
  door.kind === "unix"
    ? (door.path.split("/").at(-1) ?? "")
    : `${door.kind} ${door.host.includes(":") ? `[${door.host}]` : door.host}:${door.port}`;
