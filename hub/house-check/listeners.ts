/** Who listens for TCP on this machine, as the kernel tells it: `/proc/net/tcp` and `tcp6` (proc(5)). */
import { readdir, readFile, readlink } from "node:fs/promises";
import { join } from "node:path";

export interface Listener {
  /** In numbers; `0.0.0.0` and `::` for every address. */
  readonly host: string;
  readonly port: number;
  readonly uid: number;
  readonly inode: string;
}

const LISTENS = "0A";

export async function readListeners(proc: string): Promise<readonly Listener[]> {
  const tables = await Promise.all(
    ["tcp", "tcp6"].map((name) => readFile(join(proc, "self/net", name), "utf8").catch(ifNone)),
  );
  return tables.flatMap(parseListeners);
}

/** A machine without IPv6 has no table for it. */
function ifNone(error: NodeJS.ErrnoException): string {
  if (error.code === "ENOENT") return "";
  throw error;
}

export function parseListeners(table: string): readonly Listener[] {
  return table.split("\n").flatMap((line) => {
    const [, local = "", , state, , , , uid, , inode = ""] = line.trim().split(/\s+/);
    const [address = "", port = ""] = local.split(":");
    if (state !== LISTENS) return [];
    return [{ host: hostOf(address), port: Number.parseInt(port, 16), uid: Number(uid), inode }];
  });
}

/** Words of 32 bits in the machine's own order, which is little-endian wherever this runs. */
function hostOf(hex: string): string {
  const bytes = (hex.match(/.{8}/g) ?? []).flatMap((word) => (word.match(/../g) ?? []).toReversed());
  if (bytes.length === 4) return bytes.map((byte) => Number.parseInt(byte, 16)).join(".");
  const groups = Array.from({ length: 8 }, (_, at) => `${bytes[2 * at]}${bytes[2 * at + 1]}`);
  return new URL(`http://[${groups.join(":")}]`).hostname.slice(1, -1);
}

export const isLoopback = (host: string): boolean => /^127\.|^::1$|^::ffff:7f/.test(host);

/** Sockets that a process has open, by inode; none where it may not be asked. */
export async function socketsOf(proc: string, pid: number | "self"): Promise<ReadonlySet<string>> {
  const folder = join(proc, String(pid), "fd");
  const names = await readdir(folder).catch(() => []);
  const links = await Promise.all(names.map((name) => readlink(join(folder, name)).catch(() => "")));
  return new Set(links.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []));
}

/** That process, and all that whoever started it has started beside it. */
export async function familyOf(proc: string, pid: number): Promise<readonly number[]> {
  const parent = await parentOf(proc, pid);
  if (parent === undefined || parent <= 1) return [pid];
  const names = (await readdir(proc)).filter((name) => /^\d+$/.test(name)).map(Number);
  const parents = await Promise.all(names.map((one) => parentOf(proc, one)));
  return [parent, ...names.filter((_, at) => parents[at] === parent)];
}

/** Behind the name in brackets, which may hold anything: state, then the parent (proc_pid_stat(5)). */
async function parentOf(proc: string, pid: number): Promise<number | undefined> {
  const text = await readFile(join(proc, String(pid), "stat"), "utf8").catch(() => "");
  const parent = /\) \S (\d+)/.exec(text.slice(text.lastIndexOf(")")))?.[1];
  return parent === undefined ? undefined : Number(parent);
}
