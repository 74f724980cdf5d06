/**
 * T-30, T-97. Somebody owns the hub after the toy was claimed: its process, its data, its credential for ble, and every stamp,
 * clip and roster entry that ever passed through it. They have no key of a guardian's. Whatever they command, before and after
 * `pawpost-ble` starts again, the toy gets nothing that nobody approved for it now. Here the bridge is the real one, with its
 * journal, its roster and its rules; each barrier taken out of a copy of the source lets just its attack through.
 * The same against the processes on a virtual radio: `hub-taken-over-on-the-air.test.ts`.
 */
import { afterAll, describe, expect, onTestFinished, test } from "vitest";
import type { openBridge } from "../../ble/bridge/open-bridge.ts";
import type { BleCommand } from "../../hub/contract/ble-control.ts";
import type { Signer } from "../../hub/contract/jws.ts";
import type { PublicId } from "../../hub/contract/public-id.ts";
import { type RosterEntry, signRosterEntry } from "../../hub/contract/roster-entry.ts";
import { sha256 } from "../../hub/contract/sha256.ts";
import { hours } from "../../hub/domain/duration.ts";
import { type BridgeRig, CHILD, type Family, makeBridgeRig, makeFamily } from "../support/bridge-rig.ts";
import { randomId } from "../support/guardian.ts";
import { keysOf, makeSigner } from "../support/key-ring.ts";
import { makePatchedCopy, type Patch } from "../support/patched-copy.ts";
import { TAKES_BARRIER_OUT } from "./further-barrier.ts";
import { takenOut } from "./sizes.ts";

type Deliver = Extract<BleCommand, { kind: "deliver" }>;

const WEEK = hours(7 * 24);
const FIRST_VAULT = { number: 1, recipient: `age1${"q".repeat(58)}` };

/** The house at the moment when the hub is taken over, and what its new owner can do. */
class Taken {
  rig: BridgeRig;
  readonly family: Family;
  readonly toy: PublicId;
  /** A device that a guardian signed out later, and somebody who may send this child messages, and later may not. */
  readonly lost: Signer;
  readonly relative: { readonly person: PublicId; readonly keys: Signer; readonly device: Signer };

  private constructor(
    rig: BridgeRig,
    family: Family,
    toy: PublicId,
    lost: Signer,
    relative: Taken["relative"],
  ) {
    this.rig = rig;
    this.family = family;
    this.toy = toy;
    this.lost = lost;
    this.relative = relative;
  }

  static async start(open?: typeof openBridge): Promise<Taken> {
    const family = await makeFamily();
    const lost = await family.grow();
    const relative = { person: randomId(), keys: await makeSigner(), device: await makeSigner() };
    await family.add(trusted(relative, true));
    await family.add(
      { kind: "device", person: relative.person, deviceKey: relative.device.publicKey },
      relative.keys,
    );
    const rig = await makeBridgeRig(open === undefined ? {} : { openBridge: open });
    const toy = await rig.claim(family.entries);
    const taken = new Taken(rig, family, toy, lost, relative);
    onTestFinished(() => taken.rig[Symbol.asyncDispose]());
    // Everything works, or it would prove nothing that an attack does not.
    const first = await taken.genuine();
    await rig.command(first);
    rig.toy.says({ kind: "playback-ended", commanded: false });
    await rig.settle();
    expect(rig.toy.uploads).toBe(1);
    rig.toy.uploads = 0;
    return taken;
  }

  /** A guardian's message as it lay on the hub: genuine in every part. */
  genuine(change: Parameters<BridgeRig["makeDelivery"]>[2] = {}): Promise<Deliver> {
    return this.rig.makeDelivery(this.family, this.toy, change);
  }

  /** Commands it as if it were new, with its clip. */
  async replay(delivery: Deliver, change: Partial<Deliver> = {}): Promise<void> {
    const ticket = `${randomId()}${randomId()}`.padEnd(43, "A").slice(0, 43);
    const clip = this.#clipOf.get(change.sha256 ?? delivery.sha256);
    if (clip !== undefined) this.rig.clips.set(ticket, clip);
    await this.rig.command({ ...delivery, id: randomId(), ticket, ...change });
  }

