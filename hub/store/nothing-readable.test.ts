import { randomBytes } from "node:crypto";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { aPerson, aSession } from "../../test/contracts/household.contract.ts";
import { copyOf, spellings } from "../../test/support/canaries.ts";
import { aMessage, anId, makeStoreRig, moved } from "../../test/support/store-rig.ts";
import { makeIdentity, recipientOf } from "../archive/identity.ts";
import { sealClip } from "../archive/sealed-clip.ts";
import { about } from "../contract/about.ts";

async function filesIn(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

test("finds a canary that does lie in the folder, however it is spelled", () => {
  const canary = randomBytes(24);
  for (const spelled of spellings(canary)) {
    const disk = Buffer.concat([randomBytes(1_001), spelled, randomBytes(77)]);
    expect(spellings(canary).some((form) => disk.includes(form))).toBe(true);
  }
});

test("leaves no readable byte of a recording, a name, an id or a stamp in the data folder", async () => {
  await using rig = await makeStoreRig();
  const store = await rig.reopen();
  const identity = await makeIdentity();
  const voice = randomBytes(64); // stands in the middle of the clip
  const clip = Uint8Array.from(Buffer.concat([Buffer.alloc(5_000, 7), voice, Buffer.alloc(5_000, 9)]));
  const ids = [anId(), anId()];
  const canaries: Buffer[] = [voice, ...ids.map((id) => Buffer.from(id))];
  const text = (name: string) => {
    const canary = `${name} ${randomBytes(9).toString("base64url")}`;
    canaries.push(Buffer.from(canary));
    return canary;
  };

  const person = { ...aPerson(text("Name")), verifier: { salt: text("salt"), hash: text("hash") } };
  await store.household.claim(person, [text("roster")], {
    ...aSession(person, text("session")),
    deviceLabel: text("label"),
  });
  const child = { id: anId(), name: text("Child") };
  const toy = {
    id: anId(),
    name: text("Toy"),
    child: child.id,
    model: "m",
    firmware: null,
    claimed: true,
    room: text("room"),
  };
  await store.household.putToy(toy, child);
  const { device } = aSession(person, "");
  const address = { endpoint: text("endpoint"), p256dh: text("p256dh"), auth: text("auth") };
  await store.pushes.put({ device, person: person.id, ...address, told: {} }, []);
  for (const id of ids) {
    const facts = about.parse({
      v: 1,
      id,
      direction: "from-toy",
      from: null,
      child: child.name,
      toy: toy.name,
      recordedAt: "2026-01-02T03:04:05Z",
      title: text("title"),
      milliseconds: 1_000,
      waveform: Array.from({ length: 30 }, () => 7),
    });
    await store.archive.put(id, await sealClip(facts, clip, clip, [await recipientOf(identity)]));
    await store.waiting.put(id, clip);
    const record = aMessage({ id, stamp: text("stamp"), clip: text("sha") });
    await store.messages.add(record, [{ at: 1, kind: "clip-taken-in", person: person.id, subject: id }]);
    await store.messages.update(moved(record, "delivering", text("cause")));
  }
  await store.waiting.delete(ids[0] ?? "");
  await rig.close();
  await rig.reopen(); // LevelDB turns its log into a table
  await rig.close();

  const disk = await copyOf(rig.dir);
  expect(disk.byteLength).toBeGreaterThan(50_000);
  const found = canaries.filter((canary) => spellings(canary).some((form) => disk.includes(form)));
  expect(found.map(String)).toEqual([]);
});

test("lets nobody else into folder and files", async () => {
  await using rig = await makeStoreRig();
  const store = await rig.reopen();
  const record = aMessage();
  await store.archive.put(record.id, randomBytes(10));
  await store.waiting.put(record.id, randomBytes(10));
  await store.messages.add(record);
  await rig.close();
  for (const folder of ["", "index", "archive", "waiting"]) {
    expect((await stat(join(rig.dir, folder))).mode & 0o777).toBe(0o700);
  }
  const open = [];
  for (const path of await filesIn(rig.dir)) {
    // LevelDB makes its own files as the umask says; their folder is closed.
    if (!path.startsWith(join(rig.dir, "index")) && ((await stat(path)).mode & 0o077) !== 0) open.push(path);
  }
  expect(open).toEqual([]);
});

test("gives a clip's file a name that tells nothing, and another hub another name", async () => {
  const id = anId();
  const names: string[][] = [];
  for (let hub = 0; hub < 2; hub++) {
    await using rig = await makeStoreRig();
    const store = await rig.reopen();
    await store.archive.put(id, randomBytes(10));
    await rig.close();
    names.push((await filesIn(join(rig.dir, "archive"))).map((path) => path.slice(rig.dir.length)));
  }
  const [one = [], other = []] = names;
  expect(one.filter((name) => name.endsWith(".age"))).toHaveLength(1);
  expect(one.filter((name) => other.includes(name))).toEqual([]);
});
