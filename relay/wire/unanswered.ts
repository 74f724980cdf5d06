/**
 * What the system knows of TCP connections that nobody answers (proc(5), `/proc/net/tcp`): Node tells nobody of it. A line of it, with what is read here:
 *
 *   sl  local_address      rem_address        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
 *   12: 0100007F:01BB      0700000A:C350      01 00005A12:00000000 01:00000032 00000005  1000        0 48213 ...
 *               ^^^^       ^^^^^^^^ ^^^^                                       ^^^^^^^^              ^
 *               port       address  port       sent again, in vain, so many times            asked in vain
 */
import { createReadStream } from "node:fs";
import { isIPv6, type Socket } from "node:net";
import { endianness } from "node:os";

/** IPv4, and IPv6 with all that came to a socket of both kinds. */
const TABLES = ["/proc/self/net/tcp", "/proc/self/net/tcp6"];
const ROW = /^ *\d+: [0-9A-F]+:([0-9A-F]{4}) ([0-9A-F]+:[0-9A-F]{4}) .. \S+ \S+ ([0-9A-F]{8}) +\d+ +(\d+) /;

/**
 * By {@link endsOf}: how many times in a row each was tried without an answer. Any answer makes it 0, also one of who takes no more just now: a visitor
 * who is slow, or stopped, is not among them. Empty where the system has no such tables.
 */
export type Unanswered = ReadonlyMap<string, number>;

/** Goes through 150 bytes for each connection of the machine. */
export async function readUnanswered(): Promise<Unanswered> {
  const found = new Map<string, number>();
  for (const table of TABLES) {
    let rest = "";
    try {
      for await (const chunk of createReadStream(table, "latin1")) {
        const lines = (rest + chunk).split("\n");
        rest = lines.pop() ?? "";
        for (const line of lines) noteRow(line, found);
      }
    } catch {
      // Another system, or one without IPv6: nobody is missed there.
    }
  }
  return found;
}

/** Adds what one line says, where it says anything. */
export function noteRow(line: string, found: Map<string, number>): void {
  const [, port, remote, again = "0", asked = "0"] = ROW.exec(line) ?? [];
  const tries = Number.parseInt(again, 16) + Number(asked);
  if (tries > 0) found.set(`${port} ${remote}`, tries);
}

/** @returns `undefined` for what is no TCP connection, or none yet, or none any more */
export function endsOf({ localPort, remoteAddress, remotePort }: Socket): string | undefined {
  if (localPort === undefined || remoteAddress === undefined || remotePort === undefined) return undefined;
  return `${hex(localPort)} ${wordsOf(remoteAddress)}:${hex(remotePort)}`;
}

const hex = (port: number): string => port.toString(16).toUpperCase().padStart(4, "0");

/** As the kernel prints an address: words of four bytes, each as the processor has it in memory. */
function wordsOf(address: string): string {
  const bytes = Buffer.from(isIPv6(address) ? bytesOfIPv6(address) : bytesOfIPv4(address));
  return (endianness() === "LE" ? bytes.swap32() : bytes).toString("hex").toUpperCase();
}

const bytesOfIPv4 = (address: string): readonly number[] => address.split(".").map(Number);

function bytesOfIPv6(address: string): readonly number[] {
  const [plain = ""] = address.split("%");
  const [head = "", tail = ""] = plain.split("::");
  const read = (part: string) =>
    part
      .split(":")
      .filter((group) => group !== "")
      .flatMap((group) => {
        if (group.includes(".")) return bytesOfIPv4(group);
        const value = Number.parseInt(group, 16);
        return [value >> 8, value & 255];
      });
  const [before, after] = [read(head), read(tail)];
  return [...before, ...new Array<number>(16 - before.length - after.length).fill(0), ...after];
}
