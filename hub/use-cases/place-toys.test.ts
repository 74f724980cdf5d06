/** What the hub believes of passports, and of what a room tells late; rooms are played here. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Guardian, hum, prepareClip } from "../../test/support/guardian.ts";
import { bleSays, type HubRig, makeHubRig } from "../../test/support/hub-rig.ts";
import type { ToyView } from "../contract/api.ts";
import type { BleEvent } from "../contract/ble-control.ts";
import { ms, seconds } from "../domain/duration.ts";
import { TOY_SKILLS } from "../domain/toy-skill.ts";
import { startPlacingToys } from "./place-toys.ts";

const [ATTIC, LOFT] = ["room-0000a771", "room-00001f47"];
const HOUSE = "0123456789abcdef";
let rig: HubRig;
let guardian: Guardian;
let bear: ToyView;
let placing: Disposable;

const state = (house: string | undefined) =>
  ({ state: "online", adapter: "on", simulated: true, version: "0.1.0", ...(house && { house }) }) as const;
const passport = (change: Partial<Extract<BleEvent, { kind: "passport" }>> = {}) =>
  ({
    kind: "passport",
    toy: bear.id,
    holder: "home",
    epoch: 1,
    version: 1,
    sealed: "AAAA",
    ...change,
  }) as const;
async function say(room: string, event: BleEvent): Promise<void> {
  rig.toys.says(event, room);
  await rig.settle();
}
async function live(milliseconds: number): Promise<void> {
  for (let left = milliseconds; left > 0; left -= 500) {
    await rig.clock.advance(ms(500));
    await rig.settle();
  }
}
const told = (room: string, kind: string) => rig.toys.sentTo(room).filter((command) => command.kind === kind);
const roomOf = () => rig.house.household.toys().find(({ id }) => id === bear.id)?.room;
const listed = { toy: "", model: "cloudpets", firmware: "1.2", claimed: true, connected: true, rssi: -60 };
const holds = (room: string, isHeld = true) =>
  rig.toys.saysList(
    {
      toys: isHeld
        ? [
            {
              ...listed,
              toy: bear.id,
              seen_at: null,
              volume: null,
              can: [...TOY_SKILLS],
              answering: false,
              loop: null,
            },
          ]
        : [],
    },
    room,
  );

/** Asked for by the attic as the hub wants it, and written down. */
async function goToAttic(): Promise<void> {
  rig.toys.saysState({ state: "offline" }, "home");
  for (let waited = 0; told(ATTIC, "take-toy").length === 0 && waited < 10_000; waited += 500) {
    await say(ATTIC, { kind: "heard", toy: bear.id, rssi: -60 });
    await live(500);
  }
  await say(ATTIC, passport({ holder: ATTIC, epoch: 2, version: 0 }));
  holds(ATTIC);
  await rig.settle();
}

beforeEach(async () => {
  const joined = (id: string) => ({ id, title: id, pin: "ab".repeat(32), joinedAt: 0 });
  rig = await makeHubRig({
    change: ({ rooms }) => ({ rooms: { ...rooms, all: () => [joined(ATTIC), joined(LOFT)] } }),
  });
  placing = startPlacingToys(rig.house);
  guardian = await rig.claim();
  bear = await rig.addToy();
  rig.toys.saysState(state(HOUSE));
  rig.toys.saysState(state(HOUSE), ATTIC);
  await rig.settle();
  await say("home", passport());
  await live(seconds(7));
});
afterEach(async () => {
  placing[Symbol.dispose]();
  expect(rig.failures).toEqual([]);
  await rig[Symbol.asyncDispose]();
});

test("a passport goes to the other rooms of the house, and its room hears that it is kept", async () => {
  expect(told(ATTIC, "follow-toy").at(-1)).toMatchObject({ holder: "home", version: 1, sealed: "AAAA" });
  expect(told("home", "follow-toy").at(-1)).toMatchObject({ holder: "home", version: 1, sealed: null });
  rig.toys.saysState(state("fedcba9876543210"), LOFT);
  await say("home", passport({ version: 2, sealed: "BBBB" }));
  expect(told(LOFT, "follow-toy")).toEqual([]);
  // An older one is none.
  await say(ATTIC, passport({ version: 1 }));
  expect(told(ATTIC, "follow-toy").at(-1)).toMatchObject({ version: 2, sealed: "BBBB" });
});

test("each room is told whether there is another", async () => {
  expect(told(ATTIC, "rooms").at(-1)).toMatchObject({ others: true });
  rig.toys.saysState({ state: "offline" }, "home");
  await live(1_000);
  expect(told(ATTIC, "rooms").at(-1)).toMatchObject({ others: false });
});

