import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { deriveDeviceKeys, readKeyFile } from "../../hub/store/device-key.ts";
import { Sidecars } from "../../hub/store/sidecars.ts";
import { size, timeFor } from "../attacks/sizes.ts";
import type { DiskCall } from "../support/disk-calls.ts";
import { type Fault, hasFailingDisk } from "../support/failing-disk.ts";
import { makePatchedCopy, type PatchedCopy } from "../support/patched-copy.ts";
import { makeStoreRig } from "../support/store-rig.ts";
import { makeTempDir } from "../support/temp-dir.ts";
import { expectKept, note, type Told } from "../support/told-by-writer.ts";
import {
  dataIn,
  KNOWN_NAMES,
  type Lived,
  live,
  type Plan,
  planOf,
  type Start,
  startEmpty,
  startKilled,
} from "./failing-disk-plans.ts";

/** The last call that fails. */
const LAST = size("failedWrites");
const IS_FULL = LAST > 150;
/** Every fifth, unless all are tried. */
const STEP = IS_FULL ? 1 : 5;
/** Of the full size each call is tried, and not every fifth. */
const USUAL_MS = 600_000;
/** Each makes about 30 calls. */
const MESSAGES = Math.ceil(LAST / 28);
/** Of all other faults than one `EIO`; a night is not long enough for more. */
const RARER = IS_FULL ? 4 : 1;

interface PlannedFault extends Fault {
  readonly call: DiskCall;
}

/** It went on and refused, or ended as somebody ends who knows why. */
function expectManners({ ended: { code, signal, stderr }, said }: Lived): void {
  expect({ signal, stderr }).toEqual({ signal: null, stderr: "" });
  for (const one of said) {
    if (one.kind !== "refused") continue;
    expect(["store.io", "store.disk-full", "store.exists", "store.closed"]).toContain(one.code);
    expect(one.message).toMatch(/^\S.*\S$/);
  }
  const end = said.find((one) => one.kind === "ended");
  // A full disk is no reason to end, one that fails is.
  if (said.some((one) => one.kind === "refused" && one.code === "store.io")) expect(end).toBeDefined();
  expect(code).toBe(end === undefined ? 0 : 1); // of these two 1 is started again
  if (end === undefined) return;
  expect(["store.io", "store.disk-full"]).toContain(end.failed);
  expect(end.message).toMatch(/^[a-z].*: .+$/);
  expect(end.advice).toMatch(/\.$/);
}

/** All that was acknowledged is there when the store is opened again: in the index, in the files, and in the cards beside them. */
async function expectAllThere({ acknowledged }: Lived, start: Start, dir: string): Promise<void> {
  const told: Told = {
    records: new Map(start.told.records),
    deleted: new Set(start.told.deleted),
    ledger: new Set(start.told.ledger),
  };
  for (const one of acknowledged) note(told, one);
  await using rig = await makeStoreRig(dataIn(dir));
  const store = await rig.reopen();
  await store.swept;
  await expectKept(store, rig.dir, told, new Set());
  const key = await readKeyFile(rig.dir, "device");
  if (key === undefined) throw new Error("there is no device key");
  const cards = new Sidecars(join(rig.dir, "archive"), deriveDeviceKeys(key), () => undefined);
  for (const [id, { history }] of told.records) {
    const card = await cards.read(cards.nameOf(id));
    expect(card?.record?.record.history.slice(0, history.length)).toEqual(history);
  }
  expect(rig.log.filter(({ level }) => level === "error")).toEqual([]);
}

const nameOf = ({ call, error, isLasting }: PlannedFault) =>
  `${error} ${isLasting === true ? "from" : "at"} ${call.name} ${call.nth}, of ${call.path}`;

/** Two at a time: as many as a small machine has processors. */
async function sweep(copy: PatchedCopy, plan: Plan, faults: readonly PlannedFault[]): Promise<void> {
  const wrong: string[] = [];
  let met = 0;
  const left = faults.values();
  const worker = async () => {
    for (const fault of left) {
      await using dir = await makeTempDir();
      const lived = await live(copy, plan, fault, dir.path);
      if (lived.wasMet) met += 1;
      try {
        expectManners(lived);
        await expectAllThere(lived, plan, dir.path);
      } catch (error) {
        const last = lived.said.slice(-2).map((one) => JSON.stringify(one));
        wrong.push([nameOf(fault), String(error), ...last, lived.ended.stderr].join("\n"));
      }
    }
  };
  await Promise.all([worker(), worker()]);
  expect(wrong).toEqual([]);
  // A writer that does something else for once, or in another order, may be past it.
  expect(met).toBeGreaterThan(faults.length * 0.9);
}

