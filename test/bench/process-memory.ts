/** What a process holds in memory: proc_pid_smaps(5), added up by the kernel. */
import { readdirSync, readFileSync } from "node:fs";

const KIB_IN_MB = 1024;

export interface ProcessMemory {
  /** Its own pages and its part of the shared ones, MB of 1024 KiB. */
  readonly pssMb: number;
  /** Only its own pages. */
  readonly ussMb: number;
}

export function memoryOf(pid: number): ProcessMemory {
  return parseSmapsRollup(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"));
}

export function parseSmapsRollup(text: string): ProcessMemory {
  const mb = (field: string): number => {
    const found = new RegExp(`^${field}:\\s+(\\d+) kB$`, "m").exec(text)?.[1];
    if (found === undefined) throw new Error(`smaps_rollup has no ${field}`);
    return Number(found) / KIB_IN_MB;
  };
  return { pssMb: mb("Pss"), ussMb: mb("Private_Clean") + mb("Private_Dirty") };
}

/** @returns how many processes map this file, of those that we may look into */
export function countMapping(file: string): number {
  return readdirSync("/proc").filter((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      return readFileSync(`/proc/${pid}/maps`, "utf8").includes(` ${file}\n`);
    } catch {
      return false; // gone meanwhile, or somebody else's
    }
  }).length;
}
