/** Somebody else may have been connected to a toy while nobody held it: every guardian is told, once, and can see what was found. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { gapOf } from "../../test/support/gap-of.ts";
import type { Guardian } from "../../test/support/guardian.ts";
import { randomId } from "../../test/support/guardian.ts";
import { type HubRig, makeHubRig } from "../../test/support/hub-rig.ts";
import { readLedger } from "../../test/support/read-ledger.ts";
import { alertList } from "../contract/alerts.ts";
import type { ToyView } from "../contract/api.ts";
import { GAP_TRACES, type GapTrace } from "../contract/gap-traces.ts";
import { alertOfGap, gapKindOf, gapList } from "../contract/gaps.ts";
import { listGaps } from "./hear-gap.ts";

let rig: HubRig;
let guardian: Guardian;
let toy: ToyView;
beforeEach(async () => {
  rig = await makeHubRig();
  guardian = await rig.claim();
  toy = await rig.addToy("Bear");
});
afterEach(() => rig[Symbol.asyncDispose]());

async function hear(gap: ReturnType<typeof gapOf>): Promise<void> {
  rig.toys.says(gap);
  await rig.settle();
  // ble may forget it: what it tells is on the disk, or nobody's.
  expect(rig.toys.all("acknowledge").at(-1)).toMatchObject({ event: gap.event });
}
const entries = async () =>
  (await readLedger(guardian.client, guardian.info.hub)).filter(({ kind }) => kind.startsWith("toy-"));
const gaps = async () => (await guardian.client.call("GET", "/gaps", { schema: gapList })).gaps;

test.each<[string, readonly GapTrace[], string]>([
  ["a volume", ["volume"], "toy-volume-strange"],
  ["a sound", ["sound"], "toy-strange"],
  ["a volume, and a sound", ["volume", "sound"], "toy-strange"],
  ["a recording", ["recording"], "toy-recorded-unseen"],
  ["a recording and a volume", ["volume", "recording"], "toy-volume-strange"],
  ["one that no paw makes", ["long-recording"], "toy-strange"],
  ["another identifier", ["identifier"], "toy-renamed"],
  ["a key", ["key"], "toy-strange"],
  ["a silence", ["silence"], "toy-perhaps-strange"],
])("%s is one entry that names the toy, and an alert by the gravest of it", async (_, traces, kind) => {
  await hear(gapOf(toy.id, traces));
  expect((await entries()).slice(-1)).toMatchObject([{ kind, person: null, subject: toy.id }]);
  const { alerts } = await guardian.client.call("GET", "/alerts", { schema: alertList });
  expect(alerts).toMatchObject([{ class: alertOfGap(traces), unseen: 1, recent: [{ subject: toy.id }] }]);
});

test("every trace raises an alert", () => {
  for (const trace of GAP_TRACES) {
    expect(gapKindOf([trace])).toMatch(/^toy-/);
    expect(alertOfGap([trace])).toBeDefined();
  }
});

test("what was heard of the toy meanwhile can be looked at, and outlives the process", async () => {
  const gap = gapOf(toy.id, ["sound"]);
  await hear(gap);
  const seen = [
    {
      id: gap.event,
      toy: toy.id,
      from: gap.from,
      until: gap.until,
      traces: ["sound"],
      restarted: false,
      heardSince: gap.heard_since,
      heard: gap.heard,
    },
  ];
  expect(await gaps()).toEqual(seen);
  await using next = await makeHubRig({ copyOf: rig.dir });
  expect(listGaps(next.house)).toEqual(seen);
});

test("told again because the answer was lost, it is told once; another time it is another", async () => {
  const gap = gapOf(toy.id, ["volume"]);
  await hear(gap);
  await hear(gap);
  const before = (await entries()).length;
  await hear(gapOf(toy.id, ["volume"]));
  expect(await entries()).toHaveLength(before + 1);
  expect(await gaps()).toHaveLength(2);
});

test("what ended last comes first, and the oldest of many makes room", async () => {
  const many = Array.from({ length: 40 }, () => gapOf(toy.id, ["silence"]));
  for (const gap of many) await hear(gap);
  const kept = await gaps();
  expect(kept).toHaveLength(32);
  expect(kept.map(({ id }) => id)).toEqual(
    many
      .slice(-32)
      .map(({ event }) => event)
      .toReversed(),
  );
});

test("of a toy that is nobody's here nobody is told", async () => {
  const before = await entries();
  await hear(gapOf(randomId(), ["sound"]));
  expect(await entries()).toEqual(before);
  expect(await gaps()).toEqual([]);
});
