/**
 * T-20: the hub can answer who heard what, and when. A random session of a whole family (two guardians, one with several devices, a
 * relative, a stranger) is played through the API; what the ledger tells afterwards is what happened, entry for entry. After the
 * breach of 2017 nobody could say who had listened: there were no logs. A copy of the hub that leaves one thing out of it is found out.
 */
import { afterAll, expect, test } from "vitest";
import { seededRandom } from "../../ble/simulator/air/seeded-random.ts";
import type { Route } from "../../hub/api/route.ts";
import { openClipCheck } from "../../hub/check/open-clip-check.ts";
import { API } from "../../hub/contract/api.ts";
import type { PublicKey } from "../../hub/contract/jws.ts";
import type { LedgerKind } from "../../hub/contract/ledger.ts";
import { seconds } from "../../hub/domain/duration.ts";
import { DECLINE_REASONS } from "../../hub/domain/message-state.ts";
import type { HubClient } from "../../web-ui/src/hub/hub-client.ts";
import { codeOr } from "../support/code-of.ts";
import { hum, prepareClip } from "../support/guardian.ts";
import { type HubRigOptions, makeHubRig } from "../support/hub-rig.ts";
import { makeManualClock } from "../support/manual-clock.ts";
import { signInElsewhere } from "../support/own-devices.ts";
import { makePatchedCopy, type Patch } from "../support/patched-copy.ts";
import { makeRecordingLog } from "../support/quiet-log.ts";
import { readLedger } from "../support/read-ledger.ts";
import { Relative, rightsFor } from "../support/relative.ts";
import { addGuardian } from "../support/second-guardian.ts";
import { TAKES_BARRIER_OUT } from "./further-barrier.ts";
import { size, takenOut, timeFor } from "./sizes.ts";

const NAME = "Mum";
const PASSPHRASE = "four lanterns beside our kettle";
const STEPS = size("ledgerSteps");

const signedIn = codeOr("signed in");

const check = openClipCheck({ clock: makeManualClock(), logger: makeRecordingLog() });
afterAll(() => check[Symbol.asyncDispose]());

interface Fact {
  readonly at: number;
  readonly kind: LedgerKind;
  readonly person: string | null;
  readonly subject: string | null;
  readonly device?: PublicKey;
}

/** Somebody who may listen. */
interface Ear {
  readonly person: string;
  readonly device: PublicKey;
  readonly client: Pick<HubClient, "bytes" | "call">;
}

/** @returns what happened, as who played it knows, and what the ledger says */
async function live(seed: number, parts: NonNullable<HubRigOptions["parts"]> = {}) {
  await using rig = await makeHubRig({ check, parts });
  const random = seededRandom(seed, "a family");
  const oneOf = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const mum = await rig.claim(NAME, PASSPHRASE);
  const toy = await rig.addToy();
  const { signer } = await mum.openKeys();
  const papa = await addGuardian(rig.house.household, signer, rig.clock.now());
  const gran = await Relative.join(rig, mum, [rightsFor(toy.child)], "Gran");
  const clip = await prepareClip(hum(1, seed), 16_000, () => 0.5);

  const ears: Ear[] = [
    { person: mum.info.person.id, device: mum.device.publicKey, client: mum.client },
    {
      person: papa.person,
      device: papa.device.publicKey,
      client: papa.client(rig.browser(), () => rig.clock.now()),
    },
  ];
  const messages = [(await mum.send(clip, toy)).id as string];
  const undecided: string[] = [];
  const begin = (await rig.house.ledger.head()).number;
  const facts: Fact[] = [];
  const note = (kind: LedgerKind, person: string | null, subject: string | null, device?: PublicKey) =>
    facts.push({ at: rig.clock.now(), kind, person, subject, ...(device === undefined ? {} : { device }) });

  const deeds: readonly (() => Promise<void>)[] = [
    ...Array.from({ length: 6 }, () => async () => {
      const [ear, message] = [oneOf(ears), oneOf(messages)];
      await ear.client.bytes(`/messages/${message}/archive`);
      note("clip-handed-out", ear.person, message, ear.device);
    }),
    async () => {
      const { id } = await mum.send(clip, toy);
      messages.push(id);
      note("clip-taken-in", mum.info.person.id, id);
    },
    async () => {
      const { id } = await gran.sendSealed(mum, clip, toy.child);
      messages.push(id);
      undecided.push(id);
      note("clip-taken-in", gran.info.person.id, id);
    },
    async () => {
      const id = undecided.shift();
      if (id === undefined) return;
      const ear = oneOf(ears);
      await ear.client.call("POST", `/messages/${id}/decline`, { json: { reason: oneOf(DECLINE_REASONS) } });
      note("clip-declined", ear.person, id, ear.device);
    },
    async () => {
      const { client, device, info } = await signInElsewhere(
        rig.browser(),
        { name: NAME, passphrase: PASSPHRASE },
        () => rig.clock.now(),
      );
      ears.push({ person: info.person.id, device: device.publicKey, client });
      const [slot] = info.slots;
      note("new-device", info.person.id, slot?.id ?? null, device.publicKey);
      note("roster-grew", info.person.id, null);
    },
    async () => {
      if (ears.length <= 2) return;
      const { person, device, client } = ears.pop() as Ear;
      await client.call("DELETE", "/session");
      note("signed-out", person, null, device);
    },
    async () => {
      const isHers = random() < 0.5;
      const who = { name: isHers ? NAME : "Nobody", passphrase: "not a passphrase of hers" };
      const code = await signedIn(signInElsewhere(rig.browser(), who, () => rig.clock.now()));
      // Too many in a row, and this one was not looked at.
      if (code === "sign-in.too-many") return;
      expect(code).toBe("sign-in.refused");
      note("sign-in-failed", isHers ? mum.info.person.id : null, null);
    },
    // What is refused was not heard.
    async () => {
      const { status } = await rig.browser()(`${API}/messages/${oneOf(messages)}/archive`, {});
      expect(status).toBe(401);
    },
  ];
  for (let step = 0; step < STEPS; step++) {
    // So that hardly anybody has to wait for having failed.
    await rig.clock.advance(seconds(30 + Math.floor(random() * 1_000)));
    await oneOf(deeds)();
  }
  await rig.settle();
  const told = (await readLedger(ears[0]?.client as HubClient, mum.info.hub))
    .filter(({ number }) => number > begin)
    .map(({ number: _, ...fact }) => fact);
  return { facts, told };
}

