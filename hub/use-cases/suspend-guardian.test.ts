/** Guardian against guardian, and panic, by the page's own keys over a hub of the rig. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { codeOr } from "../../test/support/code-of.ts";
import {
  addGuardian,
  claimFamily,
  idOf,
  inRig,
  type Member,
  pageElsewhere,
  sendFrom,
} from "../../test/support/family.ts";
import { hum, prepareClip, randomId } from "../../test/support/guardian.ts";
import { type HubRig, makeHubRig } from "../../test/support/hub-rig.ts";
import { ROOM } from "../../test/support/played-toys.ts";
import {
  askForCode,
  askForPaw,
  endEverything,
  readPresence,
  reinstate,
  removeGuardian,
  showCode,
  suspend,
} from "../../web-ui/src/actions/guardians.ts";
import { readAnew } from "../../web-ui/src/actions/read-anew.ts";
import { stepUp } from "../../web-ui/src/actions/step-up.ts";
import { makeNewVault } from "../../web-ui/src/keys/new-vault.ts";
import type { ToyView } from "../contract/api.ts";
import { peopleList } from "../contract/invitations.ts";
import { verifyRoster } from "../contract/roster.ts";
import { signRosterEntry } from "../contract/roster-entry.ts";
import { hours, minutes, seconds } from "../domain/duration.ts";

let rig: HubRig;
let mum: Member;
let dad: Member;
let toy: ToyView;

beforeEach(async () => {
  rig = await makeHubRig();
  mum = await claimFamily(inRig(rig));
  toy = await rig.addToy();
  dad = await addGuardian(inRig(rig), mum, "Dad");
});
afterEach(() => rig[Symbol.asyncDispose]());

const codeOf = codeOr("done");
const put = (by: Member, whom: Member, kind: "suspended" | "reinstated") =>
  (kind === "suspended" ? suspend : reinstate)(by.page, { id: idOf(whom) });
const remove = (by: Member, whom: Member) => removeGuardian(by.page, { id: idOf(whom) });
const panic = (by: Member) => endEverything(by.page);
const rosterNow = async () => verifyRoster(rig.house.household.roster());
const listedBy = async ({ page }: Member) => page.client.call("GET", "/people", { schema: peopleList });
const call = ({ page }: Member, method: "GET" | "POST", path: string, json?: unknown) =>
  codeOf(page.client.call(method, path, json === undefined ? {} : { json }));

describe("a suspended guardian", () => {
  beforeEach(() => put(mum, dad, "suspended"));

  test("is one in the roster and on the list, and is told by whom", async () => {
    expect((await rosterNow()).guardians.get(idOf(dad))?.isSuspended).toBe(true);
    const { guardians } = await listedBy(mum);
    expect(guardians.find(({ id }) => id === idOf(dad))).toMatchObject({
      isSuspended: true,
      suspension: { by: idOf(mum), removableAt: new Date(rig.clock.now() + hours(24)).toISOString() },
    });
    expect((await readAnew(dad.page)).info.suspended).toMatchObject({ by: "Mum" });
    expect((await readAnew(mum.page)).info.suspended).toBeNull();
    await expect(dad.page.client.call("POST", "/vault/resealing")).rejects.toMatchObject({
      problem: { code: "session.suspended", by: "Mum" },
    });
  });

  test("listens and sends, and may do nothing that takes a step-up, with one or without", async () => {
    await readAnew(dad.page);
    expect(await codeOf(sendFrom(dad, await prepareClip(hum(1, 1), 16_000), toy))).toBe("done");
    expect(await call(dad, "GET", "/state")).toBe("done");
    await stepUp(dad.page);
    for (const path of ["/vault/resealing", "/presence/code", "/presence/paw"])
      expect(await call(dad, "POST", path)).toBe("session.suspended");
    expect(await call(dad, "GET", "/vault/clips")).toBe("session.suspended");
    const doings = [
      () => put(dad, mum, "suspended"),
      () => put(dad, dad, "reinstated"),
      () => remove(dad, mum),
      () => panic(dad),
    ];
    for (const doing of doings) expect(await codeOf(doing())).toBe("session.suspended");
    expect(rig.printed).toEqual([]);
  });

  test("gets nothing more of what was being sealed anew", async () => {
    await put(mum, dad, "reinstated");
    const { id } = await sendFrom(mum, await prepareClip(hum(1, 1), 16_000), toy);
    mum.page.resealing.value = { state: "running", total: 0, done: 0, unreadable: 0, trouble: undefined };
    const opened = await stepUp(mum.page);
    const { request } = await makeNewVault((await readAnew(mum.page)).roster, opened.signer);
    await mum.page.client.call("POST", "/vault", { json: request });
    await stepUp(dad.page);
    expect(await call(dad, "POST", "/vault/resealing")).toBe("done");
    expect(await call(dad, "GET", `/messages/${id}/archive/old`)).toBe("done");
    await put(mum, dad, "suspended");
    expect(await call(dad, "GET", `/messages/${id}/archive/old`)).toBe("session.suspended");
    await put(mum, dad, "reinstated");
    expect(await call(dad, "GET", `/messages/${id}/archive/old`)).toBe("vault.not-resealing");
  });

  test("is back when another one says so, and not before", async () => {
    const nan = await addGuardian(inRig(rig), mum, "Nan");
    await put(nan, dad, "reinstated");
    expect((await rosterNow()).guardians.get(idOf(dad))?.isSuspended).toBe(false);
    expect((await readAnew(dad.page)).info.suspended).toBeNull();
    await put(dad, mum, "suspended");
  });

  test("cannot be suspended twice, nor can a stranger, nor oneself, nor by another's entry", async () => {
    expect(await codeOf(put(mum, dad, "suspended"))).toBe("roster.refused");
    expect(await codeOf(put(mum, mum, "suspended"))).toBe("roster.refused");
    const opened = await stepUp(mum.page);
    const { hub, head } = (await readAnew(mum.page)).roster;
    const entry = await signRosterEntry(hub, head, { kind: "reinstated", person: idOf(dad) }, opened.signer);
    const other = `/guardians/${idOf(dad)}/suspend`;
    expect(await call(mum, "POST", other, { entry })).toBe("roster.refused");
    expect(await call(mum, "POST", `/guardians/${randomId()}/suspend`, { entry })).toBe("person.unknown");
  });
});

describe("a removal", () => {
  const isIn = async () => (await rosterNow()).guardians.has(idOf(dad));

  test("takes a day of suspension, by the clock that nobody sets", async () => {
    expect(await codeOf(remove(mum, dad))).toBe("presence.needed");
    await put(mum, dad, "suspended");
    expect(await codeOf(remove(mum, dad))).toBe("presence.needed");
    await rig.clock.advance(hours(23));
    expect(await codeOf(remove(mum, dad))).toBe("presence.needed");
    for (const jump of [hours(48), hours(-24 * 400), hours(24 * 3_650)]) {
      rig.clock.stepWallClock(jump);
      // Ten years ahead, everybody signs in again.
      const again = await pageElsewhere(inRig(rig), mum);
      expect(await codeOf(remove(again, dad)), `${jump}`).toBe("presence.needed");
      rig.clock.stepWallClock(-jump);
    }
    expect(await isIn()).toBe(true);
    await rig.clock.advance(hours(1));
    expect(await codeOf(remove(await pageElsewhere(inRig(rig), mum), dad))).toBe("done");
    expect(await isIn()).toBe(false);
  });

  test("waits anew after the suspension was lifted", async () => {
    await put(mum, dad, "suspended");
    await rig.clock.advance(hours(25));
    await put(mum, dad, "reinstated");
    expect(await codeOf(remove(mum, dad))).toBe("presence.needed");
    await put(mum, dad, "suspended");
    expect(await codeOf(remove(mum, dad))).toBe("presence.needed");
  });

  test("is done at once by who reads the code on the hub's console", async () => {
    await stepUp(mum.page);
    expect(await call(mum, "POST", "/presence", { code: "AAAA-BBBB-CCCC" })).toBe("presence.none");
    await askForCode(mum.page);
    expect(await codeOf(showCode(mum.page, "AAAA-BBBB-CCCC"))).toBe("presence.wrong-code");
    expect(await call(dad, "POST", "/presence", { code: rig.printed[0] })).toBe("presence.none");
    expect(await codeOf(remove(mum, dad))).toBe("presence.needed");
    expect(await call(mum, "POST", "/presence", { code: rig.printed[0]?.toLowerCase() })).toBe("done");
    expect(await codeOf(remove(mum, dad))).toBe("done");
    expect(await isIn()).toBe(false);
    expect(await call(mum, "POST", "/presence", { code: rig.printed[0] })).toBe("presence.none");
  });

  test("by a code that is older than ten minutes, or was shown more than five ago, is none", async () => {
    await stepUp(mum.page);
    await call(mum, "POST", "/presence/code");
    await rig.clock.advance(minutes(11));
    expect(await call(mum, "POST", "/presence", { code: rig.printed[0] })).toBe("presence.none");
    await stepUp(mum.page);
    await call(mum, "POST", "/presence/code");
    expect(await call(mum, "POST", "/presence", { code: rig.printed[1] })).toBe("done");
    await rig.clock.advance(minutes(6));
    expect(await codeOf(remove(mum, dad))).toBe("presence.needed");
  });

  test("is done at once by who presses the paw of a toy of the family's, within two minutes", async () => {
    const press = (whose: string) => {
      rig.toys.says({ kind: "paw", toy: whose as typeof toy.id, paw: "play" }, ROOM);
      return rig.settle();
    };
    await press(toy.id);
    await stepUp(mum.page);
    expect(await call(mum, "POST", "/presence/paw")).toBe("done");
    expect(await codeOf(remove(mum, dad))).toBe("presence.needed");
    await press(randomId());
    expect(await codeOf(remove(mum, dad))).toBe("presence.needed");
    await rig.clock.advance(seconds(121));
    await press(toy.id);
    expect(await codeOf(remove(mum, dad))).toBe("presence.needed");
    await askForPaw(mum.page);
    expect(await readPresence(mum.page)).toBe("waiting");
    await press(toy.id);
    expect(await readPresence(mum.page)).toBe("shown");
    expect(await codeOf(remove(mum, dad))).toBe("done");
  });

  test("ends all that the other one had, and leaves a lock that they have no key to", async () => {
    const phone = await pageElsewhere(inRig(rig), dad);
    await put(mum, dad, "suspended");
    await rig.clock.advance(hours(24));
    // What nobody used for a day goes on; a day's sessions do not end by themselves.
    await remove(mum, dad);
    // At once: the old one's box goes as soon as the page has seen that nothing is sealed to it.
    const people = rig.house.household.people();
    for (const { page } of [dad, phone])
      expect(await codeOf(page.client.call("GET", "/state"))).toBe("session.revoked");
    expect(await codeOf(pageElsewhere(inRig(rig), dad))).toBe("sign-in.refused");
    const { vault, devices } = await rosterNow();
    expect(vault.number).toBe(2);
    expect(devices.has(dad.page.device.publicKey)).toBe(false);
    expect(people.map(({ id }) => id)).toEqual([idOf(mum)]);
    expect(
      people.flatMap((one) => (one.role === "guardian" ? one.vaults.map(({ number }) => number) : [])),
    ).toEqual([1, 2]);
  });

  test("of oneself, of a stranger, or with a box for who goes, is none", async () => {
    await put(mum, dad, "suspended");
    await rig.clock.advance(hours(24));
    expect(await codeOf(remove(mum, mum))).toBe("person.yourself");
    const opened = await stepUp(mum.page);
    const { roster } = await readAnew(mum.page);
    const gone = [{ kind: "person-out", person: idOf(dad) }] as const;
    const { request } = await makeNewVault(roster, opened.signer, gone);
    const { request: all } = await makeNewVault(roster, opened.signer);
    const path = `/guardians/${idOf(dad)}/remove`;
    expect(await call(mum, "POST", path, { ...request, boxes: all.boxes })).toBe("vault.not-for-all");
    expect(await call(mum, "POST", `/guardians/${randomId()}/remove`, request)).toBe("person.unknown");
    expect(await isIn()).toBe(true);
    expect(await call(dad, "GET", "/state")).toBe("done");
  });
});

describe("somebody may have got in", () => {
  test("signs everybody else out at once, ends invitations, changes the lock, removes nobody", async () => {
    const phone = await pageElsewhere(inRig(rig), mum);
    await stepUp(dad.page);
    expect(await panic(mum).then(() => "done")).toBe("done");
    for (const { page } of [dad, phone])
      expect(await codeOf(page.client.call("GET", "/state"))).toBe("session.revoked");
    expect(await call(mum, "GET", "/state")).toBe("done");
    const { guardians, devices, vault } = await rosterNow();
    expect([guardians.size, devices.has(dad.page.device.publicKey), vault.number]).toEqual([2, true, 2]);
    while (mum.page.resealing.value?.state === "running") await new Promise((done) => setImmediate(done));
    const back = await pageElsewhere(inRig(rig), dad);
    expect([...back.page.vaults.value.keys()]).toEqual([2]);
  });

  test("with papers that do not fit does nothing at all", async () => {
    const opened = await stepUp(mum.page);
    const { request } = await makeNewVault((await readAnew(mum.page)).roster, opened.signer);
    const half = { ...request, boxes: request.boxes.slice(1) };
    expect(await call(mum, "POST", "/panic", half)).toBe("vault.not-for-all");
    expect(await call(dad, "GET", "/state")).toBe("done");
  });
});
