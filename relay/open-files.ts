import { readFile } from "node:fs/promises";

/** Beside connections: keys, libraries, resolvers that ask by TCP. */
const OWN_FILES = 512;

/** @returns how many files this process may open, where that is fewer than so many connections need; Node takes all that it may have */
export async function tooFewOpenFiles(mostConnections: number): Promise<number | undefined> {
  const limits = await readFile("/proc/self/limits", "utf8").catch(() => ""); // another system: nothing to say
  const most = Number(/^Max open files +(\d+)/m.exec(limits)?.[1] ?? Number.POSITIVE_INFINITY);
  return most < mostConnections + OWN_FILES ? most : undefined;
}
