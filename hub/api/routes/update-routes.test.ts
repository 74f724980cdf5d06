import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type HubRig, makeHubRig } from "../../../test/support/hub-rig.ts";
import { Relative, rightsFor } from "../../../test/support/relative.ts";
import { updatesView } from "../../contract/updates.ts";

let rig: HubRig;
beforeAll(async () => {
  rig = await makeHubRig();
});
afterAll(() => rig[Symbol.asyncDispose]());
const schema = { schema: updatesView };

test("a guardian sees what runs, and has a newer one brought in, now, by day or not after all; a relative does neither", async () => {
  const guardian = await rig.claim();
  const { child } = await rig.addToy();
  const { updates } = rig.house;
  expect(await guardian.client.call("GET", "/updates", schema)).toEqual(updates.view());
  await expect(guardian.client.call("POST", "/updates/ask")).rejects.toMatchObject({ code: "updates.off" });
  const installed = vi.spyOn(updates, "install");
  for (const when of ["now", "by-day", null] as const) {
    await guardian.client.call("POST", "/updates/install", { ...schema, json: { when } });
    expect(installed).toHaveBeenLastCalledWith(when, guardian.info.person.id);
  }
  const switched = vi.spyOn(updates, "switchAutomatic");
  await guardian.client.call("PUT", "/updates/automatic", { ...schema, json: { isOn: true } });
  expect(switched).toHaveBeenLastCalledWith(true, guardian.info.person.id);
  await expect(
    guardian.client.call("POST", "/updates/install", { json: { when: "at midnight" } }),
  ).rejects.toMatchObject({ code: "http.malformed" });
  const relative = await Relative.join(rig, guardian, [rightsFor(child)]);
  for (const [method, path, body] of [
    ["GET", "/updates", {}],
    ["POST", "/updates/ask", {}],
    ["POST", "/updates/install", { json: { when: "now" } }],
    ["PUT", "/updates/automatic", { json: { isOn: true } }],
  ] as const)
    await expect(relative.client.call(method, path, body)).rejects.toMatchObject({
      code: "session.not-allowed",
    });
});
