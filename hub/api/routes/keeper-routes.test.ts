import { afterEach, beforeEach, expect, test } from "vitest";
import { codeOr } from "../../../test/support/code-of.ts";
import {
  addGuardian,
  asGuardian,
  claimFamily,
  idOf,
  inRig,
  type Member,
  pageElsewhere,
} from "../../../test/support/family.ts";
import type { Guardian } from "../../../test/support/guardian.ts";
import { type HubRig, makeHubRig } from "../../../test/support/hub-rig.ts";
import { endEverything, suspend } from "../../../web-ui/src/actions/guardians.ts";
import { keeperCode, keepersView } from "../../contract/keepers.ts";
import { minutes, seconds } from "../../domain/duration.ts";

const codeOf = codeOr("done");
let keeper: HubRig;
let granny: Member;
let gran: Guardian;
let home: HubRig;
let mum: Guardian;

beforeEach(async () => {
  keeper = await makeHubRig({ roomPlaces: [{ host: "127.0.0.1", port: 0 }] });
  granny = await claimFamily(inRig(keeper), "Gran");
  gran = await asGuardian(granny);
  home = await makeHubRig();
  mum = await asGuardian(await claimFamily(inRig(home)));
});
afterEach(async () => {
  expect([...keeper.failures, ...home.failures]).toEqual([]);
  await home[Symbol.asyncDispose]();
  await keeper[Symbol.asyncDispose]();
});

const view = (by: Guardian) => by.client.call("GET", "/keepers", { schema: keepersView });
const post = (by: Guardian, path: string, json?: object) =>
  by.client.call("POST", `/keepers/${path}`, json === undefined ? {} : { json });
async function invite(name = "Next door", by = gran) {
  await by.stepUp();
  return by.client.call("POST", "/keepers/invite", { json: { name }, schema: keeperCode });
}
async function pair({ code, addresses }: Awaited<ReturnType<typeof invite>>) {
  await mum.stepUp();
  return post(mum, "pair", { address: addresses[0], code });
}

/** Who brings one that does not count waits for it. */
const tried = async (code: Awaited<ReturnType<typeof invite>>) => {
  const answer = codeOf(pair(code));
  const look = () => keeper.clock.advance(seconds(1)).then(() => Promise.race([answer, "waits"]));
  await expect.poll(look, { timeout: 10_000 }).not.toBe("waits");
  return answer;
};

test("guardians of two hubs pair them, see so, and each may end it on their side", async () => {
  expect(await view(gran)).toMatchObject({ own: null, kept: [], used: 0 });
  const made = await invite();
  expect(Date.parse(made.until) - keeper.clock.now()).toBe(minutes(10));
  await pair(made);
  expect(await view(mum)).toMatchObject({ own: { address: made.addresses[0], last: null, failing: null } });
  const [kept] = (await view(gran)).kept;
  expect(kept).toMatchObject({ hub: home.house.household.hub, name: "Next door", backups: 0 });
  await post(mum, "leave");
  expect(await view(mum)).toMatchObject({ own: null });
  expect((await view(gran)).kept).toHaveLength(1);
  await post(gran, "remove", { hub: kept?.hub });
  expect((await view(gran)).kept).toEqual([]);
  const kinds = (await keeper.house.ledger.after(0, 100)).map(({ kind }) => kind);
  expect(kinds.filter((kind) => kind.startsWith("keeping-"))).toEqual([
    "keeping-invited",
    "keeping-began",
    "keeping-removed",
  ]);
});

test.each([
  ["invite", { name: "Next door" }],
  ["pair", { address: "192.168.1.7:8883", code: "A" }],
  ["leave", undefined],
  ["offer", { hub: "AAAAAAAAAAAAAAAAAAAAAA" }],
  ["remove", { hub: "AAAAAAAAAAAAAAAAAAAAAA" }],
])("%s asks first who is there", async (path, json) => {
  // Another page of hers: at the claim she has just shown that.
  const elsewhere = await asGuardian(await pageElsewhere(inRig(keeper), granny));
  expect(await codeOf(post(elsewhere, path, json))).toBe("session.step-up-needed");
});

test("a code is over after ten minutes, when it was used, and when it was taken back", async () => {
  const used = await invite();
  await pair(used);
  expect(await tried(used)).toBe("keeper.bad-code");
  const late = await invite();
  await keeper.clock.advance(minutes(11));
  expect(await tried(late)).toBe("keeper.bad-code");
  const back = await invite();
  await gran.client.call("DELETE", "/keepers/code");
  expect(await tried(back)).toBe("keeper.bad-code");
});

test("a code is over with the guardian who made it, and when somebody may have got in", async () => {
  const gramps = await addGuardian(inRig(keeper), granny, "Gramps");
  const his = await invite("His", await asGuardian(gramps));
  await suspend(granny.page, { id: idOf(gramps) });
  // Nothing else is kept there, so the door is shut, too.
  expect(await tried(his)).toBe("keeper.unreachable");
  const hers = await invite();
  await endEverything(granny.page);
  expect(await tried(hers)).toBe("keeper.unreachable");
});

test("nothing else than an address of a house is dialled", async () => {
  const { code } = await invite();
  await mum.stepUp();
  expect(await codeOf(post(mum, "pair", { address: "203.0.113.7:8883", code }))).toBe("keeper.bad-address");
  expect(await codeOf(post(mum, "pair", { address: "192.168.1.7", code: "no code" }))).toBe(
    "keeper.bad-code",
  );
});
