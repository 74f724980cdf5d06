/** How loud a toy may be: chosen by guardians, told to its room by day and by night, and once for each change. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Guardian, randomId } from "../../test/support/guardian.ts";
import { type HubRig, makeHubRig } from "../../test/support/hub-rig.ts";
import type { ToyView } from "../contract/api.ts";
import { usualTimes } from "../domain/child-times.ts";
import { careNow } from "./care-now.ts";
import { tellStanding } from "./tell-standing.ts";

let rig: HubRig;
let guardian: Guardian;
let toy: ToyView;
beforeEach(async () => {
  rig = await makeHubRig();
  guardian = await rig.claim();
  toy = await rig.addToy("Bear");
});
afterEach(async () => {
  expect(rig.failures).toEqual([]);
  await rig[Symbol.asyncDispose]();
});

const choose = async (loudest: number, loudestAtNight: number, saving = false, recordsOver = false) => {
  await guardian.client.call("PUT", `/toys/${toy.id}/care`, {
    json: { loudest, loudestAtNight, saving, recordsOver },
  });
  await rig.settle();
};
const told = () => rig.toys.all("care").map(({ loudest }) => loudest);

test("there is no limit until a guardian chooses one; its room hears each change once, and anew when it comes back", async () => {
  expect(told()).toEqual([100]);
  await choose(60, 30);
  await choose(60, 30);
  const [shown] = (await guardian.state()).toys;
  expect(shown?.care).toEqual({
    loudest: 60,
    loudestAtNight: 30,
    saving: false,
    recordsOver: false,
    loudestNow: told().at(-1),
  });
  expect(told()).toHaveLength(2);
  rig.toys.saysState({ state: "offline" });
  await rig.settle();
  rig.toys.saysState({ state: "online", adapter: "on" });
  await rig.settle();
  expect(told()).toHaveLength(3);
  const { entries } = await rig.house.ledger.before(Number.MAX_SAFE_INTEGER, 10);
  expect(entries.filter(({ kind }) => kind === "toy-care-chosen")).toMatchObject([
    { person: guardian.info.person.id, subject: toy.id },
    { person: guardian.info.person.id, subject: toy.id },
  ]);
});

test("a slow link is told beside it, and is off until a guardian wants it", async () => {
  expect(rig.toys.all("care")).toMatchObject([{ saving: false }]);
  await choose(100, 100, true);
  expect(rig.toys.all("care").at(-1)).toMatchObject({ loudest: 100, saving: true });
});

test("answers are recorded over on the toy only where a guardian wants that, and not in quiet hours", async () => {
  const over = () => rig.toys.all("care").map(({ records_over }) => records_over);
  expect(over()).toEqual([false]);
  await choose(100, 100, false, true);
  expect(over()).toEqual([false, true]);
  const night = { bedtime: "12:00", quietFrom: "12:00", quietTo: "11:59", wakeUp: "11:59" };
  const times = { ...usualTimes("UTC"), isQuiet: true, school: night, free: night };
  const children = rig.house.household.children().map((child) => ({ ...child, times }));
  await rig.house.household.change({ children }, []);
  await rig.house.inTurn(() => tellStanding(rig.house));
  expect(over()).toEqual([false, true, false]);
});

test("each time is in the ledger and at the toy, once, however often it is told", async () => {
  const event = {
    kind: "recorded-over",
    event: randomId(),
    at: new Date().toISOString(),
    toy: toy.id,
  } as const;
  for (let tries = 0; tries < 2; tries += 1) rig.toys.says(event);
  await rig.settle();
  const { entries } = await rig.house.ledger.before(Number.MAX_SAFE_INTEGER, 10);
  expect(entries.filter(({ kind }) => kind === "toy-recorded-over")).toMatchObject([
    { person: null, subject: toy.id },
  ]);
  expect((await guardian.state()).toys[0]?.recordedOverAt).toBe(event.at);
  expect(rig.toys.all("acknowledge").filter((told) => told.event === event.event)).toHaveLength(2);
});

test("in quiet hours the lesser of the two counts", async () => {
  const night = { bedtime: "12:00", quietFrom: "12:00", quietTo: "11:59", wakeUp: "11:59" };
  const quietAlways = { ...usualTimes("UTC"), isQuiet: true, school: night, free: night };
  await choose(60, 80);
  const own = () => {
    const found = rig.house.household.toys().find(({ id }) => id === toy.id);
    if (found === undefined) throw new Error("no toy");
    return found;
  };
  const [child] = rig.house.household.children();
  if (child === undefined) throw new Error("no child");
  await rig.house.household.change({ children: [{ ...child, times: quietAlways }] });
  expect(careNow(rig.house, own())).toEqual({ loudest: 60, saving: false, records_over: false });
  await choose(60, 10);
  expect(careNow(rig.house, own())).toEqual({ loudest: 10, saving: false, records_over: false });
  await rig.house.inTurn(() => tellStanding(rig.house));
  expect(told().at(-1)).toBe(10);
});

test.each([
  [{ loudest: 101, loudestAtNight: 10, saving: false, recordsOver: false }],
  [{ loudest: 50 }],
  [{ loudest: 50, loudestAtNight: 10, saving: false, recordsOver: false, more: 1 }],
])("%j is no choice", async (json) => {
  await expect(guardian.client.call("PUT", `/toys/${toy.id}/care`, { json })).rejects.toMatchObject({
    code: "http.malformed",
  });
  expect(told()).toEqual([100]);
});
