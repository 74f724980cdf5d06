/** Somebody set a toy's volume while nobody held it: every guardian is told, once. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Guardian, randomId } from "../../test/support/guardian.ts";
import { type HubRig, makeHubRig } from "../../test/support/hub-rig.ts";
import { readLedger } from "../../test/support/read-ledger.ts";
import { alertList } from "../contract/alerts.ts";
import type { ToyView } from "../contract/api.ts";
import type { PublicId } from "../contract/public-id.ts";

let rig: HubRig;
let guardian: Guardian;
let toy: ToyView;
beforeEach(async () => {
  rig = await makeHubRig();
  guardian = await rig.claim();
  toy = await rig.addToy("Bear");
});
afterEach(() => rig[Symbol.asyncDispose]());

const AT = "2026-01-02T03:04:05.000Z";
async function hear(event = randomId(), of: PublicId = toy.id): Promise<void> {
  rig.toys.says({ kind: "volume-strange", event, at: AT, toy: of });
  await rig.settle();
  // ble may forget it: what it tells is on the disk, or nobody's.
  expect(rig.toys.all("acknowledge").at(-1)).toMatchObject({ event });
}
const entries = async () =>
  (await readLedger(guardian.client, guardian.info.hub)).filter(({ kind }) => kind === "toy-volume-strange");

test("it is an entry that names the toy, and an alert", async () => {
  await hear();
  expect(await entries()).toMatchObject([{ person: null, subject: toy.id }]);
  const { alerts } = await guardian.client.call("GET", "/alerts", { schema: alertList });
  expect(alerts).toMatchObject([{ class: "toy-volume-strange", unseen: 1, recent: [{ subject: toy.id }] }]);
});

test("told again because the answer was lost, it is told once; another time it is another", async () => {
  const event = randomId();
  await hear(event);
  await hear(event);
  expect(await entries()).toHaveLength(1);
  await hear();
  expect(await entries()).toHaveLength(2);
});

test("of a toy that is nobody's here nobody is told", async () => {
  await hear(randomId(), randomId());
  expect(await entries()).toEqual([]);
});
