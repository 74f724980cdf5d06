/** `pawpost ble trust` as a person types it, on the journal that a bridge has written. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { openJournal, readJournal } from "../../ble/journal/file-journal.ts";
import { verifyRoster } from "../../hub/contract/roster.ts";
import { trustWords } from "../../hub/contract/trust-words.ts";
import { type Family, makeBridgeRig, makeFamily } from "../../test/support/bridge-rig.ts";
import { memoryJournal } from "../../test/support/memory-journal.ts";
import { makeTempDir } from "../../test/support/temp-dir.ts";

const MAIN = fileURLToPath(new URL("main.ts", import.meta.url));

let folder: string;
let family: Family;

beforeEach(async () => {
  const made = await makeTempDir();
  onTestFinished(() => made[Symbol.asyncDispose]());
  folder = made.path;
  await mkdir(join(folder, "ble"));
  family = await makeFamily();
});

async function pawpostTrust(...words: string[]) {
  const child = spawn(process.execPath, [MAIN, "ble", "trust", "--data", folder, ...words], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [out, err] = ["", ""];
  child.stdout.on("data", (chunk: Buffer) => {
    out += chunk;
  });
  child.stderr.on("data", (chunk: Buffer) => {
    err += chunk;
  });
  const [status] = (await once(child, "close")) as [number];
  return { status, out, err };
}

const path = () => join(folder, "ble", "journal");

/** A bridge on what the file holds. @returns puts what it knows into the file, and holds that as a running one does */
async function startBle() {
  const journal = memoryJournal();
  await journal.change((await readJournal(path())).entries(""));
  const rig = await makeBridgeRig({ journal });
  onTestFinished(() => rig[Symbol.asyncDispose]());
  const write = async () => {
    const file = await openJournal(path());
    await file.change(journal.entries(""));
    return file;
  };
  return { rig, write };
}
const wordsOf = async ({ entries }: Family) =>
  trustWords((await verifyRoster(entries)).fingerprint).join(" ");

test("before the first paw there is nothing to compare", async () => {
  expect(await pawpostTrust()).toMatchObject({
    status: 0,
    out: expect.stringMatching(/^No toy was claimed yet/),
  });
});

test("the six words of the family whose paw was pressed, also while the radio process runs", async () => {
  const { rig, write } = await startBle();
  await rig.claim(family.entries);
  await using _running = await write();
  const { status, out } = await pawpostTrust();
  expect(status).toBe(0);
  expect(out).toContain(`\n  ${await wordsOf(family)}\n`);
  expect(out).toContain("1 guardian with 1 device, 1 toy");
  expect(await pawpostTrust("--reset", "--yes")).toMatchObject({
    status: 1,
    err: expect.stringMatching(/^Error \[trust\.in-use\].*\nWhat to do: Nothing was forgotten\./),
  });
  expect((await pawpostTrust()).out).toContain(await wordsOf(family));
});

test("starting over asks first, then takes a paw, and the toy keeps its place", async () => {
  const first = await startBle();
  const toy = await first.rig.claim(family.entries);
  const over = await first.rig.makeDelivery(family, toy);
  await first.rig.command({ kind: "retire", id: over.id, message: over.message });
  await (await first.write())[Symbol.asyncDispose]();

  expect(await pawpostTrust("--reset")).toMatchObject({
    status: 1,
    err: expect.stringContaining("[trust.reset-not-confirmed]"),
  });
  expect((await pawpostTrust()).out).toContain(await wordsOf(family));
  expect(await pawpostTrust("--reset", "--yes")).toMatchObject({
    status: 0,
    out: expect.stringContaining("press its paw"),
  });
  expect((await pawpostTrust()).out).toMatch(/^No toy was claimed yet/);

  const { rig, write } = await startBle();
  const other = await makeFamily();
  await rig.roster(other.entries);
  await rig.command(await rig.makeDelivery(other, toy));
  expect(rig.all("delivery-failed")).toMatchObject([{ code: "not-claimed" }]);
  expect(await rig.claim(other.entries)).toBe(toy);
  await (await write())[Symbol.asyncDispose]();
  expect((await pawpostTrust()).out).toContain(await wordsOf(other));
  await rig.command(await rig.makeDelivery(other, toy));
  await rig.command(await rig.makeDelivery(other, toy, { message: over.message }));
  await rig.command(await rig.makeDelivery(family, toy));
  expect(rig.toy.uploads).toBe(1);
  expect(rig.all("delivery-failed").slice(1)).toMatchObject([
    { code: "cancelled" },
    { code: "stamp-refused", detail: "stamp.unknown-signer" },
  ]);
});
