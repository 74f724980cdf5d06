/** A hub with years of messages is backed up and brought back, beside `cp` with `sha256sum`, restic and borg on the same files and disk. */
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdir, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { makeIdentity, recipientOf } from "../../hub/archive/identity.ts";
import { listBackups } from "../../hub/backup/list-backups.ts";
import { openBackups } from "../../hub/backup/open-backups.ts";
import { readBackup } from "../../hub/backup/read-backup.ts";
import { openKeys } from "../../hub/backup/sealed-keys.ts";
import { systemClock as clock } from "../../hub/clock/system-clock.ts";
import type { MessageRecord } from "../../hub/ports/message-store.ts";
import { keyIn } from "../../hub/store/device-key.ts";
import { openHubSigner } from "../../hub/store/hub-signer.ts";
import { type HubStore, openHubStore } from "../../hub/store/hub-store.ts";
import { layStore } from "../../hub/store/lay-store.ts";
import { aPerson, aSession } from "../contracts/household.contract.ts";
import { randomId } from "../support/guardian.ts";
import { makeRecordingLog } from "../support/quiet-log.ts";
import { aMessage } from "../support/store-rig.ts";
import { makeTempDir } from "../support/temp-dir.ts";
import { seedClips } from "./seed-clips.ts";
import { seedMessages } from "./seed-messages.ts";

const A_DAY = 20;

export interface BackupMeasures {
  readonly clips: number;
  readonly bytes: number;
  readonly firstMs: number;
  readonly nightMs: number;
  /** What the second night wrote. */
  readonly nightBytes: number;
  readonly restoreMs: number;
  /** Program -> copying and looking through; those that are not installed are left out. */
  readonly others: Readonly<Record<string, number>>;
}

const run = promisify(execFile);
const open = (dir: string): Promise<HubStore> =>
  openHubStore({ dir, clock, logger: makeRecordingLog(), random: randomBytes });

async function* everyMessage({ messages }: HubStore): AsyncGenerator<MessageRecord> {
  for (let page = await messages.newest(500); page.length > 0; ) {
    yield* page;
    page = await messages.newest(500, page.at(-1)?.id);
  }
}

export async function measureBackup(clips: number, report: (line: string) => void): Promise<BackupMeasures> {
  await using temp = await makeTempDir();
  const at = (name: string) => join(temp.path, name);
  const [dir, stick] = [at("hub"), at("stick")];
  await mkdir(stick);
  const identity = await makeIdentity();
  const person = { ...aPerson(), slots: [], vaults: [], recipient: await recipientOf(identity) };
  const family = { author: person.id, child: randomId(), toy: randomId() };
  report(`house: ${clips} messages of ten seconds are written`);
  await (await open(dir))[Symbol.asyncDispose]();
  await seedMessages(dir, clips, family);
  let bytes = 0;
  {
    await using store = await open(dir);
    bytes = await seedClips(dir, everyMessage(store));
  }
  await run("sync", ["-f", temp.path]);

  await using store = await open(dir);
  await store.household.claim(person, ["entry"], aSession(person));
  const backups = openBackups({
    folder: stick,
    source: store.backupSource,
    household: store.household,
    ledger: store.ledger,
    signer: store.secrets.signer,
    notes: store.backupNotes,
    clock,
    lived: { now: clock.now },
    program: "bench",
    random: randomBytes,
  });
  const make = async () => {
    await dropCaches();
    return timed(() => backups.make({ signal: new AbortController().signal }));
  };
  report("house: the first backup, copied, flushed and read back");
  const firstMs = await make();
  const before = await sizeOf(stick);
  for (let more = 0; more < A_DAY; more++) {
    const record = aMessage({ ...family, sealedBytes: 340_000 }, "played");
    await store.archive.put(record.id, Uint8Array.from(randomBytes(340_000)));
    await store.messages.add(record);
  }
  report(`house: the next night, with ${A_DAY} messages more`);
  const nightMs = await make();
  const nightBytes = (await sizeOf(stick)) - before;

  report("house: brought back");
  await dropCaches();
  const restoreMs = await timed(async () => {
    const [place] = await listBackups(stick);
    const [snapshot] = place?.snapshots ?? [];
    if (place === undefined || snapshot === undefined) throw new Error("no backup");
    const { sealed, waysIn } = await place.place.readKeys();
    const read = await readBackup({
      place: place.place,
      snapshot,
      newest: snapshot.list,
      keys: await openKeys(sealed, waysIn, { kind: "sheet", identity }),
      signerOf: (files) => openHubSigner(keyIn(files, "signing")).publicKey,
      signal: new AbortController().signal,
      tell: () => undefined,
    });
    await layStore(at("restored"), { keyFiles: read.keyFiles, index: read.index(), files: read.files() });
    await using restored = await open(at("restored"));
    const [newest] = await restored.messages.newest(1);
    if ((await restored.archive.get(newest?.id ?? ""))?.byteLength !== newest?.sealedBytes)
      throw new Error("not what was backed up");
  });
  await rm(at("restored"), { recursive: true });
  return {
    clips,
    bytes,
    firstMs,
    nightMs,
    nightBytes,
    restoreMs,
    others: await measureOthers(dir, at, report),
  };
}

/** The same folder by others: copied, flushed, and looked through. */
async function measureOthers(
  dir: string,
  at: (name: string) => string,
  report: (line: string) => void,
): Promise<Record<string, number>> {
  const env = {
    ...process.env,
    RESTIC_PASSWORD: "bench",
    BORG_PASSPHRASE: "seven lanterns for one bench",
    BORG_BASE_DIR: at("borg-home"),
  };
  const [copy, restic, borg] = ["copy", "restic", "borg"].map(at) as [string, string, string];
  const ways = {
    "cp and sha256sum": [
      `mkdir -p ${copy} && cp -r ${dir}/archive ${copy}/ && sync -f ${copy}`,
      `cd ${copy} && find . -type f -print0 | xargs -0 sha256sum > /dev/null`,
    ],
    restic: [
      `restic -q init -r ${restic} && restic -q backup -r ${restic} ${dir}/archive && sync -f ${restic}`,
      `restic -q check --read-data -r ${restic}`,
    ],
    borg: [
      `borg init -e repokey-blake2 ${borg} && borg create --compression none ${borg}::one ${dir}/archive && sync -f ${borg}`,
      `borg check --verify-data ${borg}`,
    ],
  } as const;
  const measured: Record<string, number> = {};
  for (const [name, commands] of Object.entries(ways)) {
    const [program = ""] = name.split(" ");
    if (!(await isInstalled(program))) continue;
    report(`house: the same by ${name}`);
    await dropCaches();
    measured[name] = await timed(async () => {
      for (const command of commands) await run("bash", ["-ec", command], { env, maxBuffer: 1e8 });
    });
    for (const folder of [copy, restic, borg]) await rm(folder, { recursive: true, force: true });
  }
  return measured;
}

const isInstalled = (program: string): Promise<boolean> =>
  run("bash", ["-c", `command -v ${program}`]).then(
    () => true,
    () => false,
  );

/** Nothing is read from memory that a hub would read from its card. Only root may; without, all are measured warm alike. */
const dropCaches = (): Promise<unknown> =>
  run("bash", ["-c", "sync; echo 1 > /proc/sys/vm/drop_caches"]).catch(() => undefined);

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

async function sizeOf(folder: string): Promise<number> {
  let size = 0;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }))
    if (entry.isFile()) size += (await stat(join(entry.parentPath, entry.name))).size;
  return size;
}
