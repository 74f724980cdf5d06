/** A child is erased: what becomes of its toys, for the family, for ble, and for whoever gets one next. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { codeOr } from "../../test/support/code-of.ts";
import { freedToys } from "../../test/support/freed-toys.ts";
import { Guardian, hum, prepareClip, randomId } from "../../test/support/guardian.ts";
import { type HubRig, makeHubRig } from "../../test/support/hub-rig.ts";
import { makeSigner } from "../../test/support/key-ring.ts";
import { sessionInfo, type ToyView } from "../contract/api.ts";
import { verifyRoster } from "../contract/roster.ts";
import { signRosterEntry } from "../contract/roster-entry.ts";
import { verifyStamp } from "../contract/stamp.ts";

let rig: HubRig;
let guardian: Guardian;
let toy: ToyView;

beforeEach(async () => {
  rig = await makeHubRig();
  guardian = await rig.claim();
  toy = await rig.addToy("Bear");
  await guardian.stepUp();
});
afterEach(async () => {
  await rig.settle();
  expect(rig.failures).toEqual([]);
  await rig[Symbol.asyncDispose]();
});

const roster = () => verifyRoster(rig.house.household.roster());
const erase = async (entries: readonly string[], child = toy.child) => {
  const info = await guardian.client.call("POST", `/children/${child}/erase`, {
    json: { entries },
    schema: sessionInfo,
  });
  await rig.settle();
  return info;
};
const toyNow = async () => (await guardian.state()).toys.find(({ id }) => id === toy.id) ?? expect.fail();
const codeOf = codeOr("done");
/** With the roster as the hub has it: a page would read it anew. */
async function send(to: Pick<ToyView, "id" | "child">): Promise<string> {
  const info = await guardian.client.call("GET", "/session", { schema: sessionInfo });
  const now = Object.assign(Object.create(Guardian.prototype), { ...guardian, info }) as Guardian;
  return (await now.send(await prepareClip(hum(1, 3), 16_000), to as ToyView)).id;
}

test("its toy is nobody's: the house, the roster and ble say so, and the history has it", async () => {
  const info = await erase(await freedToys(guardian, toy.child));
  const now = await toyNow();
  expect(now).toMatchObject({ name: "Bear" });
  expect((await guardian.state()).children).toEqual([]);
  expect((await roster()).toys.get(toy.id)).toBe(now.child);
  expect(now.child).not.toBe(toy.child);
  expect(rig.toys.all("roster").at(-1)?.entries.at(-1)).toBe(info.roster.at(-1));
  const { entries } = await rig.house.ledger.before(Number.MAX_SAFE_INTEGER, 3);
  expect(entries.map(({ kind, subject }) => [kind, subject])).toContainEqual(["toy-freed", toy.id]);
});

test("no stamp for the child counts for the toy any more, not even one that nobody handed in", async () => {
  const clip = await prepareClip(hum(1, 3), 16_000);
  const id = randomId();
  const stamp = await guardian.stamp(clip, toy, id);
  // As ble asks, who knows whose the toy was when it was claimed.
  const expected = {
    message: id,
    toy: toy.id,
    child: toy.child,
    clipSha256: clip.sha256,
    now: rig.clock.now(),
  };
  const read = async () => codeOf(verifyStamp(stamp, { ...expected, roster: await roster() }));
  expect(await read()).toBe("done");
  await erase(await freedToys(guardian, toy.child));
  expect(await read()).toBe("stamp.wrong-child");
  expect(await codeOf(send(toy))).toBe("toy.wrong-child");
});

test("it is given to another child, and gets what is sent to that one", async () => {
  await erase(await freedToys(guardian, toy.child));
  const { signer } = await guardian.openKeys();
  const { hub, head } = await roster();
  const child = randomId();
  const entry = await signRosterEntry(hub, head, { kind: "toy", toy: toy.id, child }, signer);
  await guardian.client.call("POST", `/toys/${toy.id}/child`, { json: { entry, newChild: "Noa" } });
  const id = await send(await toyNow());
  await rig.settle();
  expect(rig.toys.all("deliver").at(-1)).toMatchObject({ message: id, toy: toy.id });
});

test("a child without a toy is erased without any entry, and another one's toy stays as it is", async () => {
  const other = await rig.addToy("Owl", { id: randomId(), name: "the other child" });
  await erase(await freedToys(guardian, toy.child));
  const before = await roster();
  const lent = await signRosterEntry(
    before.hub,
    before.head,
    { kind: "toy", toy: toy.id, child: other.child },
    (await guardian.openKeys()).signer,
  );
  await guardian.client.call("POST", `/toys/${toy.id}/child`, { json: { entry: lent } });
  expect((await guardian.state()).toys.map(({ child }) => child)).toEqual([other.child, other.child]);
  await erase(await freedToys(guardian, other.child), other.child);
  const children = (await guardian.state()).toys.map(({ child }) => child);
  expect(new Set([...children, other.child]).size).toBe(3);
});

test.each<[string, () => Promise<readonly string[]>]>([
  ["no entry", async () => []],
  ["an entry by a device", () => freedToys(guardian, toy.child, { signer: guardian.device })],
  ["an entry by a stranger", async () => freedToys(guardian, toy.child, { signer: await makeSigner() })],
  ["an entry that leaves it with the child", () => freedToys(guardian, toy.child, { to: toy.child })],
  [
    "an entry about another toy",
    async () => freedToys(guardian, (await rig.addToy("Owl", { id: randomId(), name: "Noa" })).child),
  ],
  [
    "one entry too many",
    async () => {
      const [entry = ""] = await freedToys(guardian, toy.child);
      return [entry, entry];
    },
  ],
])("with %s nothing is erased and nothing changes", async (_, make) => {
  const entries = await make();
  const before = rig.house.household.roster();
  expect(await codeOf(erase(entries))).toBe("roster.refused");
  expect(rig.house.household.roster()).toEqual(before);
  expect(await toyNow()).toMatchObject({ child: toy.child });
  expect((await guardian.state()).children.map(({ id }) => id)).toContain(toy.child);
});
