import { afterEach, beforeEach, expect, test } from "vitest";
import { codeOr } from "../../../test/support/code-of.ts";
import type { Guardian } from "../../../test/support/guardian.ts";
import { type HubRig, makeHubRig } from "../../../test/support/hub-rig.ts";
import { backupView } from "../../contract/backup-keys.ts";

let rig: HubRig;
let guardian: Guardian;
beforeEach(async () => {
  rig = await makeHubRig();
  guardian = await rig.claim();
});
afterEach(() => rig[Symbol.asyncDispose]());

const open = () => guardian.client.open("GET", "/backup/copy");
const viewed = () => guardian.client.call("GET", "/backup", { schema: backupView });
const told = async () =>
  (await rig.house.ledger.after(0, 100)).filter(({ kind }) => kind === "backup-taken").length;

test("a whole copy takes a step-up, is told before it leaves, and noted when it is there", async () => {
  expect(await codeOr("taken")(open())).toBe("session.step-up-needed");
  expect(await told()).toBe(0);
  await guardian.stepUp();
  const response = await open();
  expect(response.headers.get("content-type")).toBe("application/x-tar");
  expect([await told(), (await viewed()).taken]).toEqual([1, null]);
  const bytes = new Uint8Array(await response.arrayBuffer());
  expect(bytes.subarray(-1_024).every((byte) => byte === 0)).toBe(true);
  expect((await viewed()).taken).toMatchObject({ by: guardian.info.person.id });
});

test("a newer one ends the one before, in whose place a device may be gone", async () => {
  await guardian.stepUp();
  const [first, second] = [await open(), await open()];
  await expect(first.arrayBuffer()).rejects.toThrow();
  expect((await second.arrayBuffer()).byteLength).toBeGreaterThan(10_000);
});

test("who is signed out in the middle gets no more of it", async () => {
  await guardian.stepUp();
  const reader = (await open()).body?.getReader();
  expect((await reader?.read())?.value?.byteLength).toBeGreaterThan(0);
  await guardian.client.call("DELETE", "/session");
  const rest = async () => {
    while ((await reader?.read())?.done === false);
  };
  await expect(rest()).rejects.toThrow();
});
