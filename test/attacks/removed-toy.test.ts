/**
 * Issue 4, "toy removed while a message waits", from the attacker's side. Which toys are the family's is said by the roster alone. Whoever
 * owns the hub, or is a relative, takes no toy away from a family, and gives none back that a guardian took out: not under its old id, not
 * by a roster of before, not after ble was started again. The bridge is the real one; each barrier taken out of a copy of the source lets
 * just its attack through.
 */
import { afterAll, describe, expect, onTestFinished, test } from "vitest";
import type { openBridge } from "../../ble/bridge/open-bridge.ts";
import type { BleCommand } from "../../hub/contract/ble-control.ts";
import type { Signer } from "../../hub/contract/jws.ts";
import type { PublicId } from "../../hub/contract/public-id.ts";
import { type RosterEntry, signRosterEntry } from "../../hub/contract/roster-entry.ts";
import { sha256 } from "../../hub/contract/sha256.ts";
import { type BridgeRig, CHILD, type Family, makeBridgeRig, makeFamily } from "../support/bridge-rig.ts";
import { randomId } from "../support/guardian.ts";
import { keysOf, makeSigner } from "../support/key-ring.ts";
import { makePatchedCopy, type Patch } from "../support/patched-copy.ts";
import { TAKES_BARRIER_OUT } from "./further-barrier.ts";
import { takenOut } from "./sizes.ts";

interface House {
  rig: BridgeRig;
  readonly family: Family;
  readonly toy: PublicId;
  /** A relative whom a guardian trusts for the child. */
  readonly relative: Signer;
}

async function settleIn(open?: typeof openBridge): Promise<House> {
  const family = await makeFamily();
  const relative = await makeSigner();
  const children = [{ child: CHILD, mayWrite: true, isTrusted: true, mayHear: true }];
  await family.add({ kind: "relative", person: randomId(), ...keysOf(relative, "p"), children });
  const rig = await makeBridgeRig(open === undefined ? {} : { openBridge: open });
  const house = { rig, family, toy: await rig.claim(family.entries), relative };
  onTestFinished(() => house.rig[Symbol.asyncDispose]());
  return house;
}

const headOf = (entries: readonly string[]) => sha256(new TextEncoder().encode(entries.at(-1)));
const forge = async (
  { hub, entries }: Pick<Family, "hub" | "entries">,
  entry: RosterEntry,
  signer: Signer,
): Promise<string[]> => [...entries, await signRosterEntry(hub, await headOf(entries), entry, signer)];

async function restart(house: House): Promise<void> {
  house.rig = await house.rig.crash();
  await house.rig.settle();
  house.rig.advert();
  await house.rig.settle();
}

interface Attack {
  readonly name: string;
  /** @returns whether the attacker got it */
  run(house: House, isRestarted: boolean): Promise<boolean>;
  readonly without: string;
  readonly patches: readonly Patch[];
}

const RULES = "hub/contract/roster-rules.ts";
const cut = (file: string, find: string, replace = ""): Patch => ({ file, find, replace });
const NO_SIGNATURE = cut(
  RULES,
  `      case "toy-out":
        this.#assertGuardian(signer);
`,
  `      case "toy-out":
`,
);
const NO_FOLLOWING = cut(
  "ble/bridge/roster-keeper.ts",
  "    assertFollows(roster, { fingerprint: known.fingerprint, head: known.head }, known.hashes.length);\n",
);
const NO_FORGETTING = cut(
  "ble/bridge/gone-toys.ts",
  "  if (gone === undefined) return;\n",
  "  if (gone !== undefined) return;\n  if (gone === undefined) return;\n",
);
const NO_GONE = cut("hub/contract/stamp.ts", " || roster.goneToys.has(expected.toy)");

/** Whether ble let go of the family's toy. */
async function takesAway(house: House, entries: readonly string[], isRestarted: boolean): Promise<boolean> {
  await house.rig.roster(entries);
  if (isRestarted) await restart(house);
  const isHeld = house.rig.journal.entries("toy/").length === 1 && house.rig.toy.isConnected;
  return !isHeld;
}

