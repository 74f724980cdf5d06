/** Two hubs, each in process, and TLS between them. Who tries what they may not: test/attacks/second-hub.test.ts. */
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { restoreBackup } from "../../scripts/cli/backup-restore.ts";
import { byPassphrase } from "../../test/support/backed-up-family.ts";
import { codeOr } from "../../test/support/code-of.ts";
import { sendFrom } from "../../test/support/family.ts";
import { makeHubRig } from "../../test/support/hub-rig.ts";
import { type KeptFamily, makeKeptFamily } from "../../test/support/kept-family.ts";
import { makeTempDir } from "../../test/support/temp-dir.ts";
import { listBackups } from "../backup/list-backups.ts";
import { hours, minutes } from "../domain/duration.ts";
import { openReadings } from "../metrics/open-readings.ts";
import { Tally } from "../metrics/tally.ts";
import { sendBackup, startSending } from "../use-cases/keep-at-keeper.ts";
import { heldUntil, leftWithIt } from "../use-cases/keep-backups.ts";
import { viewKept } from "../use-cases/keep-messages.ts";
import { lastBackupAt } from "../use-cases/last-backup-at.ts";
import { viewKeepers } from "../use-cases/view-keepers.ts";
import { fetchFromKeeper } from "./fetch-from-keeper.ts";

const never = new AbortController().signal;
let family: KeptFamily;
beforeEach(async () => {
  family = await makeKeptFamily();
});
afterEach(async () => {
  expect([...family.rig.failures, ...family.keeper.failures]).toEqual([]);
  await family[Symbol.asyncDispose]();
});

const hubOf = ({ rig }: KeptFamily) => rig.house.household.hub;
const offer = async () => {
  const { code, addresses } = await family.keeper.house.keepers.offer(hubOf(family), null);
  return { code, address: addresses[0] ?? "" };
};

test("what is there is not sent again, and both say how it stands", async () => {
  await sendFrom(family.mum, family.clip, family.toy);
  const sent = await sendBackup(family.rig.house, never);
  expect(sent).toMatchObject({ counter: 2, isRolledBack: false });
  // The index, a recording, and whatever changes each time; not what went before.
  expect(sent.added).toBeLessThan(sent.files);
  expect(await viewKeepers(family.rig.house)).toMatchObject({ own: { failing: null }, kept: [] });
  const { kept, used } = await viewKeepers(family.keeper.house);
  expect(kept).toMatchObject([{ hub: hubOf(family), name: "Next door", backups: 2 }]);
  expect(used).toBeGreaterThan(sent.files);
  // The only place that it has: the page, health and numbers know of it.
  const at = family.rig.house.keepers.own()?.last?.at;
  expect(await lastBackupAt(family.rig.house)).toBe(at);
  const numbers = await openReadings(family.rig.house, new Tally(0), "1").read();
  expect(numbers).toContain(`pawpost_backup_last_kept_timestamp ${Number(at) / 1_000}\n`);
});

test("what is erased says that the other hub keeps it for 30 days more", async () => {
  const askedAt = family.rig.clock.now();
  const erasure = {
    number: 1,
    what: "message",
    by: null,
    askedAt,
    doneAt: askedAt,
    messages: 1,
    bytes: 1,
    onToys: 0,
  } as const;
  expect(await heldUntil(family.rig.house, erasure)).toBeGreaterThanOrEqual(askedAt + hours(31 * 24));
});

test("guardians of both are told of the pairing", () => {
  for (const { store } of [family.rig, family.keeper])
    expect(store.alerts.all().map((alert) => alert.class)).toContain("keepers-changed");
});

test("a new machine fetches it by a code, in its page as at a terminal, and goes on as that hub", async () => {
  await using temp = await makeTempDir();
  const folder = join(temp.path, "fetched");
  await fetchFromKeeper({
    ...(await offer()),
    folder,
    signal: never,
    tell: () => undefined,
    assertRoom: async () => undefined,
  });
  const [place] = await listBackups(folder);
  const [snapshot] = place?.snapshots ?? [];
  if (place === undefined || snapshot === undefined) throw new Error("nothing was fetched");
  const data = join(temp.path, "data");
  await mkdir(data);
  const restored = await restoreBackup({
    data,
    place,
    snapshot,
    secret: byPassphrase(family.mum),
    signal: never,
    tell: () => undefined,
    askWhoIsOut: async () => [],
  });
  expect(restored).toMatchObject({ hub: hubOf(family), messages: 1 });
  await using rig = await makeHubRig({ copyOf: data, clock: family.rig.clock });
  // It is still paired, and the next number is the next.
  expect((await sendBackup(rig.house, never)).counter).toBe(2);

  await using fresh = await makeHubRig();
  const { restoring } = fresh.house;
  expect((await restoring.look()).places).toEqual([]);
  restoring.fetch(await offer());
  await expect.poll(() => restoring.state().kind, { timeout: 30_000 }).toBe("none");
  expect((await restoring.look()).places).toMatchObject([{ hub: hubOf(family) }]);
  restoring.fetch({ address: "127.0.0.1:1", code: (await offer()).code });
  await expect
    .poll(() => restoring.state(), { timeout: 30_000 })
    .toEqual({ kind: "failed", code: "keeper.unreachable" });
  await restoring.drop();
});

