import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Guardian, randomId } from "../../../test/support/guardian.ts";
import { type HubRig, makeHubRig } from "../../../test/support/hub-rig.ts";
import { ALERTS, type AlertClass, alertList, BURSTS } from "../../contract/alerts.ts";
import type { LedgerKind } from "../../contract/ledger.ts";
import { minutes } from "../../domain/duration.ts";
import { acknowledgeAlert, listAlerts } from "../../use-cases/acknowledge-alert.ts";

let rig: HubRig;
let guardian: Guardian;
/** A second one, as the use-cases see her. */
const other = randomId();
beforeEach(async () => {
  rig = await makeHubRig();
  guardian = await rig.claim();
});
afterEach(() => rig[Symbol.asyncDispose]());

const list = async () => (await guardian.client.call("GET", "/alerts", { schema: alertList })).alerts;
const unseen = async () => (await list()).filter((alert) => alert.unseen > 0);
const seen = (id: string, count: number) =>
  guardian.client.call("POST", `/alerts/${id}/acknowledge`, { json: { count } });
const happens = (kind: LedgerKind, person: string | null = null) =>
  rig.house.ledger.append({ at: rig.clock.now(), kind, person, subject: null });
const told = () => rig.told.filter(({ kind }) => kind === "alerts").length;

test("a claim, and what a family does every day, raises nothing", async () => {
  for (const kind of ["signed-in", "clip-taken-in", "clip-handed-out", "slot-tested", "report-read"] as const)
    await happens(kind, guardian.info.person.id);
  expect(await list()).toEqual([]);
  expect(told()).toBe(0);
});

describe("each class", () => {
  const rows = Object.entries(ALERTS).flatMap(([name, kinds]) =>
    kinds.map((kind) => [name as AlertClass, kind] as const),
  );
  test.each(rows)(
    "%s, by %s: durable with its entry, told, kept over a restart until each has seen it",
    async (name, kind) => {
      const needed = BURSTS[name]?.from ?? 1;
      for (let n = 0; n < needed; n++) {
        expect(await list()).toEqual([]);
        await happens(kind, guardian.info.person.id);
      }
      await rig.settle();
      expect(told()).toBe(1);
      const [alert] = await unseen();
      expect(alert).toMatchObject({ class: name, count: 1, unseen: 1 });
      expect(alert?.recent).toMatchObject([{ person: guardian.info.person.id, times: needed }]);

      await seen(alert?.id ?? "", 1);
      await rig.settle();
      expect(told()).toBe(2);
      expect(await unseen()).toEqual([]);
      expect(listAlerts(rig.house, other)).toMatchObject([{ class: name, unseen: 1 }]);

      await using next = await makeHubRig({ copyOf: rig.dir });
      expect(listAlerts(next.house, guardian.info.person.id)).toMatchObject([{ class: name, unseen: 0 }]);
      expect(listAlerts(next.house, other)).toMatchObject([{ class: name, unseen: 1 }]);
    },
  );
});

test("repeats are folded, and what came after the look is not taken as seen", async () => {
  for (let n = 0; n < 40; n++) await happens("new-device", randomId());
  const [alert] = await unseen();
  expect(alert).toMatchObject({ count: 40, unseen: 40 });
  expect(alert?.recent).toHaveLength(10);
  await happens("new-device");
  await expect(seen(alert?.id ?? "", 40)).rejects.toMatchObject({ code: "alert.has-grown" });
  await expect(seen(alert?.id ?? "", 42)).rejects.toMatchObject({ code: "alert.has-grown" });
  expect(await unseen()).toMatchObject([{ unseen: 41 }]);
  await seen(alert?.id ?? "", 41);
  await seen(alert?.id ?? "", 41);
  expect(await unseen()).toEqual([]);
  const acknowledged: unknown[] = [];
  for await (const { kind, person, subject } of rig.house.ledger.entries())
    if (kind === "alert-acknowledged") acknowledged.push([person, subject]);
  expect(acknowledged).toEqual([[guardian.info.person.id, alert?.id]]);
  await happens("new-device");
  expect(await unseen()).toMatchObject([{ id: alert?.id, count: 42, unseen: 1 }]);
});

test("who joins is told of that, and not of what was before", async () => {
  await happens("disk-full");
  await happens("invited", guardian.info.person.id);
  const joined = { at: rig.clock.now(), kind: "person-joined", person: guardian.info.person.id } as const;
  await rig.house.ledger.append({ ...joined, subject: other });
  const told = listAlerts(rig.house, other).filter((alert) => alert.unseen > 0);
  expect(told).toMatchObject([
    { class: "family-changed", count: 2, unseen: 1, recent: [{ subject: other }] },
  ]);
  expect((await unseen()).map((alert) => [alert.class, alert.unseen]).toSorted()).toEqual([
    ["disk-full", 1],
    ["family-changed", 2],
  ]);
});

test("failed sign-ins are told once for each burst and name, with the count", async () => {
  for (let n = 0; n < 12; n++) await happens("sign-in-failed", guardian.info.person.id);
  for (let n = 0; n < 4; n++) await happens("sign-in-failed");
  expect(await unseen()).toMatchObject([{ class: "failed-sign-ins", count: 1, recent: [{ times: 12 }] }]);
  await seen((await list())[0]?.id ?? "", 1);
  await rig.clock.advance(minutes(16));
  await happens("sign-in-failed", guardian.info.person.id);
  expect(await unseen()).toEqual([]);
});

test("an alert that is none is refused", async () => {
  await expect(seen(randomId(), 1)).rejects.toMatchObject({ code: "alert.unknown" });
  await expect(acknowledgeAlert(rig.house, randomId(), other, 1)).rejects.toMatchObject({
    code: "alert.unknown",
  });
  await happens("disk-full");
  const [alert] = await list();
  for (const json of [{}, { count: 0 }, { count: 1, person: other }])
    await expect(
      guardian.client.call("POST", `/alerts/${alert?.id}/acknowledge`, { json }),
    ).rejects.toMatchObject({ code: "http.malformed" });
});
