import { readdir } from "node:fs/promises";
import { setPriority } from "node:os";

const LAST = 19;

/**
 * Lets whoever else wants a processor go before this process's helper threads (garbage collection, cryptography): the
 * phones that this process stands for do not run on the hub's machine. The main thread stays as it is, for what it starts
 * inherits its niceness.
 */
export async function giveWay(): Promise<void> {
  for (const thread of (await readdir("/proc/self/task")).map(Number)) {
    if (thread !== process.pid) setPriority(thread, LAST);
  }
}
