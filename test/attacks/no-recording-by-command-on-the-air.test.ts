/**
 * T-37. A toy's microphone can be switched on over the air without a light or a sound. Nothing of ours does: a recording begins
 * with the child's paw and with nothing else. Every route of the web face, with a guardian's session, and then every command that
 * `pawpost-ble` knows, and many that it does not, from a hub in strangers' hands: the toy, asked by itself, never recorded. A copy
 * of ble in which one path does is found out.
 */
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { ALL_ROUTES } from "../../hub/api/routes/all-routes.ts";
import { type BleCommand, bleCommand } from "../../hub/contract/ble-control.ts";
import { LOOP_VOLUMES } from "../../hub/contract/toy-loop.ts";
import { claimBear } from "../support/claim-bear.ts";
import { hum, prepareClip, randomId } from "../support/guardian.ts";
import { openHostileHub } from "../support/hostile-hub.ts";
import { makePatchedCopy, type Patch } from "../support/patched-copy.ts";
import { RunningStack } from "../support/running-stack.ts";
import { toyHands } from "../support/toy-hands.ts";
import { watchToy } from "../support/watch-toy.ts";
import { TAKES_BARRIER_OUT } from "./further-barrier.ts";
import { size, timeFor } from "./sizes.ts";

const COMMANDS = size("commands");
/** The pretend toy's own paws are a child's, not a command. The others end the session that asks. */
const LEFT_OUT =
  /^\/pretend-toy\/|^\/session$|^\/devices\/|^\/messages\/:id\/erase|^\/children\/:id\/erase|panic/;

interface Outcome {
  /** Recordings that the toy began: by the web face, by commands, and by its paw at the end. */
  readonly byRoutes: number;
  readonly byCommands: number;
  readonly byPaw: number;
}

async function tryEverything(patches: readonly Patch[] = []): Promise<Outcome> {
  await using copy = patches.length === 0 ? undefined : await makePatchedCopy(patches, ["ble"]);
  await using stack = await RunningStack.start({
    cheapHash: true,
    change: (name, spec) =>
      copy === undefined || name !== "ble"
        ? spec
        : { ...spec, args: spec.args.with(-1, copy.path("ble/main.ts")) },
  });
  const socket = join(stack.runFolder.path, "toy.sock");
  const hands = toyHands(socket);
  const { guardian, toy } = await claimBear(stack, hands);
  using seen = watchToy(socket);
  const message = randomId();
  const clip = await prepareClip(hum(0.5, 1), 16_000);
  const stamp = await guardian.stamp(clip, toy, message);

  for (const { method, path, body } of ALL_ROUTES) {
    if (LEFT_OUT.test(path) || (method === "GET" && path.endsWith("events"))) continue;
    for (const id of [toy.id, message, randomId()]) {
      const target = path.replaceAll(/:[a-z]+/g, id);
      const json = body.kind === "json" ? { json: { kind: "record", toy: toy.id, record: true } } : {};
      await guardian.client.call(method, target, json).catch(() => undefined); // most is refused
      if (!path.includes(":")) break;
    }
  }
  // Whatever was set going has had the time to reach the toy.
  await expect.poll(async () => (await guardian.state()).toys[0]?.connected, { timeout: 30_000 }).toBe(true);
  const byRoutes = seen.recordings;

  await stack.kill("hub");
  await using hub = await openHostileHub(stack.runFolder.path);
  const valid = fc.sample(commandsAbout([toy.id, message, randomId()], stamp), {
    numRuns: COMMANDS,
    seed: 37,
  });
  for (const command of valid) await hub.command(command);
  for (const kind of ["record", "start-recording", "game-mode", "write", "play", "raw"])
    await hub.command({ kind, id: randomId(), toy: toy.id, bytes: "080200" } as unknown as BleCommand);
  // A genuine message is delivered: everything before it was taken in, and the toy is there.
  const wish = { message, toy: toy.id, stamp, clip: clip.toyBytes, milliseconds: clip.milliseconds };
  const outcome = await hub.deliver(wish);
  if (patches.length === 0) expect(outcome).toMatchObject({ kind: "delivered" });
  const byCommands = seen.recordings - byRoutes;
  await hands.press("record");
  if (patches.length === 0) await expect.poll(() => seen.recordings, { timeout: 30_000 }).toBe(byRoutes + 1);
  return { byRoutes, byCommands, byPaw: seen.recordings - byRoutes - byCommands };
}