test.each([1, 2, 3])(
  "session %i: the ledger tells what happened, and nothing else",
  timeFor("ledgerSteps"),
  async (seed) => {
    const { facts, told } = await live(seed);
    expect(told).toEqual(facts);
    const kinds = new Set(facts.map(({ kind }) => kind));
    expect(kinds.size).toBeGreaterThanOrEqual(6);
    expect(new Set(facts.flatMap(({ person }) => person ?? [])).size).toBe(3);
  },
);

const HAND_OUT = "hub/use-cases/hand-out-archive.ts";
const entryOf = (entry: string): Patch => ({
  file: HAND_OUT,
  find: "    person: to.person,\n    subject: record.id,\n    device: to.device,\n",
  replace: entry,
});
const withoutListening = (facts: readonly Fact[]) => facts.filter(({ kind }) => kind !== "clip-handed-out");
test.each<[string, Patch, (facts: readonly Fact[]) => readonly unknown[]]>(
  takenOut([
    [
      "writing it down",
      {
        file: HAND_OUT,
        find: "await house.ledger.append({",
        replace: "void ({",
      },
      withoutListening,
    ],
    [
      "who it was",
      entryOf("    person: null,\n    subject: record.id,\n    device: to.device,\n"),
      (facts) => facts.map((one) => (one.kind === "clip-handed-out" ? { ...one, person: null } : one)),
    ],
    [
      "which clip it was",
      entryOf("    person: to.person,\n    subject: null,\n    device: to.device,\n"),
      (facts) => facts.map((one) => (one.kind === "clip-handed-out" ? { ...one, subject: null } : one)),
    ],
    [
      "on which device it was",
      entryOf("    person: to.person,\n    subject: record.id,\n"),
      (facts) =>
        facts.map(({ device, ...one }) =>
          one.kind === "clip-handed-out" || device === undefined ? one : { ...one, device },
        ),
    ],
  ]),
)(
  "without %s the ledger does not tell what happened",
  { ...timeFor("ledgerSteps"), ...TAKES_BARRIER_OUT },
  async (_, patch, expected) => {
    await using copy = await makePatchedCopy([patch]);
    const { ALL_ROUTES } = await copy.load<{ ALL_ROUTES: readonly Route[] }>("hub/api/routes/all-routes.ts");
    const { facts, told } = await live(1, { ALL_ROUTES });
    expect(told).not.toEqual(facts);
    expect(told).toEqual(expected(facts));
  },
);
