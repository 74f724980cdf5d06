/**
 * Issue 6, many rooms: while a toy goes from room to room with a message on its way, rooms, hub and lines are killed and cut at random moments.
 * In the end one room holds it, and the message was brought once, lit once and heard once. Real radio stacks on stepped air.
 */
import { afterEach, expect, test } from "vitest";
import { seededRandom } from "../../ble/simulator/air/seeded-random.ts";
import { ms, seconds } from "../../hub/domain/duration.ts";
import { type HouseRig, openHouseRig } from "../support/house-rig.ts";

const ROUNDS = Number(process.env.PAWPOST_ROUNDS ?? 24);
const FIRST = Number(process.env.PAWPOST_SEED ?? 1);

let rig: HouseRig | undefined;
const unhandled: unknown[] = [];
const note = (error: unknown) => void unhandled.push(error);
process.on("unhandledRejection", note);
afterEach(async () => {
  await rig?.[Symbol.asyncDispose]();
  rig = undefined;
});

const seeds = Array.from({ length: ROUNDS }, (_, round) => FIRST + round);

test.each(seeds)(
  "round %i: one room, one message, once",
  async (seed) => {
    const random = seededRandom(seed, "rooms");
    const upTo = (limit: number) => Math.floor(random() * limit);
    const open = await openHouseRig({ seed });
    rig = open;
    const { home, attic } = open;
    const toy = open.rig.toy;
    const stored = () => toy.model.uploads.filter(({ outcome }) => outcome === "stored").length;
    const message = await open.send(seed);
    await open.live(ms(upTo(4_000)));

    const steps: string[] = [];
    const moves = {
      "carried away": async () => home.hears(undefined),
      "heard faintly": async () => home.hears(-85),
      killed: () => home.kill(),
      cut: () => home.cut(),
    } as const;
    const move = (Object.keys(moves) as (keyof typeof moves)[])[upTo(4)] ?? "killed";
    steps.push(move);
    await moves[move]();

    const faults = {
      "home killed": () => home.kill(),
      "attic killed": () => attic.kill(),
      "hub killed": () => open.restartHub(),
      "home cut": () => home.cut(ms(upTo(3_000))),
      "attic cut": () => attic.cut(ms(upTo(3_000))),
      "both lines": async () => {
        home.lose();
        attic.lose();
        await open.live(ms(500));
        home.connect();
        attic.connect();
      },
    } as const;
    for (let faultsLeft = 1 + upTo(3); faultsLeft > 0; faultsLeft -= 1) {
      await open.live(ms(upTo(9_000)));
      const fault = (Object.keys(faults) as (keyof typeof faults)[])[upTo(6)] ?? "hub killed";
      steps.push(`${Math.round(open.rig.clock.monotonic())} ${fault}`);
      await faults[fault]();
      await open.live(ms(upTo(5_000)));
      for (const room of [home, attic])
        if (random() < 0.7) {
          room.mend();
          if (room.isDead) await room.start();
        }
    }
    for (const room of [home, attic]) {
      room.mend();
      if (room.isDead) await room.start();
    }
    const [one, other] = random() < 0.5 ? [home, attic] : [attic, home];
    one.hears(-55);
    other.hears(random() < 0.5 ? undefined : -60);

    const where = () => `${steps.join(", ")}: ${open.holder?.name} holds it, ${open.roomOf} should`;
    try {
      await open.until(
        () => open.holder !== undefined && open.holder.name === open.roomOf,
        "one room",
        seconds(90),
      );
      for (let waited = 0; !/on_toy/.test(await open.stateOf(message)); waited += 500) {
        if (waited > 120_000) throw new Error(`the message is ${await open.stateOf(message)}`);
        await open.live(ms(500));
      }
      // It stays so.
      await open.live(seconds(30));
      expect([open.holder?.name, stored()]).toEqual([open.roomOf, 1]);
      await toy.press("play");
      await open.live(seconds(4));
      for (let waited = 0; (await open.stateOf(message)) !== "played"; waited += 500) {
        if (waited > 30_000) throw new Error(`the message is ${await open.stateOf(message)}`);
        await open.live(ms(500));
      }
      await open.live(seconds(30));
      expect([stored(), toy.model.heard.length, toy.model.snapshot.heart.mode]).toEqual([1, 1, "off"]);
      const gaps = [home, attic].flatMap(({ told }) => told.filter(({ kind }) => kind === "gap"));
      expect([gaps, open.hub.failures, unhandled]).toEqual([[], [], []]);
    } catch (error) {
      throw new Error(where(), { cause: error });
    }
  },
  120_000,
);
