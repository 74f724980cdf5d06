/** `pawpost factory-reset` as a person types it, on a hub's folder and a stick with its backups. */
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { openJournal } from "../../ble/journal/file-journal.ts";
import { systemClock } from "../../hub/clock/system-clock.ts";
import { homeNameOf } from "../../hub/door/home-name.ts";
import { readKeyFile } from "../../hub/store/device-key.ts";
import { openHubSigner } from "../../hub/store/hub-signer.ts";
import { openHubStore } from "../../hub/store/hub-store.ts";
import { aPerson, aSession } from "../../test/contracts/household.contract.ts";
import { makeFamily } from "../../test/support/bridge-rig.ts";
import { randomId } from "../../test/support/guardian.ts";
import { makeRecordingLog } from "../../test/support/quiet-log.ts";
import { aToy } from "../../test/support/store-rig.ts";
import { makeTempDir } from "../../test/support/temp-dir.ts";
import { runCommandLine } from "./main.ts";

let folder: string;
let data: string;
let stick: string;
const hub = () => join(data, "hub");
const openHub = () =>
  openHubStore({ dir: hub(), clock: systemClock, logger: makeRecordingLog(), random: randomBytes });

beforeEach(async () => {
  const temp = await makeTempDir();
  onTestFinished(() => temp[Symbol.asyncDispose]());
  folder = temp.path;
  [data, stick] = [join(folder, "data"), join(folder, "stick")];
  for (const one of [data, stick]) await mkdir(one);
  await using store = await openHub();
  const person = aPerson("Robin");
  await store.household.claim(person, ["entry"], aSession(person));
  const { toy, child } = aToy();
  await store.household.change({ children: [child], toys: [toy] });
});

/** As it is typed, in this process: a Node for each of them would be most of what this costs. */
async function reset(...words: string[]) {
  const said = { stdout: "", stderr: "" };
  const spies = [
    vi.spyOn(console, "log").mockImplementation((line) => {
      said.stdout += `${line}\n`;
    }),
    vi.spyOn(console, "error").mockImplementation((line) => {
      said.stderr += `${line}\n`;
    }),
  ];
  try {
    const code = await runCommandLine(["factory-reset", "--data", data, ...words], false);
    return { code, ...said };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}
const nameOf = async () =>
  homeNameOf(openHubSigner((await readKeyFile(hub(), "signing")) ?? new Uint8Array()).publicKey).slice(0, 16);

test("it says what there is and does nothing, until the hub's own name is given", async () => {
  const asked = await reset();
  expect(asked.code).toBe(1);
  expect(asked.stderr).toContain(`--confirm ${await nameOf()}\n`);
  expect(asked.stderr).toMatch(/This erases all that pawpost-[a-z2-7]{8} keeps in .*Bear/s);
  const wrong = await reset("--confirm", "pawpost-aaaaaaaa");
  expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringContaining("not called pawpost-aaaaaaaa")]);
  await using store = await openHub();
  expect(store.household.people()).toHaveLength(1);
});

test("with it everything is gone, and the receipt says so", async () => {
  const { code, stdout, stderr } = await reset("--confirm", await nameOf());
  expect([code, stderr]).toEqual([0, ""]);
  expect(stdout).toMatch(
    /^Pawpost: receipt for a factory reset\n\nHub: pawpost-[a-z2-7]{8}\nKeys: overwritten/,
  );
  expect(stdout).toContain("Not emptied: Bear.");
  expect(stdout).toContain("Backups: none were there.");
  expect([await readdir(data), await readdir(hub())]).toEqual([["hub"], []]);
  expect((await reset()).stdout).toBe(`There is nothing to erase in ${data}.\n`);
  await using store = await openHub();
  expect(store.household.people()).toEqual([]);
});

test("while a newer version is on trial nothing is erased: what is kept lies there twice", async () => {
  await mkdir(join(data, "before-update"));
  const { code, stderr } = await reset("--confirm", await nameOf());
  expect([code, stderr]).toEqual([1, expect.stringContaining("A newer version is on trial")]);
  await using store = await openHub();
  expect(store.household.people()).toHaveLength(1);
});

/** As the hub makes them. */
async function layBackups(): Promise<string> {
  await writeFile(join(data, "config.yaml"), `version: 1\nbackup_to: ${stick}\n`);
  await using store = await openHub();
  const place = join(stick, `pawpost-backup-${store.household.hub}`);
  await mkdir(join(place, "files", "3f"), { recursive: true });
  await mkdir(join(place, "snapshots"));
  await writeFile(
    join(place, "place.json"),
    JSON.stringify({ v: 1, hub: store.household.hub, id: randomId() }),
  );
  await writeFile(join(place, "keys.age"), "sealed keys");
  await writeFile(join(place, "files", "3f", "3f9c"), "a file");
  return place;
}

test("backups stay, and are named, unless they are to go", async () => {
  const place = await layBackups();
  await mkdir(join(stick, "holiday"));
  const name = await nameOf();
  const kept = await reset("--confirm", name);
  expect(kept.stdout).toContain(`Backups: those in ${place} stay, and open to who was a guardian.`);
  expect((await readdir(place)).toSorted()).toEqual(["files", "keys.age", "place.json", "snapshots"]);
  expect(await readdir(data), "settings stay").toEqual(["config.yaml", "hub"]);
});

test("backups that are to go go, and nothing else on the stick", async () => {
  const place = await layBackups();
  await mkdir(join(stick, "holiday"));
  const gone = await reset("--confirm", await nameOf(), "--backups", "erase");
  expect(gone.stdout).toContain(`Backups: those in ${place} were overwritten and removed`);
  expect(await readdir(stick)).toEqual(["holiday"]);
});

async function layToy(): Promise<void> {
  const family = await makeFamily();
  await mkdir(join(data, "ble"));
  await using journal = await openJournal(join(data, "ble", "journal"));
  await journal.change([
    ...family.entries.map((entry, at) => [`roster/entry/${at}`, entry] as const),
    [
      "toy/d0:00:00:00:00:01",
      {
        toy: randomId(),
        child: randomId(),
        address: "d0:00:00:00:00:01",
        family: "cloudpets",
        model: "bear",
        firmware: null,
        identifier: "x",
      },
    ],
  ]);
}

test("killed while it waits for a toy, the keys are gone already, and the next start begins anew", async () => {
  await layToy();
  const name = await nameOf();
  const main = fileURLToPath(new URL("main.ts", import.meta.url));
  const words = ["factory-reset", "--data", data, "--confirm", name, "--toys", "60"];
  const child: ChildProcess = spawn(process.execPath, [main, ...words], {
    stdio: "ignore",
    env: { PATH: process.env.PATH, PAWPOST_HCI: `unix:${join(folder, "nobody.sock")}` },
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  await expect.poll(async () => (await readdir(hub())).filter((one) => !one.startsWith("gone-"))).toEqual([]);
  await expect
    .poll(() => readdir(join(data, "ble")))
    .toEqual(expect.arrayContaining(["journal", "journal.lock"]));
  child.kill("SIGKILL");
  await using store = await openHub();
  expect(store.household.people()).toEqual([]);
  await expect.poll(async () => (await readdir(hub())).filter((one) => one.startsWith("gone-"))).toEqual([]);
});

test("an erasing that was begun goes on without being asked again", async () => {
  await writeFile(join(hub(), "erase-everything"), "at the next start\n");
  const { code, stdout } = await reset("--confirm", await nameOf());
  expect([code, await readdir(hub())]).toEqual([0, []]);
  expect(stdout).toContain("Pawpost: receipt");
});
