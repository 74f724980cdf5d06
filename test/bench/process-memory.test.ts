import { execPath } from "node:process";
import { expect, test } from "vitest";
import { countMapping, memoryOf, parseSmapsRollup } from "./process-memory.ts";

// Form: proc_pid_smaps(5); fields between these left out.
const ROLLUP = `00200000-7ffd4b9f9000 ---p 00000000 00:00 0                          [rollup]
Rss:               43136 kB
Pss:               40960 kB
Pss_Dirty:         14336 kB
Shared_Clean:       2176 kB
Private_Clean:     26624 kB
Private_Dirty:     14336 kB
`;

test("adds up what the kernel says, in MB of 1024 KiB", () =>
  expect(parseSmapsRollup(ROLLUP)).toEqual({ pssMb: 40, ussMb: 40 }));

test("says so where a field is not there", () =>
  expect(() => parseSmapsRollup("Rss: 1 kB\n")).toThrow("smaps_rollup has no Pss"));

test("reads a process that runs, this one, and finds it among those on its Node", () => {
  const { pssMb, ussMb } = memoryOf(process.pid);
  expect(pssMb).toBeGreaterThan(10);
  expect(ussMb).toBeGreaterThan(10);
  expect(countMapping(execPath)).toBeGreaterThan(0);
  expect(countMapping("/no/such/file")).toBe(0);
});
