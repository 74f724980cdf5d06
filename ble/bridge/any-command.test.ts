/** Whatever the hub sends, in whatever order: nothing is thrown out of the bridge, and it goes on. */
import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { afterEach, expect, test } from "vitest";
import { type BleCommand, type BleEvent, bleCommand } from "../../hub/contract/ble-control.ts";
import { LOOP_VOLUMES } from "../../hub/contract/toy-loop.ts";
import { seconds } from "../../hub/domain/duration.ts";
import { makeBridgeRig, makeFamily, ticketOf } from "../../test/support/bridge-rig.ts";
import { randomId } from "../../test/support/guardian.ts";
import { BEAR } from "../../test/support/played-toy.ts";
import { makeHouseKey } from "../house-line/house-key.ts";
import { makePassportSeal } from "./seal-passport.ts";

const RUNS = 2_000;
const thrown: unknown[] = [];
const note = (error: unknown) => void thrown.push(error);
process.on("unhandledRejection", note);
process.on("uncaughtException", note);
afterEach(() => {
  process.off("unhandledRejection", note);
  process.off("uncaughtException", note);
});

/** Few, so that commands meet each other's targets. */
const IDS = Array.from({ length: 6 }, () => randomId());
const id = fc.constantFrom(...IDS);
const random = (bytes: number) => new Uint8Array(randomBytes(bytes));
const ROOM = "home";
type Passport = Extract<BleEvent, { kind: "passport" }>;
const text = fc.oneof(fc.string({ maxLength: 60 }), fc.constantFrom("", "a.b.c", "..", "\u0000"));
const number = fc.oneof(fc.integer(), fc.integer({ min: 0, max: 200 }), fc.double(), fc.constant(Number.NaN));

/**
 * @param own the toy that is held
 * @param passports that its room has told: whoever carries them may bring them back, late, and as another's
 */
function commands(
  entries: readonly string[],
  deliveries: readonly BleCommand[],
  own: string,
  passports: readonly Passport[],
): fc.Arbitrary<BleCommand> {
  const toy = fc.oneof(id, fc.constant(own));
  const sealed = fc.oneof(
    fc.constantFrom(null, ...passports.map((passport) => passport.sealed)),
    fc.base64String({ minLength: 1, maxLength: 400 }).map((any) => any.replace(/[+/=]/g, "_")),
  );
  const jws = fc.oneof(fc.constantFrom(...entries), text);
  const command = (kind: string, rest: Record<string, fc.Arbitrary<unknown>>) =>
    fc.record({ kind: fc.constant(kind), id, ...rest });
  const any = fc.oneof(
    command("search", { seconds: fc.integer({ min: 5, max: 120 }) }),
    command("stop-search", {}),
    command("claim-toy", { toy: id, child: id, seconds: fc.integer({ min: 5, max: 180 }) }),
    command("cancel", { target: id }),
    command("roster", {
      from: fc.integer({ min: 0, max: 4 }),
      total: fc.integer({ min: 1, max: 5 }),
      entries: fc.array(jws, { minLength: 1, maxLength: 4 }),
    }),
    command("deliver", {
      message: id,
      toy: id,
      ticket: id.map((seed) => ticketOf(seed)),
      bytes: fc.integer({ min: 72, max: 131_072 }),
      sha256: fc.constantFrom("ab".repeat(32), "cd".repeat(32)),
      milliseconds: fc.integer({ min: 20, max: 60_000 }),
      stamp: jws,
    }),
    command("retire", { message: id }),
    command("play-loop", {
      toy,
      message: id,
      minutes: fc.integer({ min: 1, max: 15 }),
      volume: fc.constantFrom(...LOOP_VOLUMES),
    }),
    command("stop-loop", { toy }),
    command("heart", { toy, dark: fc.boolean() }),
    command("mailbox", { toy, on: fc.boolean() }),
    command("care", {
      toy,
      loudest: fc.integer({ min: 0, max: 100 }),
      saving: fc.boolean(),
      records_over: fc.boolean(),
    }),
    command("take-recording", { recording: id, ticket: id.map((seed) => ticketOf(seed)) }),
    command("acknowledge", { event: id }),
    command("set-volume", { toy, percent: fc.integer({ min: 0, max: 100 }) }),
    command("show-heart", { toy, seconds: fc.integer({ min: 1, max: 30 }) }),
    command("watch-signal", { toy, seconds: fc.integer({ min: 5, max: 120 }) }),
    command("follow-toy", {
      toy,
      holder: fc.constantFrom(ROOM, "room-0a771c00", "room-0a771c01"),
      epoch: fc.oneof(fc.integer({ min: 1, max: 4 }), fc.constant(Number.MAX_SAFE_INTEGER)),
      version: fc.oneof(fc.integer({ min: 0, max: 4 }), fc.constant(Number.MAX_SAFE_INTEGER)),
      sealed,
    }),
    ...passports.map(({ toy: of, holder, epoch, version, sealed: text }) =>
      command("follow-toy", {
        toy: fc.constant(of),
        holder: fc.constant(holder),
        epoch: fc.constant(epoch),
        version: fc.constant(version),
        sealed: fc.constantFrom(text, null),
      }),
    ),
    command("take-toy", { toy }),
    command("listen", { toy, seconds: fc.integer({ min: 2, max: 10 }) }),
    command("rooms", { others: fc.boolean() }),
    fc.constantFrom(...deliveries),
  );
  return any.map((one) => bleCommand.parse(one));
}

