/**
 * A store as a released version leaves it, with something of every kind in it, and what stands in it. Kept in test/vectors/store, a folder for each
 * version: whatever is written later has to read them.
 *
 *   node test/support/store-vector.ts     writes the folder of this version, where there is none, and forms.json
 */
import { createHash } from "node:crypto";
import { cpSync } from "node:fs";
import { readdir, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { encodeRecording } from "../../hub/audio/recording-codec/encode-recording.ts";
import { toIntegerSamples } from "../../hub/audio/samples.ts";
import { systemClock } from "../../hub/clock/system-clock.ts";
import { sha256 } from "../../hub/contract/sha256.ts";
import { deriveDeviceKeys, readKeyFile } from "../../hub/store/device-key.ts";
import { readHouseholdCopy } from "../../hub/store/household-table.ts";
import { type HubStore, openHubStore } from "../../hub/store/hub-store.ts";
import { openDatabase, SealedIndex, TABLES, type Table } from "../../hub/store/sealed-index.ts";
import { STORE_VERSION } from "../../hub/store/store-version.ts";
import { giveStarter } from "../../hub/use-cases/give-starter.ts";
import { takeReport } from "../../hub/use-cases/take-report.ts";
import { hum, prepareClip, randomId } from "./guardian.ts";
import { bleSays, makeHubRig } from "./hub-rig.ts";
import { makeRecordingLog } from "./quiet-log.ts";
import { Relative, rightsFor } from "./relative.ts";
import { listOf } from "./store-rig.ts";
import { quickWork } from "./stranger.ts";

export const VECTORS = fileURLToPath(new URL("../vectors/store/", import.meta.url));
/** Nothing to be read later, or 12 MiB of nothing. */
const LEFT_OUT = /\/(?:ballast|LOCK|LOG|LOG\.old)$/;

/** A family of a guardian, a relative and a toy; messages on their way, heard and erased; the child's answer; a report, tunes, alerts. */
export async function layStore(folder: string): Promise<void> {
  await using rig = await makeHubRig();
  const { house } = rig;
  const guardian = await rig.claim();
  const toy = await rig.addToy();
  const clip = await prepareClip(hum(0.5, 1), 16_000);
  await giveStarter(house, async () => [{ title: "A tune", ...clip }]);
  for (const becomes of ["heard", "erased", "waiting"]) {
    const { id } = await guardian.send(clip, toy);
    await rig.settle();
    const delivery = rig.toys.all("deliver").at(-1);
    if (becomes === "waiting" || delivery === undefined) continue;
    for (const event of [bleSays.delivered(delivery), bleSays.played(delivery)]) rig.toys.says(event);
    await rig.settle();
    if (becomes === "erased") {
      await guardian.stepUp();
      await guardian.client.call("DELETE", `/messages/${id}`);
      await rig.settle();
    }
  }
  const spoken = encodeRecording(toIntegerSamples(hum(2, 3, 8_000)), { bitsPerCode: 4 });
  rig.toys.says({
    kind: "recording-ready",
    recording: randomId(),
    toy: toy.id,
    bytes: spoken.byteLength,
    sha256: await sha256(spoken),
    told_ms: 2_000,
    seen_ms: null,
    recorded_at: "2026-01-02T03:04:05Z",
  });
  await rig.settle();
  const use = rig.tickets.redeem(rig.toys.all("take-recording").at(-1)?.ticket ?? "", "home", "upload");
  if (use?.kind !== "upload" || (await use.accept(spoken)).kind !== "kept") throw new Error("not taken in");
  await Relative.join(rig, guardian, [rightsFor(toy.child)]);
  const { task } = house.reportGate.task();
  await takeReport(house, { text: "I can hear your child.", task, work: quickWork(task) });
  await rig.settle();
  cpSync(join(rig.dir, "hub"), folder, { recursive: true, filter: (path) => !LEFT_OUT.test(path) });
}

const digest = (bytes: Uint8Array | undefined): string =>
  createHash("sha256")
    .update(bytes ?? "nothing")
    .digest("hex");

/** What stands in a store, by its own ports: what a migration has to keep. */
export async function tellStore(store: HubStore): Promise<object> {
  const { household, messages, archive, waiting, library, reports, alerts, ledger, gaps } = store;
  const newest = await messages.newest(100);
  const clips = newest.map(async ({ id }) => [
    id,
    digest(await archive.get(id)),
    digest(await waiting.get(id)),
  ]);
  const tunes = library.all().map(async ({ id }) => [id, digest(await library.clip(id))]);
  const told = {
    hub: household.hub,
    people: household.people(),
    roster: household.roster(),
    children: household.children(),
    toys: household.toys(),
    messages: newest,
    open: (await messages.open()).map(({ id }) => id),
    clips: await Promise.all(clips),
    library: library.all(),
    tunes: await Promise.all(tunes),
    reports: reports.all(),
    alerts: alerts.all(),
    gaps: gaps.all(),
    ledger: await listOf(ledger.entries()),
    lived: await store.livedNotes.read(),
  };
  return JSON.parse(JSON.stringify(told)) as object;
}

export const openStore = (dir: string): Promise<HubStore> =>
  openHubStore({
    dir,
    clock: systemClock,
    logger: makeRecordingLog(),
    random: () => {
      throw new Error("a store of before has its keys");
    },
  });

/** Of what form the values are, table by table: each path to a value, with what kind of value it is. Not what they say. */
export async function formsOf(dir: string): Promise<Readonly<Record<string, readonly string[]>>> {
  const device = await readKeyFile(dir, "device");
  if (device === undefined) throw new Error("no device key");
  const keys = deriveDeviceKeys(device);
  await using index = new SealedIndex(await openDatabase(join(dir, "index")), keys.values);
  const forms: Record<string, readonly string[]> = {};
  for (const table of Object.keys(TABLES) as Table[]) {
    const found = new Set<string>();
    for await (const [, value] of index.entries<unknown>({ table }))
      for (const path of pathsOf(value)) found.add(path);
    if (found.size > 0) forms[table] = [...found].toSorted();
  }
  return {
    ...forms,
    "household.sealed": [...new Set(pathsOf(await readHouseholdCopy(dir, keys)))].toSorted(),
  };
}

/** Names of members that are ids, or keys, are not part of a form. */
const IS_ID = /^[A-Za-z0-9_-]{16,}$/;

function pathsOf(value: unknown, at = ""): string[] {
  if (Array.isArray(value)) return value.flatMap((one) => pathsOf(one, `${at}[]`));
  if (value === null || typeof value !== "object")
    return [`${at}: ${value === null ? "null" : typeof value}`];
  return Object.entries(value).flatMap(([name, one]) =>
    pathsOf(one, `${at}.${IS_ID.test(name) ? "*" : name}`),
  );
}

async function write(): Promise<void> {
  const folder = join(VECTORS, String(STORE_VERSION));
  const isThere = await stat(folder).catch(() => undefined);
  const fresh = join(VECTORS, "fresh");
  await layStore(fresh);
  const forms = await formsOf(fresh);
  await writeFile(join(VECTORS, "forms.json"), `${JSON.stringify(forms, undefined, 2)}\n`);
  if (isThere === undefined) {
    cpSync(fresh, folder, { recursive: true, filter: (path) => !LEFT_OUT.test(path) });
    const store = await openStore(fresh);
    await writeFile(join(VECTORS, `${STORE_VERSION}.json`), `${JSON.stringify(await tellStore(store))}\n`);
    await store[Symbol.asyncDispose]();
  }
  await rm(fresh, { recursive: true });
  console.log(await readdir(VECTORS));
}

if (import.meta.main) await write();