const each = <T>(items: readonly T[], step: number) => items.filter((_, at) => at % step === step - 1);

/** Where an error is swallowed, and the call of it that then takes away what was acknowledged. */
const SWALLOWED = [
  {
    of: "a file's own",
    file: "hub/store/durable-file.ts",
    find: "await writeAll(file, part);\n    await file.datasync();",
    replace: "await writeAll(file, part);\n    await file.datasync().catch(() => {});",
    call: ({ name, path }: DiskCall) => name === "fdatasync" && path.startsWith("/archive/incoming/"),
  },
  {
    of: "its folder's",
    file: "hub/store/durable-file.ts",
    find: 'await syncFolder(dirname(path));\n  } catch (error) {\n    throw fileError("write a file"',
    replace:
      'await syncFolder(dirname(path)).catch(() => {});\n  } catch (error) {\n    throw fileError("write a file"',
    call: ({ name, path }: DiskCall) => name === "fsync" && path.startsWith("/archive/"),
  },
  {
    of: "a card's",
    file: "hub/store/sidecars.ts",
    find: "await file.datasync();",
    replace: "await file.datasync().catch(() => {});",
    call: ({ name, path }: DiskCall) => name === "fdatasync" && path.endsWith(".card"),
  },
  {
    of: "the index's",
    file: "hub/store/sealed-index.ts",
    find: "this.#db.batch(batch, { sync: true });",
    replace: "this.#db.batch(batch, { sync: true }).catch(() => {});",
    call: ({ name, path }: DiskCall) => name === "fdatasync" && /index\/\d+\.log$/.test(path),
  },
] as const;

describe.skipIf(!hasFailingDisk)("a disk that fails", () => {
  const closing = new AsyncDisposableStack();
  let copy: PatchedCopy;
  let killed: Plan;
  let empty: Plan;

  beforeAll(async () => {
    copy = closing.use(await makePatchedCopy(KNOWN_NAMES));
    const dir = closing.use(await makeTempDir());
    killed = await planOf(copy, await startKilled(dir.path, MESSAGES));
    empty = await planOf(copy, await startEmpty(dir.path));
  });
  afterAll(() => closing.disposeAsync());

  test(
    `takes nothing acknowledged away, wherever it fails in ${LAST} calls`,
    timeFor("failedWrites", USUAL_MS),
    () => {
      expect(killed.calls.length).toBeGreaterThanOrEqual(LAST);
      const failing = each(killed.calls.slice(0, LAST), STEP);
      return sweep(copy, killed, [
        ...failing.map((call) => ({ call, error: "EIO" }) as const),
        ...each(failing, 10 * RARER).map((call) => ({ call, error: "EIO", isLasting: true }) as const),
        ...each(failing, 5 * RARER).map((call) => ({ call, error: "ENOSPC" }) as const),
        ...each(failing, 15 * RARER).map((call) => ({ call, error: "EINTR" }) as const),
      ]);
    },
  );

  test("leaves a store that can be opened where one was being made", timeFor("failedWrites", USUAL_MS), () =>
    sweep(
      copy,
      empty,
      each(empty.calls, IS_FULL ? 1 : 20).map((call) => ({ call, error: "EIO" }) as const),
    ),
  );

  test.each(SWALLOWED)(
    "would take it away if an error were swallowed: $of",
    async ({ of, call, ...patch }) => {
      await using swallowing = await makePatchedCopy([...KNOWN_NAMES, patch]);
      await using dir = await makeTempDir();
      const last = killed.calls.filter(call).at(-4); // the very last are of its closing
      if (last === undefined) throw new Error(`there is no call of this kind: ${of}`);
      const lived = await live(swallowing, killed, { call: last, error: "EIO" }, dir.path);
      expect(lived).toMatchObject({ wasMet: true, said: [], ended: { code: 0 } });
      await expect(expectAllThere(lived, killed, dir.path)).rejects.toThrow();
    },
  );
});