  /** Keeps a copy of the clip: an owner of the hub copies what passes. */
  async keep(delivery: Deliver): Promise<Deliver> {
    const clip = this.rig.clips.get(delivery.ticket);
    if (clip !== undefined) this.#clipOf.set(delivery.sha256, clip);
    return delivery;
  }
  readonly #clipOf = new Map<string, Uint8Array<ArrayBuffer>>();

  /** What the guardians change reaches ble while the hub is still honest. */
  async tellRoster(): Promise<void> {
    await this.rig.roster(this.family.entries);
  }

  async restartBle(): Promise<void> {
    this.rig = await this.rig.crash();
    await this.rig.settle();
    this.rig.advert();
    await this.rig.settle();
  }
}

const trusted = (
  { person, keys }: Pick<Taken["relative"], "person" | "keys">,
  isTrusted: boolean,
): Parameters<Family["add"]>[0] => ({
  kind: "relative",
  person,
  ...keysOf(keys, "p"),
  children: [{ child: CHILD, mayWrite: true, isTrusted, mayHear: false }],
});

interface Attack {
  readonly name: string;
  /** What the hub saw, and what happened, while it was honest. @returns what its new owner does */
  prepare(taken: Taken): Promise<() => Promise<void>>;
  /** Without it the attack succeeds. */
  readonly barrier: { readonly without: string; readonly patch: Patch };
}

const STAMP = "hub/contract/stamp.ts";
const RULES = "hub/contract/roster-rules.ts";
const ROSTER = "hub/contract/roster.ts";
const KEEPER = "ble/bridge/roster-keeper.ts";
const DELIVERIES = "ble/bridge/deliveries.ts";
const cut = (file: string, find: string, replace = ""): Patch => ({ file, find, replace });

const NO_SIGNER = cut(
  STAMP,
  `  if (person === undefined)
    throw new SignatureError("stamp.unknown-signer", "signed by a device that does not count");
`,
  "  if (person === undefined) return { ...stamp, signer: stamp.message };\n",
);
const NO_FOLLOWING = cut(
  KEEPER,
  "    assertFollows(roster, { fingerprint: known.fingerprint, head: known.head }, known.hashes.length);\n",
);
const NO_RETIRED = cut(
  DELIVERIES,
  '    if (retired.has(message)) return this.#unlessThere(command, failed("cancelled", false));\n',
);

const headOf = (entries: readonly string[]) => sha256(new TextEncoder().encode(entries.at(-1)));

/** The entries, and one more that anybody may have signed. */
const forge = async (
  hub: PublicId,
  entries: readonly string[],
  entry: RosterEntry,
  signer: Signer,
): Promise<string[]> => [...entries, await signRosterEntry(hub, await headOf(entries), entry, signer)];