test("a room that is gone is followed by the one that hears its toy, once it has asked: written down, and told as an entry", async () => {
  await goToAttic();
  expect(roomOf()).toBe(ATTIC);
  expect(told(ATTIC, "follow-toy").at(-1)).toMatchObject({ holder: ATTIC, epoch: 2, sealed: null });
  const kinds: string[] = [];
  for await (const { kind } of rig.house.ledger.entries()) kinds.push(kind);
  expect(kinds.filter((kind) => kind === "toy-moved")).toHaveLength(1);
  expect((await guardian.state()).toys[0]).toMatchObject({ room: ATTIC, connected: true });
  // Back again, it hears whose the toy is, whatever it says itself.
  rig.toys.saysState(state(HOUSE));
  await say("home", passport({ version: 900 }));
  expect([roomOf(), told("home", "follow-toy").at(-1)]).toMatchObject([ATTIC, { holder: ATTIC, epoch: 2 }]);
});

test.each([
  ["unasked", ATTIC, { holder: ATTIC, epoch: 2 }],
  ["for another room", ATTIC, { holder: "room-0000bad0", epoch: 2 }],
  ["without the key of a house", LOFT, { holder: LOFT, epoch: 2 }],
])("a room that asks for a toy %s does not get it", async (_, room, change) => {
  rig.toys.saysState(state(undefined), LOFT);
  await say(room, passport(change));
  expect(roomOf()).toBe("home");
  await say("home", passport({ version: 2 }));
  expect(told("home", "follow-toy").at(-1)).toMatchObject({ holder: "home", version: 2, sealed: null });
});

test("a hub that was started anew believes no room that was away when the toy moved", async () => {
  await goToAttic();
  rig.house.live.passports.clear();
  rig.toys.saysState(state(HOUSE));
  await say("home", passport({ version: 5_000 }));
  expect(roomOf()).toBe(ATTIC);
  await say(ATTIC, passport({ holder: ATTIC, epoch: 2, version: 3 }));
  expect(told("home", "follow-toy").at(-1)).toMatchObject({ holder: ATTIC, version: 3, sealed: "AAAA" });
});

test("what the room before saw of a message that lay there counts, and of one that came later does not", async () => {
  const send = async (seed: number) => {
    const { id } = await guardian.send(await prepareClip(hum(1, seed), 16_000, () => 0.5), bear);
    await rig.settle();
    return { id, delivery: rig.toys.all("deliver").findLast(({ message }) => message === id) };
  };
  const stateNow = async (id: string) => (await rig.house.messages.get(id))?.history.at(-1)?.state;
  const first = await send(1);
  if (first.delivery === undefined) throw new Error("nothing to deliver");
  await say("home", bleSays.delivered(first.delivery));
  await goToAttic();
  rig.toys.saysState(state(HOUSE));
  // A failure of the room before is none of this one's.
  await say("home", bleSays.failed(first.delivery, "link-lost", false));
  expect(await stateNow(first.id)).not.toBe("failed");
  await say("home", bleSays.played(first.delivery));
  expect(await stateNow(first.id)).toBe("played");
  await live(1_000);
  const next = await send(2);
  if (next.delivery === undefined) throw new Error("nothing to deliver");
  await say(ATTIC, bleSays.delivered(next.delivery));
  await say("home", bleSays.played(next.delivery));
  expect(await stateNow(next.id)).toBe("on_toy");
  await say(LOFT, bleSays.played(next.delivery));
  expect(await stateNow(next.id)).toBe("on_toy");
  await say(ATTIC, bleSays.played(next.delivery));
  expect(await stateNow(next.id)).toBe("played");
});

test("while a message is on its way nobody is asked to let go; at rest it is, and held again by the same where none hears it better", async () => {
  await guardian.send(await prepareClip(hum(1, 1), 16_000, () => 0.5), bear);
  await rig.settle();
  const faintly = async (milliseconds: number) => {
    for (let left = milliseconds; left > 0; left -= 500) {
      await say("home", { kind: "heard", toy: bear.id, rssi: -88 });
      await live(500);
    }
  };
  holds("home");
  await faintly(20_000);
  expect(told("home", "listen")).toEqual([]);
  const [delivery] = rig.toys.all("deliver");
  if (delivery === undefined) throw new Error("nothing to deliver");
  await say("home", bleSays.delivered(delivery));
  for (let waited = 0; told("home", "listen").length === 0 && waited < 15_000; waited += 500)
    await faintly(500);
  expect(told("home", "listen")).toHaveLength(1);
  await faintly(500);
  holds("home", false);
  await faintly(4_000);
  expect(told("home", "take-toy")).toHaveLength(1);
  expect(roomOf()).toBe("home");
});