test(`${RUNS} valid commands in any order, with a toy that comes, goes and lies between them`, async () => {
  const family = await makeFamily();
  const seal = await makePassportSeal(makeHouseKey(random(26)), random);
  const rig = await makeBridgeRig({ house: { room: ROOM, seal } });
  const toy = await rig.claim(family.entries);
  // Each change of what is known of it is told a little later.
  await rig.clock.advance(seconds(5));
  // It is sealed first, which takes a moment of everybody's clock.
  await expect.poll(() => rig.all("passport").length, { interval: 5 }).toBeGreaterThan(0);
  const passports = rig.all("passport").slice(0, 3);
  const deliveries = await Promise.all(
    Array.from({ length: 4 }, (_, n) => rig.makeDelivery(family, toy, { message: IDS[n] ?? randomId() })),
  );
  const between = fc.constantFrom(
    "nothing",
    "drop",
    "advert",
    "wait",
    "full",
    "room",
    "away",
    "back",
    "paw",
    "record",
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(commands(family.entries, deliveries, toy, passports), between), {
        minLength: 10,
        maxLength: 10,
      }),
      async (steps) => {
        for (const [command, meanwhile] of steps) {
          if (meanwhile === "drop") rig.toy.drop();
          if (meanwhile === "advert") rig.advert(BEAR);
          if (meanwhile === "wait") await rig.clock.advance(seconds(20));
          if (meanwhile === "full" || meanwhile === "room") rig.disk.isFull = meanwhile === "full";
          if (meanwhile === "away" || meanwhile === "back") rig.setConnected(meanwhile === "back");
          if (meanwhile === "paw") rig.toy.says({ kind: "playback-ended", commanded: false });
          if (meanwhile === "record") rig.toy.says({ kind: "recording-ended", seenMilliseconds: 900 });
          await rig.command(command);
        }
      },
    ),
    { numRuns: RUNS / 10 },
  );
  rig.disk.isFull = false;
  rig.setConnected(true);
  // No other room is there that a passport has to be told to.
  await rig.command({ kind: "rooms", id: randomId(), others: false });
  rig.advert(BEAR);
  await rig.clock.advance(seconds(60));
  rig.advert(BEAR);
  await rig.settle();
  const last = await rig.makeDelivery(family, toy);
  await rig.command(last);
  expect(rig.all("delivered").at(-1)).toMatchObject({ id: last.id });
  await rig[Symbol.asyncDispose]();
  expect(thrown).toEqual([]);
});

test(`${RUNS} things that are no commands are no commands`, () => {
  const kinds = bleCommand.options.map((option) => option.shape.kind.value);
  fc.assert(
    fc.property(
      fc.oneof(
        fc.anything(),
        fc.record({
          kind: fc.constantFrom(...kinds),
          id: text,
          toy: text,
          seconds: number,
          from: number,
          ticket: text,
        }),
      ),
      (value) => {
        expect(bleCommand.safeParse(value).success).toBe(false);
      },
    ),
    { numRuns: RUNS },
  );
});
