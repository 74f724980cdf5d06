import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { hasOwnDisk, onOwnDisk } from "../support/own-disk.ts";
import { makeTempDir } from "../support/temp-dir.ts";

const run = promisify(execFile);

async function liveThrough(dir: string, sizeMiB: number): Promise<Map<string, unknown[]>> {
  const script = new URL("./full-disk-scenario.ts", import.meta.url).pathname;
  const { command, args } = onOwnDisk(dir, `${sizeMiB}m`, [process.execPath, script, dir]);
  const { stdout } = await run(command, args);
  const facts = new Map<string, unknown[]>();
  for (const line of stdout.trim().split("\n")) {
    const { fact, value } = JSON.parse(line) as { fact: string; value: unknown };
    facts.set(fact, [...(facts.get(fact) ?? []), value]);
  }
  return facts;
}

test.skipIf(!hasOwnDisk)(
  "a full disk stops taking in before it is full, never reading, and is cured by its ballast",
  async () => {
    await using dir = await makeTempDir();
    const facts = await liveThrough(dir.path, 48);
    const five = <T>(value: T) => Array<T>(5).fill(value);
    expect(Object.fromEntries(facts)).toMatchObject({
      "ballast at first": [true],
      "upload at the limit": ["store.disk-full"],
      "asking for room at the limit": ["store.disk-full"],
      "reading at the limit": [true],
      "a step at the limit": ["ok"],
      "a ledger entry at the limit": ["ok"],
      "MiB left when full": five(0),
      "reading when full": five(true),
      "upload when full": five("store.disk-full"),
      "steps until the last byte": five(expect.stringMatching(/^store\.disk-full/)),
      "reading after a write failed": five(true),
      "ballast after opening on a full disk": five(false),
      "reading after opening on a full disk": five(true),
      "a step after opening on a full disk": five("ok"),
      "upload after opening on a full disk": five("store.disk-full"),
      "ballast when there is room": five(true),
      "upload when there is room": five("ok"),
      "reading at the end": [true],
    });
    expect(Number(facts.get("accepted")?.[0])).toBeGreaterThan(20);
    expect(Number(facts.get("MiB left at the limit")?.[0])).toBeGreaterThan(7);
  },
  60_000,
);
