import { readdirSync, readFileSync } from "node:fs";

/** @returns seconds that these processes and their children have been on a processor: first field of /proc/<pid>/task/<tid>/schedstat, ns */
export function cpuSeconds(pids: readonly number[]): number {
  let nanoseconds = 0;
  for (const pid of pids.flatMap((one) => [one, ...childrenOf(one)]))
    for (const task of list(`/proc/${pid}/task`))
      nanoseconds += Number(read(`/proc/${pid}/task/${task}/schedstat`).split(" ")[0]);
  return nanoseconds / 1e9;
}

/** Fourth field of /proc/<pid>/stat; the second, the name, may hold anything. */
function childrenOf(pid: number): number[] {
  const parents = list("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(
      (name) => [Number(name), Number(read(`/proc/${name}/stat`).split(") ").at(-1)?.split(" ")[1])] as const,
    );
  const below = (parent: number): number[] =>
    parents.filter(([, of]) => of === parent).flatMap(([child]) => [child, ...below(child)]);
  return below(pid);
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // gone meanwhile
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8").trim();
  } catch {
    return ""; // gone meanwhile
  }
}
