/**
 * T-30, T-97, with the processes themselves: `pawpost-ble` and a toy on a virtual radio. A family's hub is taken over while it
 * runs: its process is ended, and in its place, on its sockets and with its credential, sits one that has all of its data and
 * sends what it likes. The whole table of attacks is in `hub-taken-over.test.ts`; here are the few that show that what is
 * started is what was tested there.
 */
import { join } from "node:path";
import { expect, test } from "vitest";
import { sessionInfo } from "../../hub/contract/api.ts";
import { verifyRoster } from "../../hub/contract/roster.ts";
import { signRosterEntry } from "../../hub/contract/roster-entry.ts";
import { signStamp } from "../../hub/contract/stamp.ts";
import { claimBear, untilHouse } from "../support/claim-bear.ts";
import { type Clip, hum, prepareClip, randomId } from "../support/guardian.ts";
import { openHostileHub } from "../support/hostile-hub.ts";
import { makeFamily, makeSigner } from "../support/key-ring.ts";
import { makePatchedCopy, type Patch } from "../support/patched-copy.ts";
import { RunningStack } from "../support/running-stack.ts";
import { toyHands } from "../support/toy-hands.ts";
import { watchToy } from "../support/watch-toy.ts";
import { TAKES_BARRIER_OUT } from "./further-barrier.ts";

interface Result {
  /** What ble said to each, in the order below. */
  readonly said: readonly string[];
  readonly uploads: number;
}

async function takeOver(patches: readonly Patch[] = []): Promise<Result> {
  await using copy = patches.length === 0 ? undefined : await makePatchedCopy(patches, ["ble"]);
  await using stack = await RunningStack.start({
    cheapHash: true,
    change: (name, spec) =>
      copy === undefined || name !== "ble"
        ? spec
        : { ...spec, args: spec.args.with(-1, copy.path("ble/main.ts")) },
  });
  const toySocket = join(stack.runFolder.path, "toy.sock");
  const hands = toyHands(toySocket);
  const { guardian, toy } = await claimBear(stack, hands);
  const roster = (await guardian.client.call("GET", "/session", { schema: sessionInfo })).roster;
  const clips = await Promise.all([1, 2].map((seed) => prepareClip(hum(0.5, seed), 16_000)));
  const [approved, other] = clips as [Clip, Clip];
  const message = randomId();
  const stamp = await guardian.stamp(approved, toy, message);
  // It works as long as nobody meddles.
  await guardian.send(approved, toy, message);
  await untilHouse(guardian, ({ messages }) =>
    messages.some(({ id, state }) => id === message && state.startsWith("on_toy")),
  );
  await hands.press("play");
  await untilHouse(guardian, ({ messages }) =>
    messages.some(({ id, state }) => id === message && state === "played"),
  );
  const unsent = randomId();
  const unsentStamp = await guardian.stamp(approved, toy, unsent);
  await stack.kill("hub");

  using seen = watchToy(toySocket);
  await using hub = await openHostileHub(stack.runFolder.path);
  const own = await makeSigner();
  const { hub: hubId } = await verifyRoster(roster);
  const now = Math.floor(Date.now() / 1_000);
  const forge = async (head: string) => {
    const id = randomId();
    const forged = await signStamp(
      {
        v: 1,
        hub: hubId,
        message: id,
        clip: other.sha256,
        child: toy.child,
        toys: [toy.id],
        notBefore: now - 60,
        notAfter: now + 3_600,
        roster: head,
      },
      own,
    );
    return hub.deliver({ message: id, toy: toy.id, stamp: forged, clip: other.toyBytes, milliseconds: 500 });
  };
  const replay = (clip: Clip, id: string, jws: string) =>
    hub.deliver({ message: id, toy: toy.id, stamp: jws, clip: clip.toyBytes, milliseconds: 500 });

  const outcomes = [];
  const { head } = await verifyRoster(roster);
  outcomes.push(await forge(head));
  const entry = { kind: "device", person: guardian.info.person.id, deviceKey: own.publicKey } as const;
  const extended = [...roster, await signRosterEntry(hubId, head, entry, own)];
  await hub.tellRoster(extended);
  outcomes.push(await forge(head));
  const stranger = await makeFamily();
  await hub.tellRoster(stranger.roster.entries);
  outcomes.push(await forge(head));
  outcomes.push(await replay(other, unsent, unsentStamp));
  outcomes.push(await replay(approved, message, stamp));
  await hub.command({ kind: "retire", id: randomId(), message: unsent });
  outcomes.push(await replay(approved, unsent, unsentStamp));
  const said = outcomes.map((one) => (one.kind === "delivered" ? "delivered" : one.detail || one.code));
  return { said, uploads: seen.uploads };
}

test("a hub that was taken over puts nothing on a toy", { timeout: 240_000 }, async () => {
  expect(await takeOver()).toEqual({
    said: [
      "stamp.unknown-signer",
      "stamp.unknown-signer",
      "stamp.unknown-signer",
      "stamp.wrong-clip",
      "cancelled",
      "cancelled",
    ],
    uploads: 0,
  });
});

test("where ble does not look at whose stamp it is, it does", {
  timeout: 240_000,
  ...TAKES_BARRIER_OUT,
}, async () => {
  const { said, uploads } = await takeOver([
    {
      file: "hub/contract/stamp.ts",
      find: '    throw new SignatureError("stamp.unknown-signer", "signed by a device that does not count");\n',
      replace: "    return { ...stamp, signer: stamp.message };\n",
    },
  ]);
  expect(said.slice(0, 3)).toEqual(["delivered", "delivered", "delivered"]);
  // One that broke off was begun again.
  expect(uploads).toBeGreaterThanOrEqual(3);
});
