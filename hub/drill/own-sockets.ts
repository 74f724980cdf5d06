/** The sockets of this very process as the kernel has them: where it listens, and with whom it speaks. */
import { readdir, readFile, readlink } from "node:fs/promises";

export interface OwnSockets {
  readonly listening: readonly Listening[];
  /** Addresses at the other ends of TCP lines that were begun from here. */
  readonly peers: readonly string[];
}

export type Listening =
  | { readonly kind: "tcp" | "udp"; readonly host: string; readonly port: number }
  | { readonly kind: "unix"; readonly path: string };

/** Of `/proc/net/tcp` and `/proc/net/udp`: `TCP_ESTABLISHED`, `TCP_CLOSE`, which is UDP that is for anybody, `TCP_LISTEN`. */
const ESTABLISHED = "01";
const FOR_ANYBODY = "07";
const LISTENS = "0A";
/** Of `/proc/net/unix`: `__SO_ACCEPTCON`. */
const ACCEPTS = 0x10000;

/** @throws where there is no such folder, as on a system that is not Linux */
export async function ownSockets(proc = "/proc/self"): Promise<OwnSockets> {
  const own = new Set<string>();
  for (const fd of await readdir(`${proc}/fd`)) {
    const target = await readlink(`${proc}/fd/${fd}`).catch(() => ""); // it was closed meanwhile
    const [, inode] = /^socket:\[(\d+)\]$/.exec(target) ?? [];
    if (inode !== undefined) own.add(inode);
  }
  const listening: Listening[] = [];
  const lines: { readonly local: number; readonly peer: string }[] = [];
  for (const kind of ["tcp", "tcp6", "udp", "udp6"] as const) {
    for (const [, local = "", remote = "", state, , , , , , inode = ""] of await rowsOf(proc, kind)) {
      if (!own.has(inode)) continue;
      const family = kind.startsWith("tcp") ? "tcp" : "udp";
      if (state === (family === "tcp" ? LISTENS : FOR_ANYBODY))
        listening.push({ kind: family, ...placeOf(local) });
      if (state === ESTABLISHED) lines.push({ local: placeOf(local).port, peer: placeOf(remote).host });
    }
  }
  for (const [, , , flags = "", , , inode = "", path = ""] of await rowsOf(proc, "unix"))
    if (own.has(inode) && (Number.parseInt(flags, 16) & ACCEPTS) !== 0)
      listening.push({ kind: "unix", path });
  const doors = new Set(listening.flatMap((door) => (door.kind === "tcp" ? [door.port] : [])));
  // Who came in by a door of ours was not dialled.
  const peers = lines.filter(({ local }) => !doors.has(local)).map(({ peer }) => peer);
  return { listening, peers };
}

async function rowsOf(proc: string, table: string): Promise<string[][]> {
  const text = await readFile(`${proc}/net/${table}`, "utf8").catch(() => ""); // no IPv6 on this machine
  return text
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => line.trim().split(/\s+/));
}

/** @param text as `0100007F:1F90`: words of four bytes, each the other way round */
export function placeOf(text: string): { readonly host: string; readonly port: number } {
  const [address = "", port = ""] = text.split(":");
  const bytes = Buffer.from(address, "hex");
  for (let at = 0; at < bytes.byteLength; at += 4) bytes.subarray(at, at + 4).reverse();
  const mapped = bytes.byteLength === 16 && bytes.subarray(0, 12).equals(MAPPED);
  const four = mapped ? bytes.subarray(12) : bytes;
  const groups = [...four].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const host = four.byteLength === 4 ? [...four].join(".") : (groups.match(/.{4}/g) ?? []).join(":");
  return { host, port: Number.parseInt(port, 16) };
}

/** ::ffff:0:0/96, RFC 4291 2.5.5.2. */
const MAPPED = Buffer.from("00000000000000000000ffff", "hex");