const ATTACKS: readonly Attack[] = [
  {
    name: "a stamp by a key of the attacker's own",
    async prepare(taken) {
      const own = await makeSigner();
      const forged = await taken.keep(await taken.genuine({ signer: own }));
      return () => taken.replay(forged);
    },
    barrier: { without: "the look at whose device signed", patch: NO_SIGNER },
  },
  {
    name: "another sound under a genuine stamp",
    async prepare(taken) {
      const genuine = await taken.keep(await taken.genuine());
      const other = await taken.keep(await taken.genuine({ signer: await makeSigner() }));
      return () => taken.replay(genuine, { sha256: other.sha256 });
    },
    barrier: {
      without: "the look at which clip was stamped",
      patch: cut(
        STAMP,
        `  if (stamp.clip !== expected.clipSha256)
    throw new SignatureError("stamp.wrong-clip", "made for another clip");
`,
      ),
    },
  },
  {
    name: "another sound than the one that was announced",
    async prepare(taken) {
      const genuine = await taken.genuine();
      return async () => {
        taken.rig.clips.set(genuine.ticket, new Uint8Array(genuine.bytes).fill(7));
        await taken.rig.command(genuine);
      };
    },
    barrier: {
      without: "the look at what was fetched",
      patch: cut(
        DELIVERIES,
        "if (clip.byteLength === command.bytes && (await sha256(clip)) === command.sha256) return clip;",
        "if (clip.byteLength === command.bytes) return clip;",
      ),
    },
  },
  {
    name: "a stamp of another message, to have it heard again after it was taken back",
    async prepare(taken) {
      const cancelled = await taken.keep(await taken.genuine());
      await taken.rig.command({ kind: "retire", id: randomId(), message: cancelled.message });
      return () => taken.replay(cancelled, { message: randomId() });
    },
    barrier: {
      without: "the look at which message was stamped",
      patch: cut(
        STAMP,
        `  if (stamp.message !== expected.message)
    throw new SignatureError("stamp.wrong-message", "made for another message");
`,
      ),
    },
  },
  {
    name: "a message that was taken back",
    async prepare(taken) {
      const cancelled = await taken.keep(await taken.genuine());
      await taken.rig.command({ kind: "retire", id: randomId(), message: cancelled.message });
      return () => taken.replay(cancelled);
    },
    barrier: { without: "ble's memory of what is over", patch: NO_RETIRED },
  },
  {
    name: "a message that was taken back, with 2,000 others named so that it is forgotten",
    async prepare(taken) {
      const cancelled = await taken.keep(await taken.genuine());
      await taken.rig.command({ kind: "retire", id: randomId(), message: cancelled.message });
      return async () => {
        await taken.rig.clock.advance(hours(1));
        const nameOne = () => taken.rig.command({ kind: "retire", id: randomId(), message: randomId() });
        for (let n = 0; n < 2_000; n += 100) await Promise.all(Array.from({ length: 100 }, nameOne));
        await taken.replay(cancelled);
      };
    },
    barrier: {
      without: "the refusal to forget what is young",
      patch: cut(
        "ble/bridge/retired-messages.ts",
        'if (by === "hub" && !isOld)',
        "if (!isOld && byAge.length < MOST)",
      ),
    },
  },
  {
    name: "a message that the child has heard",
    async prepare(taken) {
      const heard = await taken.keep(await taken.genuine());
      await taken.rig.command(heard);
      taken.rig.toy.says({ kind: "playback-ended", commanded: false });
      await taken.rig.settle();
      taken.rig.toy.uploads = 0;
      return () => taken.replay(heard);
    },
    barrier: {
      without: "retiring what was heard",
      patch: cut("ble/bridge/open-bridge.ts", 'run("retire", retired.add(message, "seen"));', ""),
    },
  },
  {
    name: "a message that has expired",
    async prepare(taken) {
      const old = await taken.keep(await taken.genuine());
      await taken.rig.clock.advance(WEEK);
      return () => taken.replay(old);
    },
    barrier: {
      without: "the look at the stamp's end",
      patch: cut(
        STAMP,
        '  if (expected.now >= stamp.notAfter * 1_000) throw new SignatureError("stamp.expired", "no longer valid");\n',
      ),
    },
  },
  {
    name: "a message that has expired, once the machine's clock was set back",
    async prepare(taken) {
      const old = await taken.keep(await taken.genuine());
      await taken.rig.clock.advance(WEEK);
      // By whom ever: a false time server is enough.
      return async () => {
        taken.rig.clock.stepWallClock(-WEEK + 60_000);
        await taken.replay(old);
      };
    },
    barrier: {
      without: "the time that was lived here",
      patch: cut(
        "ble/bridge/stamp-time.ts",
        "return Math.max(this.#clock.now(), this.atLeast());",
        "return this.#clock.now();",
      ),
    },
  },
  {
    name: "a message before its time",
    async prepare(taken) {
      const later = Math.floor(taken.rig.clock.now() / 1_000) + 3_600;
      const early = await taken.keep(await taken.genuine({ stamp: { notBefore: later } }));
      return () => taken.replay(early);
    },
    barrier: {
      without: "the look at the stamp's beginning",
      patch: cut(
        STAMP,
        '  if (expected.now < stamp.notBefore * 1_000) throw new SignatureError("stamp.too-early", "not valid yet");\n',
      ),
    },
  },
  {
    name: "a message for another toy",
    async prepare(taken) {
      const elsewhere = await taken.keep(await taken.genuine({ stamp: { toys: [randomId()] } }));
      return () => taken.replay(elsewhere);
    },
    barrier: {
      without: "the look at which toys were stamped",
      patch: cut(STAMP, "!stamp.toys.includes(expected.toy) || "),
    },
  },
  {
    name: "a message for the child who had the toy before it was lent",
    async prepare(taken) {
      const before = await taken.keep(await taken.genuine());
      await taken.family.add({ kind: "toy", toy: taken.toy, child: randomId() });
      await taken.tellRoster();
      return () => taken.replay(before);
    },
    barrier: {
      without: "the look at whose toy it is now",
      patch: cut(
        STAMP,
        "  if (stamp.child !== (roster.toys.get(expected.toy) ?? expected.child))\n",
        "  if (stamp.child !== expected.child)\n",
      ),
    },
  },
  {
    name: "a message for a child who had the toy on loan, after it came back",
    async prepare(taken) {
      const guest = randomId();
      await taken.family.add({ kind: "toy", toy: taken.toy, child: guest });
      await taken.tellRoster();
      const forGuest = await taken.keep(await taken.genuine({ stamp: { child: guest } }));
      await taken.family.add({ kind: "toy", toy: taken.toy, child: CHILD });
      await taken.tellRoster();
      return async () => {
        await taken.rig.roster(taken.family.entries.slice(0, -1));
        await taken.replay(forGuest);
      };
    },
    barrier: { without: "the refusal of an older roster", patch: NO_FOLLOWING },
  },
  {
    name: "a message by a phone that was signed out",
    async prepare(taken) {
      const stolen = await taken.keep(await taken.genuine({ signer: taken.lost }));
      await taken.family.add({ kind: "device-out", deviceKey: taken.lost.publicKey });
      await taken.tellRoster();
      return () => taken.replay(stolen);
    },
    barrier: {
      without: "taking the device off the list",
      patch: cut(RULES, "        this.devices.delete(entry.deviceKey);\n"),
    },
  },
  {
    name: "a message by a phone that was signed out, on a hub restored from before that",
    async prepare(taken) {
      const before = [...taken.family.entries];
      const stolen = await taken.keep(await taken.genuine({ signer: taken.lost }));
      await taken.family.add({ kind: "device-out", deviceKey: taken.lost.publicKey });
      await taken.tellRoster();
      return async () => {
        await taken.rig.roster(before);
        await taken.replay(stolen);
      };
    },
    barrier: { without: "the refusal of an older roster", patch: NO_FOLLOWING },
  },
  {
    name: "a message by a relative who is trusted no longer",
    async prepare(taken) {
      const before = await taken.keep(await taken.genuine({ signer: taken.relative.device }));
      await taken.family.add(trusted(taken.relative, false));
      await taken.tellRoster();
      return () => taken.replay(before);
    },
    barrier: {
      without: "the look at whom a guardian trusts",
      patch: cut(STAMP, "  return rights?.mayWrite !== true || !rights.isTrusted;\n", "  return false;\n"),
    },
  },
  {
    name: "a message by a person who was removed",
    async prepare(taken) {
      const before = await taken.keep(await taken.genuine({ signer: taken.relative.device }));
      await taken.family.add({ kind: "person-out", person: taken.relative.person });
      await taken.tellRoster();
      return () => taken.replay(before);
    },
    barrier: {
      without: "the end of that person's devices",
      patch: cut(
        RULES,
        "        this.relatives.delete(entry.person);\n        this.#dropDevices(entry.person);\n",
        "",
      ),
    },
  },
  {
    name: "an entry that adds the attacker's device, signed by nobody whose word counts",
    async prepare(taken) {
      const own = await makeSigner();
      const { hub, person, entries: known } = taken.family;
      const entries = await forge(hub, known, { kind: "device", person, deviceKey: own.publicKey }, own);
      const forged = await taken.keep(await taken.genuine({ signer: own }));
      return async () => {
        await taken.rig.roster(entries);
        await taken.replay(forged);
      };
    },
    barrier: {
      without: "the look at who adds a device",
      patch: cut(
        RULES,
        `        if (this.#keyOf(entry.person) !== signer) throw stranger("a stranger's device");\n`,
      ),
    },
  },
  {
    name: "a guardian of the attacker's own, signed by a relative's key",
    async prepare(taken) {
      const own = await makeSigner();
      const person = randomId();
      const guardian = { kind: "guardian" as const, person, ...keysOf(own, "r"), vault: FIRST_VAULT };
      const { hub, entries: known } = taken.family;
      const withGuardian = await forge(hub, known, guardian, taken.relative.keys);
      const entries = await forge(
        hub,
        withGuardian,
        { kind: "device", person, deviceKey: own.publicKey },
        own,
      );
      const forged = await taken.keep(await taken.genuine({ signer: own }));
      return async () => {
        await taken.rig.roster(entries);
        await taken.replay(forged);
      };
    },
    barrier: {
      without: "the look at who makes guardians",
      patch: cut(
        RULES,
        `    if (guardian === undefined) throw stranger("not signed by a guardian");\n`,
        "    if (guardian === undefined) return;\n",
      ),
    },
  },
  {
    name: "a roster that begins anew, with the attacker as the first guardian",
    async prepare(taken) {
      const own = await makeFamily(taken.family.hub);
      const forged = await taken.keep(await taken.rig.makeDelivery(own, taken.toy));
      return async () => {
        await taken.rig.roster(own.entries);
        await taken.replay(forged);
      };
    },
    barrier: { without: "the pin", patch: NO_FOLLOWING },
  },
  {
    name: "a roster that forks before a guardian was removed, signed by that one's key",
    async prepare(taken) {
      // Who was a guardian once, and sides with whoever owns the hub now.
      const former = await makeSigner();
      const person = randomId();
      await taken.family.add({ kind: "guardian", person, ...keysOf(former, "s"), vault: FIRST_VAULT });
      const fork = taken.family.entries.length;
      await taken.family.add({ kind: "person-out", person });
      await taken.tellRoster();
      const own = await makeSigner();
      const { hub, entries: known } = taken.family;
      const device = { kind: "device" as const, person, deviceKey: own.publicKey };
      const entries = await forge(hub, known.slice(0, fork), device, former);
      const forged = await taken.keep(
        await taken.genuine({ signer: own, stamp: { roster: await headOf(entries) } }),
      );
      return async () => {
        await taken.rig.roster(entries);
        await taken.replay(forged);
      };
    },
    barrier: {
      without: "the refusal of a fork",
      patch: cut(
        ROSTER,
        "  if (roster.hashes.includes(pin.head)) return;\n",
        "  if (roster.hashes.length > 0) return;\n",
      ),
    },
  },
  {
    name: "a chain of which one link was taken out",
    async prepare(taken) {
      // The entry that signed the phone out is left away; what follows it is genuine.
      await taken.family.add({ kind: "device-out", deviceKey: taken.lost.publicKey });
      const out = taken.family.entries.length - 1;
      await taken.family.grow();
      const entries = taken.family.entries.toSpliced(out, 1);
      const stolen = await taken.keep(
        await taken.genuine({ signer: taken.lost, stamp: { roster: await headOf(entries) } }),
      );
      return async () => {
        await taken.rig.roster(entries);
        await taken.replay(stolen);
      };
    },
    barrier: {
      without: "the chain",
      patch: cut(ROSTER, "read.prev !== (hashes.at(-1) ?? null) || read.hub !== hub", "read.hub !== hub"),
    },
  },
];

