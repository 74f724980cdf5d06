import { afterEach, beforeEach, expect, test } from "vitest";
import { randomId } from "../../test/support/guardian.ts";
import { type HubRig, makeHubRig } from "../../test/support/hub-rig.ts";
import { listOf } from "../../test/support/store-rig.ts";
import { quickWork } from "../../test/support/stranger.ts";
import type { PublicId } from "../contract/public-id.ts";
import type { ClipCheck } from "../ports/vault.ts";
import { acknowledgeReport, listReports } from "./acknowledge-report.ts";
import type { House } from "./house.ts";
import { MOST_REPORTS, MOST_UNREAD, takeReport } from "./take-report.ts";

/** No sound is looked at here. */
const noCheck = {} as ClipCheck;
let rig: HubRig;
beforeEach(async () => {
  rig = await makeHubRig({ check: noCheck });
});
afterEach(() => rig[Symbol.asyncDispose]());

const say = (text: string, house: House = rig.house) => {
  const { task } = rig.house.reportGate.task();
  return takeReport(house, { text, task, work: quickWork(task) });
};
/** What came in over many hours, past the gate. */
async function fill(count: number, readBy: (at: number) => readonly PublicId[]) {
  for (let at = 1; at <= count; at += 1)
    await rig.house.reports.put({ id: randomId(), at, text: `old ${at}`, readBy: readBy(at) }, []);
}

test("kept, entered in the ledger, told to the pages, and in no log", async () => {
  const { id, at } = await say("I can hear your child.");
  expect(rig.house.reports.all()).toEqual([{ id, at, text: "I can hear your child.", readBy: [] }]);
  const entries = await listOf(rig.house.ledger.entries());
  expect(entries).toMatchObject([{ kind: "report-taken-in", at, person: null, subject: id }]);
  expect(rig.told.at(-1)).toEqual({ kind: "reports", kept: 1 });
  expect(JSON.stringify(rig.log)).not.toContain("hear your child");
});

test("plain text: ends of lines of one kind, no control characters, markup as it is", async () => {
  const { text } = await say("  <b>one</b>\r\ntwo\rthree\u0000\u001B[31m\u0085\t\u202Efour\uD800\n ");
  expect(text).toBe("<b>one</b>\ntwo\nthree[31m\t\u202Efour");
});

test("nothing but blanks is refused, and costs nobody a place", async () => {
  for (const text of [" ", "\r\n\t", "\u0000"])
    await expect(say(text)).rejects.toMatchObject({ code: "report.empty" });
  for (const text of ["one", "two", "three"]) await say(text);
  await expect(say("four")).rejects.toMatchObject({ code: "report.too-many" });
});

test("a disk that fails takes no place of the hour, and nobody is told that it was kept", async () => {
  const broken: House = {
    ...rig.house,
    reports: {
      ...rig.house.reports,
      all: () => [],
      put: () => Promise.reject(new Error("disk")),
      delete: () => Promise.resolve(),
    },
  };
  for (let round = 0; round < 5; round += 1) await expect(say("one", broken)).rejects.toThrow("disk");
  expect(rig.told.map(({ kind }) => kind)).not.toContain("reports");
  for (const text of ["one", "two", "three"]) await say(text);
});

test("it nags each guardian until that one has read it; said twice it is written once", async () => {
  const { id } = await say("one");
  const [mama, papa] = [randomId(), randomId()];
  const isRead = (who: typeof mama) => listReports(rig.house, who).reports.map((report) => report.isRead);
  await acknowledgeReport(rig.house, id, mama);
  await acknowledgeReport(rig.house, id, mama);
  expect(isRead(mama)).toEqual([true]);
  expect(isRead(papa)).toEqual([false]);
  await Promise.all([acknowledgeReport(rig.house, id, papa), acknowledgeReport(rig.house, id, papa)]);
  expect(isRead(papa)).toEqual([true]);
  const read = (await listOf(rig.house.ledger.entries())).filter(({ kind }) => kind === "report-read");
  expect(read.map(({ person, subject }) => [person, subject])).toEqual([
    [mama, id],
    [papa, id],
  ]);
  await expect(acknowledgeReport(rig.house, randomId(), mama)).rejects.toMatchObject({
    code: "report.unknown",
  });
});

test("a hundred that nobody has read are enough: refused with a code of its own, and counted", async () => {
  await fill(MOST_UNREAD, () => []);
  await expect(say("one more")).rejects.toMatchObject({ code: "report.full" });
  expect(listReports(rig.house, randomId())).toMatchObject({ turnedAway: 1 });
  const [oldest] = rig.house.reports.all();
  await acknowledgeReport(rig.house, oldest?.id ?? randomId(), randomId());
  await say("one more");
});

test("what every guardian has read makes room, the oldest first; what one has not read never does", async () => {
  const { info } = await rig.claim();
  const me = info.person.id;
  await fill(MOST_REPORTS, (at) => (at === 1 ? [randomId()] : [me]));
  const { id } = await say("new");
  const texts = rig.house.reports.all().map(({ text }) => text);
  expect(texts).toHaveLength(MOST_REPORTS);
  expect(texts.slice(0, 2)).toEqual(["old 1", "old 3"]);
  expect(rig.house.reports.all().at(-1)?.id).toBe(id);
});
