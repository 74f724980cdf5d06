/** What every way to the rooms promises the hub's rules: what a room last said, every word of it in order, and commands to it alone. */
import { expect, test } from "vitest";
import type { BleCommand, BleEvent, BleState, BleToys } from "../../hub/contract/ble-control.ts";
import { makePublicId } from "../../hub/contract/public-id.ts";
import type { ToyGateway } from "../../hub/ports/toy-gateway.ts";

/** The far side: `pawpost-ble` in two rooms, `home` and `attic`. */
export interface ToyGatewayRig {
  readonly gateway: ToyGateway;
  saysState(room: string, state: BleState): Promise<void>;
  saysToys(room: string, toys: BleToys): Promise<void>;
  saysEvent(room: string, event: BleEvent): Promise<void>;
  /** What came to a room, oldest first. */
  commandsOf(room: string): readonly BleCommand[];
}

const id = (digit: number) => makePublicId(new Uint8Array(16).fill(digit));
const ONLINE: BleState = { state: "online", adapter: "on", simulated: true, version: "0.1.0" };
const WITHOUT_ADAPTER: BleState = { ...ONLINE, adapter: "missing" };
const TOYS: BleToys = {
  toys: [
    {
      toy: id(1),
      model: "CloudPets",
      firmware: "1.0.19",
      can: ["mailbox"],
      claimed: true,
      connected: true,
      rssi: -60,
      seen_at: "2026-01-02T03:04:05.000Z",
      volume: 50,
      answering: false,
      loop: null,
    },
  ],
};
const LET_GO: BleToys = { toys: TOYS.toys.map((toy) => ({ ...toy, connected: false })) };
const pressed = (toy: number): BleEvent => ({ kind: "paw", toy: id(toy), paw: "play" });
const retire = (message: number): BleCommand => ({ kind: "retire", id: id(9), message: id(message) });

export function toyGatewayContract(open: () => Promise<ToyGatewayRig>): void {
  test("knows nothing of a room that never said a word", async () => {
    const { gateway, saysEvent, saysState } = await open();
    expect(gateway.room("home")).toBeUndefined();
    // An event is no state.
    const heard: BleEvent[] = [];
    gateway.onEvent((_, event) => heard.push(event));
    await saysEvent("home", pressed(1));
    await saysState("attic", ONLINE);
    await expect.poll(() => [heard.length, gateway.room("attic") !== undefined]).toEqual([1, true]);
    expect(gateway.room("home")).toBeUndefined();
  });

  test("knows each room by what it said last, one thing not touching the other", async () => {
    const { gateway, saysState, saysToys } = await open();
    await saysState("home", ONLINE);
    await expect.poll(() => gateway.room("home")).toEqual({ state: ONLINE, toys: { toys: [] } });
    await saysToys("home", TOYS);
    await expect.poll(() => gateway.room("home")).toEqual({ state: ONLINE, toys: TOYS });
    await saysState("home", WITHOUT_ADAPTER);
    await expect.poll(() => gateway.room("home")).toEqual({ state: WITHOUT_ADAPTER, toys: TOYS });
    await saysToys("home", { toys: [] });
    await expect.poll(() => gateway.room("home")).toEqual({ state: WITHOUT_ADAPTER, toys: { toys: [] } });
    expect(gateway.room("attic")).toBeUndefined();
  });

  test("toys of a room whose state nobody heard belong to one that is offline", async () => {
    const { gateway, saysState, saysToys } = await open();
    await saysToys("attic", TOYS);
    await expect.poll(() => gateway.room("attic")).toEqual({ state: { state: "offline" }, toys: LET_GO });
    // Who comes says its toys first, and then that it is there.
    await saysState("attic", ONLINE);
    await expect.poll(() => gateway.room("attic")).toEqual({ state: ONLINE, toys: TOYS });
  });

  test("a room that is gone holds no toy, nor when it is back until it says so", async () => {
    const { gateway, saysState, saysToys } = await open();
    await saysToys("home", TOYS);
    await saysState("home", ONLINE);
    await expect.poll(() => gateway.room("home")).toEqual({ state: ONLINE, toys: TOYS });
    await saysState("home", { state: "offline" });
    await expect.poll(() => gateway.room("home")).toEqual({ state: { state: "offline" }, toys: LET_GO });
    await saysState("home", ONLINE);
    await expect.poll(() => gateway.room("home")).toEqual({ state: ONLINE, toys: LET_GO });
    await saysToys("home", TOYS);
    await expect.poll(() => gateway.room("home")).toEqual({ state: ONLINE, toys: TOYS });
  });

  test("tells every listener every word of every room, in order, and nobody what was before", async () => {
    const { gateway, saysState, saysToys, saysEvent } = await open();
    await saysState("home", ONLINE);
    await expect.poll(() => gateway.room("home")).toBeDefined();
    const heard: string[][] = [[], []];
    for (const words of heard) {
      gateway.onState((room, { state }) => words.push(`${room} ${state}`));
      gateway.onToys((room, { toys }) => words.push(`${room} ${toys.length} toys`));
      gateway.onEvent((room, { kind }) => words.push(`${room} ${kind}`));
    }
    expect(heard).toEqual([[], []]);
    await saysToys("home", TOYS);
    await saysEvent("home", pressed(1));
    await saysEvent("home", pressed(1)); // what is repeated is told again
    await saysState("home", { state: "offline" });
    await saysEvent("home", pressed(2));
    const words = ["home 1 toys", "home paw", "home paw", "home offline", "home paw"];
    await expect.poll(() => heard).toEqual([words, words]);
    await saysEvent("attic", pressed(3));
    await expect.poll(() => heard.map((one) => one.at(-1))).toEqual(["attic paw", "attic paw"]);
  });

  test("has taken in what it tells: a listener that looks sees the new state", async () => {
    const { gateway, saysState, saysToys } = await open();
    const seen: unknown[] = [];
    gateway.onState((room) => seen.push(gateway.room(room)?.state));
    gateway.onToys((room) => seen.push(gateway.room(room)?.toys));
    await saysState("home", ONLINE);
    await saysToys("home", TOYS);
    await expect.poll(() => seen).toEqual([ONLINE, TOYS]);
  });

  test("brings commands whole and in order, to their own room", async () => {
    const { gateway, commandsOf } = await open();
    const sent: BleCommand[] = [
      { kind: "search", id: id(2), seconds: 60 },
      ...Array.from({ length: 20 }, (_, n) => retire(n)),
      { kind: "roster", id: id(3), from: 0, total: 1, entries: ["e30.e30.AA"] },
    ];
    await Promise.all(sent.map((command) => gateway.send("home", command)));
    await gateway.send("attic", retire(77));
    await expect.poll(() => commandsOf("attic")).toEqual([retire(77)]);
    await expect.poll(() => commandsOf("home")).toEqual(sent);
  });

  test("a command to a room that nobody is in is no failure", async () => {
    const { gateway, commandsOf } = await open();
    await expect(gateway.send("cellar", retire(1))).resolves.toBeUndefined();
    expect([commandsOf("home"), commandsOf("attic")]).toEqual([[], []]);
  });
}