/** A guardian took the toy out; before that something was stamped for it that never arrived. @returns whether it gets there now */
async function bringsBack(
  house: House,
  isRestarted: boolean,
  first: (before: readonly string[]) => Promise<void> = async () => undefined,
): Promise<boolean> {
  const before = [...house.family.entries];
  const stamped = await house.rig.makeDelivery(house.family, house.toy);
  const clip = house.rig.clips.get(stamped.ticket);
  await house.family.add({ kind: "toy-out", toy: house.toy });
  await house.rig.roster(house.family.entries);
  if (isRestarted) await restart(house);
  house.rig.advert();
  await house.rig.settle();
  await first(before);
  if (clip !== undefined) house.rig.clips.set(stamped.ticket, clip);
  await house.rig.command(stamped);
  await house.rig.settle();
  return house.rig.toy.uploads > 0;
}

const ATTACKS: readonly Attack[] = [
  {
    name: "an entry that takes the toy out, by a key of the attacker's own",
    run: async (house, isRestarted) => {
      const out = { kind: "toy-out" as const, toy: house.toy };
      return takesAway(house, await forge(house.family, out, await makeSigner()), isRestarted);
    },
    without: "the look at who takes a toy out",
    patches: [NO_SIGNATURE],
  },
  {
    name: "the same by a relative whom a guardian trusts",
    run: async (house, isRestarted) => {
      const out = { kind: "toy-out" as const, toy: house.toy };
      return takesAway(house, await forge(house.family, out, house.relative), isRestarted);
    },
    without: "the look at who takes a toy out",
    patches: [NO_SIGNATURE],
  },
  {
    name: "a roster of another family's, whose guardian takes the toy out",
    run: async (house, isRestarted) => {
      const others = await makeFamily(house.family.hub);
      await others.add({ kind: "toy-out", toy: house.toy });
      return takesAway(house, others.entries, isRestarted);
    },
    without: "the pin",
    patches: [NO_FOLLOWING],
  },
  {
    name: "a message that was stamped for the toy before it went",
    run: (house, isRestarted) => bringsBack(house, isRestarted),
    without: "the forgetting, and the look at toys that are gone",
    patches: [NO_FORGETTING, NO_GONE],
  },
  {
    name: "the same behind a roster of before, with the toy still in",
    run: (house, isRestarted) => bringsBack(house, isRestarted, (before) => house.rig.roster(before)),
    without: "the forgetting, and the refusal of an older roster",
    patches: [NO_FORGETTING, NO_FOLLOWING],
  },
];

const copies = new AsyncDisposableStack();
afterAll(() => copies.disposeAsync());

describe.each(ATTACKS)("$name", ({ run }) => {
  test("gets nothing", async () => expect(await run(await settleIn(), false)).toBe(false));
  test("nor when ble was started again", async () => expect(await run(await settleIn(), true)).toBe(false));
});

test.each(takenOut(ATTACKS))(
  "$name: without $without it gets there",
  TAKES_BARRIER_OUT,
  async ({ run, patches }) => {
    const copy = copies.use(await makePatchedCopy(patches, ["ble"]));
    const { openBridge: open } = await copy.load<{ openBridge: typeof openBridge }>(
      "ble/bridge/open-bridge.ts",
    );
    expect(await run(await settleIn(open), false)).toBe(true);
  },
);

test("no command of the hub's own makes ble forget a toy", async () => {
  const house = await settleIn();
  const { rig, toy } = house;
  const [id, other] = [randomId(), randomId()];
  const commands: readonly BleCommand[] = [
    { kind: "cancel", id, target: toy },
    { kind: "claim-toy", id, toy, child: other, seconds: 5 },
    { kind: "retire", id, message: toy },
    { kind: "stop-loop", id, toy },
    { kind: "heart", id, toy, dark: true },
    { kind: "heart", id, toy, dark: false },
    { kind: "acknowledge", id, event: toy },
    { kind: "search", id, seconds: 5 },
    { kind: "stop-search", id },
  ];
  for (const command of commands) await rig.command(command);
  await rig.settle();
  expect([rig.journal.entries("toy/").length, rig.toy.isConnected]).toEqual([1, true]);
  await rig.command(await rig.makeDelivery(house.family, toy));
  await rig.settle();
  expect(rig.toy.uploads).toBe(1);
});
