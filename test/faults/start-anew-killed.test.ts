/**
 * A hub that is killed while it starts anew comes back with the family that was, whole, or with the new one, whole: wherever the kill
 * falls, before the write, anywhere in it, or while what was removed is being overwritten; with its index, and without.
 */

import { randomBytes } from "node:crypto";
import { cpSync } from "node:fs";
import { readdir, rm, stat, truncate } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { systemClock } from "../../hub/clock/system-clock.ts";
import type { LedgerEntry } from "../../hub/ports/ledger.ts";
import { openHubStore } from "../../hub/store/hub-store.ts";
import { SealedIndex } from "../../hub/store/sealed-index.ts";
import { aPerson, aSession } from "../contracts/household.contract.ts";
import { makePatchedCopy } from "../support/patched-copy.ts";
import { makeRecordingLog } from "../support/quiet-log.ts";
import { aToy, listOf, makeMemoryDir } from "../support/store-rig.ts";

const PARTS = { openHubStore, SealedIndex };
type Parts = typeof PARTS;
type State = "old" | "new" | "half";

/** Opening LevelDB's LOCK and closing it again would drop the lock of the one that runs. */
const isNoLock = (path: string) => !path.endsWith("/LOCK");
const copyOf = (from: string, to: string) => cpSync(from, to, { recursive: true, filter: isNoLock });

const logOf = async (dir: string): Promise<string> => {
  const logs = (await readdir(join(dir, "index"))).filter((name) => name.endsWith(".log"));
  return join(dir, "index", logs.sort().at(-1) ?? "");
};
const lengthOfLog = async (dir: string) => (await stat(await logOf(dir))).size;

/** @returns what each kill leaves, in the order in which they fall */
async function killEverywhere(
  parts: Parts = PARTS,
): Promise<{ before: State; within: State[]; after: State[] }> {
  const temp = await makeMemoryDir();
  onTestFinished(() => temp[Symbol.asyncDispose]());
  const at = (name: string) => join(temp.path, name);
  const open = (dir: string) =>
    parts.openHubStore({ dir, clock: systemClock, logger: makeRecordingLog(), random: randomBytes });

  const [mum, dad, nan] = [aPerson(), aPerson("Dad"), aPerson("Nan")];
  const { toy, child } = aToy();
  const note = (kind: LedgerEntry["kind"]): LedgerEntry => ({ at: 1, kind, person: nan.id, subject: null });
  await using store = await open(at("hub"));
  const { household } = store;
  await household.claim(mum, ["0", "1"], aSession(mum));
  await household.change({ people: [dad], roster: ["2", "3", "4"] });
  await household.putSession(aSession(dad, "session-2"));
  await household.putToy(toy, child);

  const stateOf = async (dir: string, hasIndex = true): Promise<State> => {
    await using next = await open(dir);
    const { household: now } = next;
    const kinds = await listOf(next.ledger.entries()).catch(() => undefined);
    if (kinds === undefined) return "half"; // entries are missing in between
    const told = kinds.some(({ kind }) => kind === "started-anew");
    const alerted = next.alerts.all().length;
    const found = {
      people: now
        .people()
        .map(({ name }) => name)
        .sort(),
      roster: now.roster(),
      // A hub whose index is lost signs everybody out, and begins its history anew.
      sessions: now
        .sessions()
        .map(({ id }) => id)
        .sort(),
      claimed: now.toys().map(({ claimed }) => claimed),
      former: now.former().map(({ roster }) => roster.length),
      told: [told, alerted],
    };
    const rest = (sessions: string[], seen: readonly unknown[]) =>
      hasIndex ? { sessions, told: seen } : { sessions: [], told: [false, 0] };
    const old = {
      ...{ people: ["Dad", "Mum"], roster: ["0", "1", "2", "3", "4"], claimed: [true], former: [] },
      ...rest(["session-1", "session-2"], [false, 0]),
    };
    const anew = {
      ...{ people: ["Nan"], roster: ["new 0", "new 1"], claimed: [false], former: [5] },
      ...rest(["session-3"], [true, 1]),
    };
    const [text, one, other] = [found, old, anew].map((state) =>
      JSON.stringify(state, Object.keys(state).sort()),
    );
    return text === one ? "old" : text === other ? "new" : "half";
  };
  let copies = 0;
  /** What the next hub finds on the disk as it is now, but for what is cut off the log. */
  const killed = async (from: string, cut?: number, hasIndex = true): Promise<State> => {
    copies += 1;
    const dir = at(`copy-${copies}`);
    await copyOf(at(from), dir);
    if (cut !== undefined) await truncate(await logOf(dir), cut);
    if (!hasIndex) await rm(join(dir, "index"), { recursive: true });
    return stateOf(dir, hasIndex);
  };

  const before = await killed("hub");
  const start = await lengthOfLog(at("hub"));
  const { purge } = parts.SealedIndex.prototype;
  parts.SealedIndex.prototype.purge = async function (writes) {
    parts.SealedIndex.prototype.purge = purge;
    await copyOf(at("hub"), at("written")); // The write is durable, nothing is overwritten yet.
    await purge.call(this, writes);
  };
  const session = aSession(nan, "session-3");
  await household.startAnew({ person: nan, roster: ["new 0", "new 1"], session }, [note("started-anew")]);
  const end = await lengthOfLog(at("written"));
  const within: State[] = [];
  // The file beside the index is written first: with the log cut off where it began, it alone is new.
  const step = Math.ceil((end - start) / 12);
  for (let cut = start; cut < end; cut += step) within.push(await killed("written", cut));
  const after = [
    await killed("written"),
    await killed("hub"),
    await killed("written", start, false),
    await killed("hub", undefined, false),
  ];
  return { before, within, after };
}

test("killed anywhere, the hub comes back as it was, or anew, and never in between", {
  timeout: 240_000,
}, async () => {
  const { before, within, after } = await killEverywhere();
  expect(before).toBe("old");
  expect(new Set(within)).toEqual(new Set(["old"]));
  expect(after).toEqual(["new", "new", "new", "new"]);
});

test("written piece by piece, it comes back in between", { timeout: 240_000 }, async () => {
  await using copy = await makePatchedCopy([
    {
      file: "hub/store/household-table.ts",
      find: "    await this.#parts.index.commit([...writes, ...this.#parts.ledger.writes(ledger)]);\n  }\n\n  #put",
      replace:
        "    for (const write of [...writes, ...this.#parts.ledger.writes(ledger)])\n" +
        "      await this.#parts.index.commit([write]);\n  }\n\n  #put",
    },
  ]);
  const parts = {
    ...(await copy.load<Pick<Parts, "openHubStore">>("hub/store/hub-store.ts")),
    ...(await copy.load<Pick<Parts, "SealedIndex">>("hub/store/sealed-index.ts")),
  };
  const { within } = await killEverywhere(parts);
  expect(within).toContain("half");
});