test("what the keeper's disk damaged comes anew with the next one", async () => {
  const [recording = ""] = await family.recordings();
  const files = join(family.keeper.dir, "hub", "kept");
  const names = await readdir(files, { recursive: true });
  const path = join(files, names.find((name) => name.endsWith(recording)) ?? "");
  const before = await readFile(path);
  await writeFile(path, Buffer.alloc(before.byteLength));
  await family.send();
  expect(await readFile(path)).toEqual(before);
});

test("what this hub has lost stays in the next one", async () => {
  const archive = join(family.rig.dir, "hub", "archive");
  for (const name of await readdir(archive, { recursive: true }))
    if (name.endsWith(".age")) await rm(join(archive, name));
  await family.send();
  await using temp = await makeTempDir();
  await fetchFromKeeper({
    ...(await offer()),
    folder: temp.path,
    signal: never,
    tell: () => undefined,
    assertRoom: async () => undefined,
  });
  const [place] = await listBackups(temp.path);
  const [snapshot] = place?.snapshots ?? [];
  const listed = [...(snapshot?.list ?? [])].find(([path]) => path.startsWith("archive/"));
  expect(listed !== undefined && (await place?.place.has(listed[1]))).toBe(true);
});

test("each night one goes; of a day without guardians are told once", async () => {
  const { rig, keeper } = family;
  const counter = () => rig.house.keepers.own()?.last?.counter ?? 0;
  {
    using _sending = startSending(rig.house, () => 0.5);
    await rig.clock.advance(hours(12));
    expect(counter()).toBe(1);
    await rig.clock.advance(hours(8));
    // What goes over the network takes its own time, and whoever was still at it looks again a minute later.
    await expect.poll(() => rig.clock.advance(minutes(1)).then(counter)).toBe(2);
  }
  await keeper.house.keepers.remove(hubOf(family), null);
  const told = () => rig.store.alerts.all().find((alert) => alert.class === "backup-failing")?.count ?? 0;
  await rig.clock.advance(hours(20));
  await codeOr("sent")(sendBackup(rig.house, never));
  expect(told()).toBe(0);
  await rig.clock.advance(hours(8));
  await codeOr("sent")(sendBackup(rig.house, never));
  await codeOr("sent")(sendBackup(rig.house, never));
  expect(told()).toBe(1);
});

test("a hub that was left has what it has, until it is paired again: receipts say so", async () => {
  const { rig, keeper } = family;
  const { keepers } = rig.house;
  const last = keepers.own()?.last?.at;
  const erasedAt = (at: number) =>
    ({
      number: 1,
      what: "message",
      by: null,
      askedAt: at,
      doneAt: at,
      messages: 1,
      bytes: 1,
      onToys: 0,
    }) as const;
  const now = rig.clock.now();
  expect(leftWithIt(rig.house, erasedAt(now))).toBeUndefined();

  await keepers.leave(null);
  expect(await heldUntil(rig.house, erasedAt(now))).toBeUndefined();
  expect(leftWithIt(rig.house, erasedAt(now))).toBe(last);
  expect(leftWithIt(rig.house, erasedAt(now - hours(1_000)))).toBeUndefined();
  // Also after a restart.
  expect((await rig.store.keeperNotes.read())?.left).toEqual(keepers.left());
  const nothing = { what: "message", by: null, askedAt: now, messages: 0, bytes: 0, onToys: 0 } as const;
  await rig.house.eraser.begin(nothing, [], []);
  const leftElsewhere = new Date(Number(last)).toISOString();
  expect((await viewKept(rig.house)).receipts).toMatchObject([{ backupsUntil: null, leftElsewhere }]);

  await keeper.house.keepers.remove(hubOf(family), null);
  await family.pair(rig);
  expect(keepers.left()).toEqual([]);
  expect(keepers.own()?.firstAt).toBeLessThanOrEqual(now);
});

test("so has one that another took the place of, if anything was whole there", async () => {
  await using others = await makeKeptFamily();
  const { keepers } = others.rig.house;
  const first = keepers.own();
  const { code, addresses } = await family.keeper.house.keepers.invite("Third", null);
  await keepers.pair(addresses[0] ?? "", code, null);
  expect(keepers.left()).toMatchObject([{ hub: first?.hub, lastAt: first?.last?.at }]);
  await keepers.leave(null);
  expect(keepers.left()).toHaveLength(1);
});
