/** When there is a drill, what is kept of it, and who is told. What each step does: test/attacks/drill.test.ts. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { type HubRig, makeHubRig } from "../../test/support/hub-rig.ts";
import { secondGuardian } from "../../test/support/joining.ts";
import { Relative, rightsFor } from "../../test/support/relative.ts";
import { alertList } from "../contract/alerts.ts";
import { DRILL_STEPS, type DrillResult, type DrillStep, drillView } from "../contract/drill.ts";
import { type Duration, hours, minutes } from "../domain/duration.ts";
import { wallTimeAt } from "../domain/wall-time.ts";
import type { Drill, DrillNote, DrillNotes } from "../ports/drill.ts";
import { runDrill, startDrills } from "./keep-drill.ts";

/** Steps as a test wants them; all others held. */
const broken = new Set<DrillStep>();
/** Wall time of each drill. */
const ran: number[] = [];
let gate: Promise<void> | undefined;
let rig: HubRig;
let keeping: Disposable | undefined;

const played =
  (clock: { now(): number }): Drill["run"] =>
  async ({ trying, tried }) => {
    ran.push(clock.now());
    const results: DrillResult[] = [];
    for (const step of DRILL_STEPS) {
      trying(step);
      await gate;
      const isBroken = broken.has(step);
      results.push({ step, verdict: isBroken ? "broken" : "held", seen: "refused", count: 1, detail: [] });
      tried(results.at(-1) as DrillResult);
    }
    return results;
  };

beforeEach(async () => {
  broken.clear();
  ran.length = 0;
  gate = undefined;
  // In memory: what the store takes for it on a busy machine would be time that the rig's clock does not wait.
  let note: DrillNote | undefined;
  const notes: DrillNotes = {
    read: async () => note,
    async write(written) {
      note = written;
    },
  };
  rig = await makeHubRig({ change: ({ clock }) => ({ drill: { notes, run: played(clock) } }) });
});
afterEach(async () => {
  keeping?.[Symbol.dispose]();
  await rig.settle();
  expect(rig.failures).toEqual([]);
  await rig[Symbol.asyncDispose]();
});

const begin = () => {
  keeping?.[Symbol.dispose]();
  keeping = startDrills(rig.house, () => 0.5);
};
async function live(wait: Duration): Promise<void> {
  for (let done = 0; done < wait; done += minutes(10)) {
    await rig.clock.advance(minutes(10));
    await rig.settle();
  }
}
const by = async (): Promise<void> =>
  void (await runDrill(rig.house, { asked: true, signal: new AbortController().signal }));
const kinds = async () => {
  const found: string[] = [];
  for await (const { kind } of rig.house.ledger.entries()) if (kind.startsWith("drill-")) found.push(kind);
  return found;
};
const told = () => rig.house.alerts.all().find((alert) => alert.class === "drill-broken")?.count ?? 0;

test("a family has its first on its second day and one each week, at its own minute, whatever is started anew", async () => {
  await rig.claim();
  begin();
  for (let day = 0; day < 18; day += 1) {
    await live(hours(24));
    begin(); // as after a restart: what was noted is there
  }
  const { zone } = rig.house;
  expect(ran.length).toBe(3);
  // The first waits for a day to be over, and so for a later minute of the day.
  const [first = 0, ...later] = ran;
  expect(wallTimeAt(zone, first).hour).toBeLessThan(16);
  for (const at of later)
    expect([wallTimeAt(zone, at).hour, wallTimeAt(zone, at).minute >= 30]).toEqual([12, true]);
  for (const [nth, at] of later.entries()) expect(Math.round((at - (ran[nth] ?? 0)) / hours(24))).toBe(7);
  expect(await kinds()).toEqual(Array<string>(3).fill("drill-held"));
});

test("a hub without a family has none", async () => {
  begin();
  await live(hours(72));
  expect(ran).toEqual([]);
  await expect(by()).rejects.toMatchObject({ code: "drill.no-guardian" });
});

test("a step that is broken is told to every guardian at once, another one too, and the same again after four weeks", async () => {
  const mum = await rig.claim();
  const dad = await secondGuardian(rig, mum);
  await by();
  expect(told()).toBe(0);
  broken.add("ransom-wipe");
  await by();
  for (const { client } of [mum, dad]) {
    const { alerts } = await client.call("GET", "/alerts", { schema: alertList });
    expect(alerts.find((alert) => alert.class === "drill-broken")).toMatchObject({ unseen: 1 });
  }
  await by();
  expect(told()).toBe(1);
  broken.add("stolen-disk");
  await by();
  expect(told()).toBe(2);
  await live(hours(28 * 24));
  await by();
  expect(told()).toBe(3);
  broken.clear();
  await by();
  broken.add("stolen-disk");
  await by();
  expect(told()).toBe(4);
  expect((await kinds()).filter((kind) => kind !== "drill-asked")).toEqual([
    "drill-held",
    "drill-broken",
    "drill-still-broken",
    "drill-broken",
    "drill-broken",
    "drill-held",
    "drill-broken",
  ]);
});

test("a guardian wants one, sees it go on and what came of it; the ledger says who; a relative may not", async () => {
  const mum = await rig.claim();
  const { child } = await rig.addToy();
  const relative = await Relative.join(rig, mum, [rightsFor(child)]);
  const view = () => mum.client.call("GET", "/drill", { schema: drillView });
  expect(await view()).toEqual({ running: null, last: null, history: [] });
  const open = Promise.withResolvers<void>();
  gate = open.promise;
  expect(await mum.client.call("POST", "/drill", { schema: drillView })).toMatchObject({ last: null });
  await expect.poll(async () => (await view()).running?.step).toBe("open-database");
  await expect(mum.client.call("POST", "/drill")).rejects.toMatchObject({ code: "drill.running" });
  open.resolve();
  await expect.poll(async () => (await view()).last?.results.length).toBe(DRILL_STEPS.length);
  expect(await view()).toMatchObject({
    running: null,
    last: { asked: true },
    history: [{ verdict: "held" }],
  });
  expect(rig.told.filter(({ kind }) => kind === "drill").length).toBe(DRILL_STEPS.length + 1);
  const entries = await rig.house.ledger.before(Number.MAX_SAFE_INTEGER, 20);
  expect(entries.entries.find(({ kind }) => kind === "drill-asked")).toMatchObject({
    person: mum.info.person.id,
    device: mum.device.publicKey,
  });
  for (const method of ["GET", "POST"] as const)
    await expect(relative.client.call(method, "/drill")).rejects.toMatchObject({
      code: "session.not-allowed",
    });
});
