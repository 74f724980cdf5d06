import { expect, test } from "vitest";
import { type Costs, MEASURED } from "./measured-costs.ts";
import { type Population, replayDay } from "./replay-day.ts";
import { seeded } from "./seeded.ts";
import { hubsANode, nodesFor } from "./size-fleet.ts";

const MACHINE = { memoryMib: 4_096, systemMib: 700 };
const FREE: Costs = {
  baseMib: 0,
  kibAHub: 0,
  kernelKibAHub: 0,
  signInMs: 0,
  pingMs: 0,
  newVisitMs: 0,
  secondsAGb: 0,
  natsBytesAHub: 0,
};
const SMALL: Population = {
  hubs: 20_000,
  nodes: 5,
  lost: 1,
  visits: 4,
  connectionsAVisit: 2,
  bytesAVisit: 300_000,
  breaks: 1,
};
const replay = (more: Partial<Population> = {}, costs: Costs = MEASURED) =>
  replayDay({ ...SMALL, ...more }, costs, seeded(7));

test("the same seed is the same day, another one is not", () => {
  expect(replay()).toEqual(replay());
  expect(replayDay(SMALL, MEASURED, seeded(8))).not.toEqual(replay());
});

test("every hub of a node that was lost is back at another one, within the window that was named", () => {
  const day = replay({ lost: 2 });
  expect(day.lostHubs).toBeGreaterThan(SMALL.hubs / 4);
  expect(day.backHubs).toBe(day.lostHubs);
  expect(day.lastBackS).toBeLessThan(day.windowS);
  expect(day.lastBackS).toBeGreaterThan(day.windowS * 0.9);
  expect(day.mostHubsAfterLoss * 3).toBeGreaterThanOrEqual(SMALL.hubs);
});

test("nothing is lost on the way: what a day costs is what its parts cost", () => {
  const { signIns, visits, lostHubs } = replay();
  expect(visits / (SMALL.hubs * SMALL.visits)).toBeCloseTo(1, 1);
  expect((signIns - lostHubs) / (SMALL.hubs * SMALL.breaks)).toBeCloseTo(1, 1);
  // One node, nothing lost: all that costs is on it.
  const alone = replay(
    { nodes: 1, lost: 0 },
    { ...FREE, signInMs: 2, pingMs: 0.1, newVisitMs: 1, secondsAGb: 1 },
  );
  const spent = alone.signIns * 0.002 + alone.pings * 0.0001 + alone.visits * (2 * 0.001 + 0.0003);
  expect(alone.cpuAverage * 86_400).toBeCloseTo(spent, 3);
  expect(alone.pings).toBeCloseTo((SMALL.hubs * 86_400) / 40, 0);
  expect(alone.nats.messagesAverage * 86_400).toBe(4 * alone.signIns);
});

test("the more nodes, the more visitors land elsewhere than their hub is, and NATS carries a question for each", () => {
  const ofVisits = (nodes: number) => {
    const day = replay({ nodes, lost: 0, breaks: 0 });
    return (day.nats.messagesAverage * 86_400) / (day.visits * 2 * 4);
  };
  expect(ofVisits(1)).toBe(0);
  expect(ofVisits(2)).toBeCloseTo(1 / 2, 1);
  expect(ofVisits(10)).toBeCloseTo(9 / 10, 1);
});

test("each cost shows, and only where it belongs", () => {
  const idle = replay({ visits: 0, breaks: 0, lost: 0 });
  expect(replay({ visits: 0, breaks: 0, lost: 0 }, { ...MEASURED, newVisitMs: 99, signInMs: 99 })).toEqual(
    idle,
  );
  expect(replay({ visits: 0, breaks: 0, lost: 0 }, { ...MEASURED, pingMs: 99 }).cpuAverage).toBeGreaterThan(
    idle.cpuAverage * 100,
  );
  expect(replay({}, { ...MEASURED, kibAHub: 100 }).memoryMib).toBeGreaterThan(replay().memoryMib);
  expect(replay().cpuPeakAfterLoss).toBeGreaterThan(replay().cpuPeakCalm);
});

test("a node has to stay", () => {
  expect(() => replay({ lost: 5 })).toThrow(RangeError);
});

test("who has more memory needs fewer nodes, and those that are left hold everybody when two are lost", () => {
  const nodes = nodesFor(821_396, MACHINE, MEASURED, 2);
  expect(nodesFor(821_396, { ...MACHINE, memoryMib: 8_192 }, MEASURED, 2)).toBeLessThan(nodes);
  expect(hubsANode(MACHINE, MEASURED) * (nodes - 2)).toBeGreaterThanOrEqual(821_396);
});

test("the breached service's whole population, with two nodes lost in the evening", () => {
  const nodes = nodesFor(821_396, MACHINE, MEASURED, 2);
  const day = replayDay(
    { hubs: 821_396, nodes, lost: 2, visits: 10, connectionsAVisit: 1.5, bytesAVisit: 300_000, breaks: 1.2 },
    MEASURED,
    seeded(1),
  );
  expect(day.backHubs).toBe(day.lostHubs);
  expect(day.memoryMibAfterLoss).toBeLessThan(MACHINE.memoryMib - MACHINE.systemMib);
  expect(day.cpuPeakAfterLoss).toBeLessThan(0.7);
});
