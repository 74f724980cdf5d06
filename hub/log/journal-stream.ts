/**
 * Log lines as entries of systemd's journal, each fact a field of its own, by the journal's native protocol
 * (systemd.io/JOURNAL_NATIVE_PROTOCOL): one datagram for each entry, `NAME=value` a line. Node has no such sockets;
 * `scripts/run-as-service` connects one before it becomes Node.
 *
 *   MESSAGE            the phrase, and its facts behind it, for who reads `journalctl`
 *   MESSAGE_ID         one for each phrase, the same on every hub: `messageId`
 *   PRIORITY           syslog(3): 7 debug, 6 info, 4 warn, 3 error
 *   SYSLOG_IDENTIFIER  pawpost-hub, pawpost-ble ...
 *   PAWPOST_<FACT>     each fact as `safe-facts.ts` let it through
 */
import { createHash } from "node:crypto";
import { writeSync } from "node:fs";
import type { DestinationStream } from "pino";
import { z } from "zod";

const PRIORITIES: Readonly<Record<string, number>> = { debug: 7, info: 6, warn: 4, error: 3 };

const line = z.looseObject({
  level: z.string(),
  process: z.string(),
  phrase: z.string(),
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});

/**
 * 128 bits of the phrase's SHA-256, as a version 8 UUID (RFC 9562): `journalctl MESSAGE_ID=...` finds every line of that kind.
 */
export function messageId(phrase: string): string {
  const bytes = createHash("sha256").update(`pawpost log: ${phrase}`).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString("hex");
}

/** @param text one line as pino writes it; @returns the datagram */
function journalEntry(text: string): string {
  const { level, process, phrase, facts } = line.parse(JSON.parse(text));
  const told = Object.entries(facts);
  const fields: readonly (readonly [string, string])[] = [
    ["MESSAGE", [phrase, ...told.map(([name, value]) => `${name}=${value}`)].join(" ")],
    ["MESSAGE_ID", messageId(phrase)],
    ["PRIORITY", String(PRIORITIES[level] ?? PRIORITIES.info)],
    ["SYSLOG_IDENTIFIER", `pawpost-${process}`],
    ...told.map(([name, value]) => [`PAWPOST_${fieldName(name)}`, String(value)] as const),
  ];
  // A line feed would begin a field of somebody else's choosing.
  return fields.map(([name, value]) => `${name}=${value.replaceAll(/\p{Cc}/gu, " ")}\n`).join("");
}

/** Capital letters, digits and underscores, as the journal has it: `afterKill` becomes AFTER_KILL. */
const fieldName = (fact: string): string =>
  fact
    .replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, "_")
    .toUpperCase()
    .replaceAll(/[^A-Z0-9_]/g, "_")
    .slice(0, 40);

/**
 * @param fd of the connected socket
 * @param otherwise takes the line as it is where the journal does not take the entry: its queue is full, or it is gone
 */
export const journalStream = (
  fd: number,
  otherwise: DestinationStream,
  send: (fd: number, entry: string) => void = writeSync,
): DestinationStream => ({
  write(text) {
    try {
      send(fd, journalEntry(text));
    } catch {
      otherwise.write(text);
    }
  },
});
