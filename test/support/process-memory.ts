import { open, readFile } from "node:fs/promises";

/** One of these is as much as is read at once: a heap's range may be larger than a buffer. */
const PIECE_BYTES = 16 * 1_048_576;
/** So that what lies across two pieces is found in one. */
const OVERLAP_BYTES = 65_536;

/** All that a process of this user's can write to, piece by piece, as a core dump has it. Linux; what goes meanwhile is left out. */
export async function* memoryOf(pid: number): AsyncGenerator<Buffer> {
  const maps = await readFile(`/proc/${pid}/maps`, "utf8");
  await using memory = await open(`/proc/${pid}/mem`, "r");
  for (const line of maps.trim().split("\n")) {
    const [, from = "", to = "", rights = ""] = /^([0-9a-f]+)-([0-9a-f]+) (\S+)/.exec(line) ?? [];
    if (!rights.startsWith("rw")) continue;
    const [start, end] = [Number.parseInt(from, 16), Number.parseInt(to, 16)];
    for (let at = start; at < end; at += PIECE_BYTES) {
      const piece = Buffer.alloc(Math.min(PIECE_BYTES + OVERLAP_BYTES, end - at));
      const read = await memory.read(piece, 0, piece.byteLength, at).catch(() => undefined);
      if (read !== undefined && read.bytesRead > 0) yield piece.subarray(0, read.bytesRead);
    }
  }
}