/** Every kind that there is, about this toy and this message. None of them ends the message: it is delivered at the end. */
function commandsAbout(ids: readonly string[], stamp: string): fc.Arbitrary<BleCommand> {
  const id = fc.constantFrom(...ids.map((one) => one as ReturnType<typeof randomId>));
  const fresh = fc.constant(0).map(() => randomId());
  const ticket = fc.constant("A".repeat(43));
  const of: { readonly [K in BleCommand["kind"]]: fc.Arbitrary<Extract<BleCommand, { kind: K }>> } = {
    search: fc.record({ kind: fc.constant("search"), id: fresh, seconds: fc.integer({ min: 5, max: 120 }) }),
    "stop-search": fc.record({ kind: fc.constant("stop-search"), id: fresh }),
    "claim-toy": fc.record({
      kind: fc.constant("claim-toy"),
      id: fresh,
      toy: id,
      child: id,
      seconds: fc.integer({ min: 5, max: 180 }),
    }),
    cancel: fc.record({ kind: fc.constant("cancel"), id: fresh, target: id }),
    roster: fc.record({
      kind: fc.constant("roster"),
      id: fresh,
      from: fc.constant(0),
      total: fc.integer({ min: 1, max: 3 }),
      entries: fc.constant([stamp]),
    }),
    "follow-toy": fc.record({
      kind: fc.constant("follow-toy"),
      id: fresh,
      toy: id,
      holder: fc.constantFrom("home", "room-00000000"),
      epoch: fc.integer({ min: 1, max: 9 }),
      version: fc.integer({ min: 0, max: 9 }),
      sealed: fc.constantFrom("A".repeat(80), null),
    }),
    "take-toy": fc.record({ kind: fc.constant("take-toy"), id: fresh, toy: id }),
    listen: fc.record({
      kind: fc.constant("listen"),
      id: fresh,
      toy: id,
      seconds: fc.integer({ min: 2, max: 10 }),
    }),
    rooms: fc.record({ kind: fc.constant("rooms"), id: fresh, others: fc.boolean() }),
    deliver: fc.record({
      kind: fc.constant("deliver"),
      id: fresh,
      message: fresh,
      toy: id,
      ticket,
      bytes: fc.integer({ min: 72, max: 4_000 }),
      sha256: fc.constant("ab".repeat(32)),
      milliseconds: fc.integer({ min: 20, max: 60_000 }),
      stamp: fc.constant(stamp),
    }),
    retire: fc.record({ kind: fc.constant("retire"), id: fresh, message: fresh }),
    "play-loop": fc.record({
      kind: fc.constant("play-loop"),
      id: fresh,
      toy: id,
      message: id,
      minutes: fc.integer({ min: 1, max: 15 }),
      volume: fc.constantFrom(...LOOP_VOLUMES),
    }),
    "stop-loop": fc.record({ kind: fc.constant("stop-loop"), id: fresh, toy: id }),
    care: fc.record({
      kind: fc.constant("care"),
      id: fresh,
      toy: id,
      loudest: fc.integer({ min: 0, max: 100 }),
      saving: fc.boolean(),
      // Once the hub has an answer, which this one never takes.
      records_over: fc.boolean(),
    }),
    heart: fc.record({ kind: fc.constant("heart"), id: fresh, toy: id, dark: fc.boolean() }),
    // On: then a recording may begin with a press of the paw, and by nothing else.
    mailbox: fc.record({ kind: fc.constant("mailbox"), id: fresh, toy: id, on: fc.boolean() }),
    "take-recording": fc.record({ kind: fc.constant("take-recording"), id: fresh, recording: id, ticket }),
    acknowledge: fc.record({ kind: fc.constant("acknowledge"), id: fresh, event: id }),
    "set-volume": fc.record({
      kind: fc.constant("set-volume"),
      id: fresh,
      toy: id,
      percent: fc.integer({ min: 0, max: 100 }),
    }),
    "show-heart": fc.record({ kind: fc.constant("show-heart"), id: fresh, toy: id, seconds: fc.constant(1) }),
    "watch-signal": fc.record({
      kind: fc.constant("watch-signal"),
      id: fresh,
      toy: id,
      seconds: fc.integer({ min: 5, max: 120 }),
    }),
  };
  return fc.oneof(...(Object.values(of) as fc.Arbitrary<BleCommand>[])).map((one) => bleCommand.parse(one));
}

test("nothing but a paw makes a toy record", timeFor("commands"), async () => {
  expect(await tryEverything()).toEqual({ byRoutes: 0, byCommands: 0, byPaw: 1 });
});

test("a path that does is found out", { ...timeFor("commands"), ...TAKES_BARRIER_OUT }, async () => {
  const file = "ble/toys/cloudpets/session.ts";
  const first = 'return failed("cancelled", false, "The delivery was cancelled");\n';
  const find = `${first}    this.#isDelivering = true;\n`;
  const record = '    await this.#wire.write("command", Uint8Array.of(8, 2, 0), options.signal);\n';
  const pause = "    await this.#wire.clock.sleep(1_000 as never, options.signal);\n";
  const { byCommands } = await tryEverything([{ file, find, replace: find + record + pause }]);
  expect(byCommands).toBeGreaterThan(0);
});
