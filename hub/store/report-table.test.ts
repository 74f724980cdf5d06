import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { anId, listOf, makeStoreRig, type StoreRig } from "../../test/support/store-rig.ts";
import type { Report } from "../ports/report-store.ts";

let rig: StoreRig;
beforeEach(async () => {
  rig = await makeStoreRig();
});
afterEach(() => rig[Symbol.asyncDispose]());

const TEXT = "Anybody can read your data.";
const aReport = (at: number, change: Partial<Report> = {}): Report => ({
  id: anId(),
  at,
  text: `${TEXT} ${at}`,
  readBy: [],
  ...change,
});
const takenIn = ({ id, at }: Report) => ({ at, kind: "report-taken-in", person: null, subject: id }) as const;
const folder = () => join(rig.dir, "reports");

test("reports are there after closing and opening, oldest first, with who has read them", async () => {
  const store = await rig.reopen();
  const [late, early] = [aReport(2), aReport(1)];
  await store.reports.put(late, [takenIn(late)]);
  await store.reports.put(early, [takenIn(early)]);
  const read = { ...early, readBy: [anId()] };
  await store.reports.put(read, []);
  const again = await rig.reopen();
  expect(again.reports.all()).toEqual([read, late]);
  expect(await listOf(again.ledger.entries())).toMatchObject([takenIn(late), takenIn(early)]);
});

test("nothing of it can be read on the disk", async () => {
  const store = await rig.reopen();
  const report = aReport(1);
  await store.reports.put(report, [takenIn(report)]);
  await rig.close();
  const entries = await readdir(rig.dir, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  expect(files.some((path) => path.endsWith(".report"))).toBe(true);
  for (const path of files) {
    expect(path).not.toContain(report.id);
    expect((await readFile(path)).includes(TEXT), path).toBe(false);
  }
});

test("a lost index loses none: they are read from their files, and entered in the new ledger", async () => {
  const store = await rig.reopen();
  const report = aReport(5, { readBy: [anId()] });
  await store.reports.put(report, [takenIn(report)]);
  await rig.close();
  await rm(join(rig.dir, "index"), { recursive: true });
  const again = await rig.reopen();
  expect(again.reports.all()).toEqual([report]);
  expect(await listOf(again.ledger.entries())).toMatchObject([takenIn(report)]);
  await rig.close();
  const third = await rig.reopen();
  expect(await listOf(third.ledger.entries())).toHaveLength(1);
});

test("lost files are written again; one that is damaged is told of, and costs no other", async () => {
  const store = await rig.reopen();
  const [kept, hurt] = [aReport(1), aReport(2)];
  for (const report of [kept, hurt]) await store.reports.put(report, [takenIn(report)]);
  await rig.close();
  for (const file of await readdir(folder())) await rm(join(folder(), file));
  const again = await rig.reopen();
  expect(again.reports.all()).toEqual([kept, hurt]);
  await rig.close();
  const files = await readdir(folder());
  expect(files).toHaveLength(2);
  const [first = ""] = files;
  const bytes = await readFile(join(folder(), first));
  bytes[20] = (bytes[20] ?? 0) ^ 1;
  await writeFile(join(folder(), first), bytes);
  await rm(join(rig.dir, "index"), { recursive: true });
  const third = await rig.reopen();
  expect(third.reports.all()).toHaveLength(1);
  expect(third.reports.damaged).toBe(1);
  expect(rig.log.map(({ phrase }) => phrase)).toContain("files of reports are damaged");
});

test("a file that was moved to another's name does not count as the other", async () => {
  const store = await rig.reopen();
  const [one, other] = [aReport(1), aReport(2)];
  for (const report of [one, other]) await store.reports.put(report, [takenIn(report)]);
  await rig.close();
  const [first = "", second = ""] = await readdir(folder());
  await writeFile(join(folder(), first), await readFile(join(folder(), second)));
  await rm(join(rig.dir, "index"), { recursive: true });
  const again = await rig.reopen();
  expect(again.reports.all()).toHaveLength(1);
  expect(again.reports.damaged).toBe(1);
});

test("what was deleted stays so", async () => {
  const store = await rig.reopen();
  const [one, other] = [aReport(1), aReport(2)];
  for (const report of [one, other]) await store.reports.put(report, [takenIn(report)]);
  await store.reports.delete(one.id);
  expect((await rig.reopen()).reports.all()).toEqual([other]);
  expect(await readdir(folder())).toHaveLength(1);
});
