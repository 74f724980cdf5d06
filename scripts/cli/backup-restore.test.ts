import { execFile } from "node:child_process";
import { cpSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { derivePassphraseKeys } from "../../hub/archive/derive-keys.ts";
import { makeIdentity } from "../../hub/archive/identity.ts";
import { openClip } from "../../hub/archive/sealed-clip.ts";
import { BackupError } from "../../hub/backup/errors.ts";
import type { Snapshot } from "../../hub/backup/snapshot.ts";
import { hours } from "../../hub/domain/duration.ts";
import { eraseMessage } from "../../hub/use-cases/erase-messages.ts";
import { viewKept } from "../../hub/use-cases/keep-messages.ts";
import {
  type BackedUpFamily,
  byPassphrase,
  makeBackedUpFamily,
} from "../../test/support/backed-up-family.ts";
import { codeOr } from "../../test/support/code-of.ts";
import { idOf, inRig, keysOf, pageElsewhere, sendFrom } from "../../test/support/family.ts";
import { type HubRig, makeHubRig } from "../../test/support/hub-rig.ts";
import { makeTempDir } from "../../test/support/temp-dir.ts";
import { argon2 } from "../../web-ui/src/keys/argon2.ts";
import { readSecret } from "./backup-restore.ts";

let family: BackedUpFamily;
beforeAll(async () => {
  family = await makeBackedUpFamily();
});
afterAll(() => family?.[Symbol.asyncDispose]());

const codeOf = codeOr("done");
const onNewMachine = (data: string): Promise<HubRig> => makeHubRig({ copyOf: data, clock: family.rig.clock });

test("a passphrase brings back people, messages, history and recordings that open", async () => {
  const data = await family.newMachine();
  const restored = await family.restore(data);
  expect(restored).toMatchObject({ messages: 1, erased: 0, guardians: 2, out: [] });
  await using rig = await onNewMachine(data);
  const mum = await pageElsewhere(inRig(rig), family.mum);
  expect(rig.house.household.hub).toBe(family.rig.house.household.hub);
  const [record] = await rig.house.messages.newest(1);
  const [before] = await family.rig.house.messages.newest(1);
  expect(record).toEqual(before);
  const sealed = await mum.page.client.bytes(`/messages/${record?.id}/archive`);
  const { vaults } = await keysOf(mum);
  expect((await openClip(sealed, ...vaults.values())).toyBytes).toEqual(family.clip.toyBytes);
  const kinds: string[] = [];
  for await (const { kind } of rig.house.ledger.entries()) kinds.push(kind);
  expect(kinds).toContain("clip-taken-in");
  expect(rig.house.alerts.all().find((alert) => alert.class === "backup-restored")?.recent).toMatchObject([
    { person: idOf(family.mum) },
  ]);
  await sendFrom(mum, family.clip, family.toy);
  expect(await rig.house.messages.newest(5)).toHaveLength(2);
});

test("who was signed in is not: everybody signs in again", async () => {
  const data = await family.newMachine();
  await family.restore(data);
  await using rig = await onNewMachine(data);
  expect(family.rig.house.household.sessions().length).toBeGreaterThan(0);
  expect(rig.house.household.sessions()).toEqual([]);
});

test("a recovery sheet brings it back, also without the boxes that lie beside", async () => {
  const secret = { kind: "sheet", identity: family.sheet } as const;
  expect(await family.restore(await family.newMachine(), { secret })).toMatchObject({ messages: 1 });
  const [name = ""] = await readdir(family.stick);
  const waysIn = join(family.stick, name, "ways-in.json");
  const kept = await readFile(waysIn);
  await rm(waysIn);
  try {
    const data = await family.newMachine();
    expect(await family.restore(data, { secret })).toMatchObject({ messages: 1 });
    await using rig = await onNewMachine(data);
    const [alert] = rig.house.alerts.all().filter((one) => one.class === "backup-restored");
    expect(alert?.recent).toMatchObject([{ person: idOf(family.mum) }]);
  } finally {
    await writeFile(waysIn, kept);
  }
});

test.each([
  ["a wrong passphrase", async () => byPassphrase({ passphrase: "not this one at all" })],
  ["a sheet of somebody else", async () => ({ kind: "sheet", identity: await makeIdentity() }) as const],
])("%s opens nothing, and leaves a machine as new as it was", async (_, secret) => {
  const data = await family.newMachine();
  expect(await codeOf(family.restore(data, { secret: await secret() }))).toBe("backup.wrong-key");
  expect(await readdir(data)).toEqual([]);
});

test("who was removed since has no way in any more", async () => {
  const data = await family.newMachine();
  expect(await family.restore(data, { out: ["Dad"] })).toMatchObject({ out: ["Dad"] });
  await using rig = await onNewMachine(data);
  const signIn = codeOr("in");
  expect(await signIn(pageElsewhere(inRig(rig), family.dad))).toBe("sign-in.refused");
  expect(await signIn(pageElsewhere(inRig(rig), family.mum))).toBe("in");
});

test("what was erased since an older backup stays erased when that one is brought back", async () => {
  await using lived = await makeBackedUpFamily();
  const erased = await sendFrom(lived.mum, lived.clip, lived.toy);
  await lived.rig.clock.advance(hours(24));
  await lived.backUp();
  await eraseMessage(lived.rig.house, erased.id, idOf(lived.mum));
  await lived.rig.clock.advance(hours(24));
  await lived.rig.settle();
  const receipt = async () => (await viewKept(lived.rig.house)).receipts[0]?.backupsUntil;
  expect(Date.parse((await receipt()) ?? "")).toBeGreaterThan(lived.rig.clock.now());
  await lived.backUp();
  const data = await lived.newMachine();
  const older = ({ snapshots }: { readonly snapshots: readonly Snapshot[] }) => snapshots[1];
  expect(await lived.restore(data, { choose: older })).toMatchObject({ messages: 1, erased: 1 });
  await using rig = await onNewMachine(data);
  expect(await rig.house.messages.get(erased.id)).toBeUndefined();
  expect(await rig.house.messages.newest(5)).toHaveLength(1);
});

test("a hub that has a family is not written over; one that was never claimed is", async () => {
  const data = await family.newMachine();
  cpSync(join(family.rig.dir, "hub"), join(data, "hub"), {
    recursive: true,
    filter: (path) => !path.endsWith("/LOCK"),
  });
  expect(await codeOf(family.restore(data))).toBe("restore.not-new");
  const other = await family.newMachine();
  await using unclaimed = await makeHubRig();
  cpSync(join(unclaimed.dir, "hub"), join(other, "hub"), {
    recursive: true,
    filter: (path) => !path.endsWith("/LOCK"),
  });
  expect(await codeOf(family.restore(other))).toBe("done");
  expect(await readdir(other)).toEqual(["hub"]);
});

test("what a kill in the middle left is cleared away by the next try", async () => {
  const data = await family.newMachine();
  await mkdir(join(data, "hub.restoring-0011223344556677", "index"), { recursive: true });
  await family.restore(data);
  expect(await readdir(data)).toEqual(["hub"]);
});

test("stopped in the middle, nothing is there", async () => {
  const data = await family.newMachine();
  const signal = AbortSignal.abort(new BackupError("backup.cancelled", "stopped"));
  expect(await codeOf(family.restore(data, { signal }))).toBe("backup.cancelled");
  expect(await readdir(data)).toEqual([]);
});

test.each([
  ["a recording", /\/files\/..\/[0-9a-f]{64}$/],
  ["the list", /\.pawpost$/],
  ["the keys", /keys\.age$/],
])("a backup of which %s was changed is not brought back", async (_, which) => {
  const copy = `${await family.newMachine()}-stick`;
  cpSync(family.stick, copy, { recursive: true });
  const paths = (await readdir(copy, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => which.test(path));
  expect(paths.length).toBeGreaterThan(0);
  for (const path of paths) {
    const bytes = await readFile(path);
    const at = Math.floor(bytes.byteLength / 2);
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    await writeFile(path, bytes);
  }
  const kept = `${family.stick}-kept`;
  await rename(family.stick, kept);
  await rename(copy, family.stick);
  const data = await family.newMachine();
  try {
    expect(await codeOf(family.restore(data))).not.toBe("done");
    expect(await readdir(data)).toEqual([]);
  } finally {
    await rename(family.stick, copy);
    await rename(kept, family.stick);
  }
});

test("without Pawpost, the sheet, age and tar open a recording of a backup", async () => {
  const [name = ""] = await readdir(family.stick);
  await using temp = await makeTempDir();
  await writeFile(join(temp.path, "sheet.txt"), `${family.sheet}\n`);
  const place = join(family.stick, name);
  // As docs/recovery.md has it.
  const script = `
    age -d -i sheet.txt "${place}/keys.age" | tar -x
    age -d -i sheet.txt person-1-sheet-1.age > person.txt
    age -d -i person.txt person-1-vault-1.age > vault.txt
    grep archive/ "${place}/snapshots/000000001.pawpost" | while read hash bytes path; do
      age -d -i vault.txt "${place}/files/\${hash%\${hash#??}}/$hash" > $(basename $path).tar
    done
    tar -xf *.tar`;
  await promisify(execFile)("bash", ["-euo", "pipefail", "-c", script], { cwd: temp.path });
  expect(new Uint8Array(await readFile(join(temp.path, "clip.toy")))).toEqual(family.clip.toyBytes);
});

test("what is typed is a sheet in whatever grouping, a slip in one, or a passphrase as the page takes it", async () => {
  const identity = await makeIdentity();
  const groups =
    identity
      .toLowerCase()
      .slice("age-secret-key-1".length)
      .match(/.{1,4}/g)
      ?.join(" ") ?? "";
  expect(readSecret(identity)).toEqual({ kind: "sheet", identity });
  expect(readSecret(groups)).toEqual({ kind: "sheet", identity });
  expect(readSecret(`${identity.slice(0, -1)}${identity.endsWith("Q") ? "P" : "Q"}`)).toBeUndefined();
  const secret = readSecret("four lanterns beside our kettle");
  if (secret?.kind !== "passphrase") throw new Error("taken for a sheet");
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const page = await derivePassphraseKeys("four lanterns beside our kettle", salt, argon2);
  expect(await secret.wrap(salt)).toBe(page.wrap);
});