/** Refused by a barrier, not by chance: a toy out of reach would keep quiet too. */
const REFUSED = new Set(["stamp-refused", "clip-refused", "cancelled"]);

async function attack(
  { prepare }: Attack,
  { open, restarted = false }: { readonly open?: typeof openBridge; readonly restarted?: boolean } = {},
): Promise<number> {
  const taken = await Taken.start(open);
  const strike = await prepare(taken);
  if (restarted) await taken.restartBle();
  const before = taken.rig.all("delivery-failed").length;
  await strike();
  await taken.rig.settle();
  const { uploads } = taken.rig.toy;
  const refused = taken.rig.all("delivery-failed").slice(before);
  if (uploads === 0) expect(refused.map(({ code }) => REFUSED.has(code))).toEqual([true]);
  return uploads;
}

const copies = new AsyncDisposableStack();
afterAll(() => copies.disposeAsync());

describe.each(ATTACKS)("$name", (one) => {
  test("the toy gets nothing", async () => expect(await attack(one)).toBe(0));
  test("nor when ble was started again", async () => expect(await attack(one, { restarted: true })).toBe(0));
});

test.each(takenOut(ATTACKS))(
  "$name: without $barrier.without the toy gets it",
  TAKES_BARRIER_OUT,
  async (one) => {
    const copy = copies.use(await makePatchedCopy([one.barrier.patch], ["ble"]));
    const { openBridge: open } = await copy.load<{ openBridge: typeof openBridge }>(
      "ble/bridge/open-bridge.ts",
    );
    expect(await attack(one, { open })).toBe(1);
  },
);
