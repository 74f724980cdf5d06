import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type HubRig, makeHubRig } from "../../../test/support/hub-rig.ts";
import { Relative, rightsFor } from "../../../test/support/relative.ts";
import { advisoriesView } from "../../contract/advisories.ts";

let rig: HubRig;
beforeAll(async () => {
  rig = await makeHubRig();
});
afterAll(() => rig[Symbol.asyncDispose]());

test("a guardian is told what is known, and asks; a relative is told nothing", async () => {
  const guardian = await rig.claim();
  const { child } = await rig.addToy();
  const view = () => guardian.client.call("GET", "/advisories", { schema: advisoriesView });
  expect(await view()).toEqual(rig.house.advisories.view());
  await expect(guardian.client.call("POST", "/advisories/ask")).rejects.toMatchObject({
    code: "advisories.off",
  });
  const asked = vi.spyOn(rig.house.advisories, "ask").mockResolvedValue(undefined);
  expect(await guardian.client.call("POST", "/advisories/ask", { schema: advisoriesView })).toEqual(
    await view(),
  );
  expect(asked).toHaveBeenCalledOnce();
  const relative = await Relative.join(rig, guardian, [rightsFor(child)]);
  await expect(relative.client.call("GET", "/advisories")).rejects.toMatchObject({
    code: "session.not-allowed",
  });
  await expect(relative.client.call("POST", "/advisories/ask")).rejects.toMatchObject({
    code: "session.not-allowed",
  });
});
