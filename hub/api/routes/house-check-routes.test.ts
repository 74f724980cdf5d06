import { expect, test } from "vitest";
import { makeHubRig } from "../../../test/support/hub-rig.ts";
import { Relative, rightsFor } from "../../../test/support/relative.ts";
import { type HouseCheckView, houseCheckView } from "../../contract/house-check.ts";

test("a guardian reads what was found, and has it looked at anew; a relative does neither", async () => {
  const views: HouseCheckView[] = [
    { lookedAt: null, checks: [] },
    {
      lookedAt: "2026-11-01T10:00:00.000Z",
      checks: [{ id: "files", verdict: "fail", at: "2026-11-01T10:00:00.000Z" }],
    },
  ];
  let looks = 0;
  const houseCheck = {
    view: () => views[Math.min(looks, 1)] as HouseCheckView,
    async look() {
      looks += 1;
    },
    take: async () => undefined,
  };
  await using rig = await makeHubRig({ change: () => ({ houseCheck }) });
  const guardian = await rig.claim();
  const toy = await rig.addToy();
  const schema = { schema: houseCheckView };
  expect(await guardian.client.call("GET", "/house-check", schema)).toEqual(views[0]);
  expect(await guardian.client.call("POST", "/house-check/look", schema)).toEqual(views[1]);
  expect(looks).toBe(1);
  const relative = await Relative.join(rig, guardian, [rightsFor(toy.child)]);
  for (const [method, path] of [
    ["GET", "/house-check"],
    ["POST", "/house-check/look"],
  ] as const)
    await expect(relative.client.call(method, path)).rejects.toMatchObject({ code: "session.not-allowed" });
  expect(looks).toBe(1);
});
