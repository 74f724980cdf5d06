/**
 * A house of several rooms on one stepped air: the hub's real rules over its real store, and for each room the bridge as `pawpost-ble` runs it,
 * its real driver over the real noble; a real bleno toy, claimed by its paw. By hand are the wires between them, and what becomes of each.
 */
import { randomBytes } from "node:crypto";
import { BridgeError } from "../../ble/bridge/errors.ts";
import { openBridge } from "../../ble/bridge/open-bridge.ts";
import { changesFor } from "../../ble/bridge/roster-keeper.ts";
import { makePassportSeal } from "../../ble/bridge/seal-passport.ts";
import { type HouseKey, makeHouseKey } from "../../ble/house-line/house-key.ts";
import { JournalError } from "../../ble/journal/errors.ts";
import type { Journal, JsonValue } from "../../ble/journal/journal.ts";
import { openNobleRadio } from "../../ble/radio/noble-radio.ts";
import type { VirtualController } from "../../ble/simulator/air/controller.ts";
import { MemoryFlash } from "../../ble/simulator/toy/flash.ts";
import { cloudPetsDriver } from "../../ble/toys/cloudpets/cloudpets-driver.ts";
import type { ToyView } from "../../hub/contract/api.ts";
import {
  type BleCommand,
  type BleEvent,
  type BleState,
  type BleToys,
  bleCommand,
  bleEvent,
  bleToys,
} from "../../hub/contract/ble-control.ts";
import { verifyRoster } from "../../hub/contract/roster.ts";
import { type Duration, ms, seconds } from "../../hub/domain/duration.ts";
import { stateOf } from "../../hub/domain/message-state.ts";
import { hearToys } from "../../hub/use-cases/hear-toys.ts";
import type { House } from "../../hub/use-cases/house.ts";
import { startPlacingToys } from "../../hub/use-cases/place-toys.ts";
import { holdDuringSignatures } from "./guard-rig.ts";
import { type Guardian, hum, prepareClip } from "./guardian.ts";
import { type HubRig, makeHubRig } from "./hub-rig.ts";
import type { ManualClock } from "./manual-clock.ts";
import { memoryJournal } from "./memory-journal.ts";
import { makeRecordingLog } from "./quiet-log.ts";
import { openToyRig, type ToyRig, until } from "./toy-rig.ts";

const HOME = "home";
const ATTIC = "room-0a771c00";
const MOST_PACKET_BYTES = 8_192 - 64;
const IN_THE_HOUSE = { home: -55, attic: -60 };

/** Taken from a copy of the source instead, with something patched out. */
interface HouseRigParts {
  readonly openBridge: typeof openBridge;
  readonly makePassportSeal: typeof makePassportSeal;
  readonly hearToys: typeof hearToys;
  readonly startPlacingToys: typeof startPlacingToys;
}
const REAL: HouseRigParts = { openBridge, makePassportSeal, hearToys, startPlacingToys };

export interface HouseRigOptions {
  readonly parts?: Partial<HouseRigParts>;
  /** Rooms that have no key of the house, or another one. */
  readonly keyOf?: (room: "home" | "attic") => HouseKey | undefined;
  /** Whether the attic has compared the six words; else it believes nobody yet. */
  readonly isJoined?: boolean;
  readonly seed?: number;
}

interface RoomHandle {
  readonly name: string;
  readonly controller: VirtualController;
  readonly told: readonly BleEvent[];
  readonly sent: readonly BleCommand[];
  readonly log: ReturnType<typeof makeRecordingLog>;
  journal: Journal;
  /** Whether it has the toy's link. */
  readonly isHolding: boolean;
  /** It was killed, and not started since. */
  readonly isDead: boolean;
  /** dBm; `undefined`: out of reach. */
  hears(dBm: number | undefined): void;
  /** As `kill -9`: nothing more is written or said. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** The line to the hub is cut: each side knows after `notice`. */
  cut(notice?: Duration): Promise<void>;
  mend(): void;
  /** Asks this of it, as if the hub did. */
  hear(command: BleCommand): void;
  /** Ends its line to the hub, and begins another where none is cut: as both are when the hub ends. */
  lose(): void;
  connect(): void;
  /** Says this to the hub, as if its process did. */
  says(event: BleEvent): void;
}

export interface HouseRig extends AsyncDisposable {
  readonly rig: ToyRig;
  readonly hub: HubRig;
  readonly house: House;
  readonly guardian: Guardian;
  readonly toy: ToyView;
  readonly home: RoomHandle;
  readonly attic: RoomHandle;
  /** The room that has the link; `undefined`: nobody. */
  readonly holder: RoomHandle | undefined;
  /** The room that the hub's store names. */
  readonly roomOf: string | undefined;
  live(wait: Duration): Promise<void>;
  until(condition: () => boolean, what: string, within?: Duration): Promise<void>;
  /** Brings a message, hummed by this number. @returns its id */
  send(number: number): Promise<string>;
  stateOf(message: string): Promise<string>;
  /** As `kill -9` of the hub and a start: what was in its memory is gone, and every line with it. */
  restartHub(): Promise<void>;
}

export async function openHouseRig(options: HouseRigOptions = {}): Promise<HouseRig> {
  const parts = { ...REAL, ...options.parts };
  await using opening = new AsyncDisposableStack();
  const rig = opening.use(
    await openToyRig({
      // The second one is a neighbour's: nobody of the house hears it.
      toys: [{ flash: new MemoryFlash() }, {}],
      air: { intervalMs: 12.5, packetsPerEvent: 4, seed: options.seed ?? 1 },
    }),
  );
  const { clock, air } = rig;
  const neighbours = rig.toys[1]?.address ?? "";
  air.range.fade(neighbours, rig.hub.address);
  opening.use(holdDuringSignatures(clock));
  const random = (bytes: number) => new Uint8Array(randomBytes(bytes));
  const shared = makeHouseKey(random(26));
  const keyOf = options.keyOf ?? (() => shared);
  const rooms = new Map<string, RoomHandle>();
  const hubs: { rig: HubRig; placing: Disposable }[] = [];
  const current = () => (hubs.at(-1) as (typeof hubs)[number]).rig;

  const openHub = async (copyOf?: string) => {
    const hub = await makeHubRig({
      clock: Object.assign(Object.create(clock) as ManualClock, {
        now: () => clock.now(),
        monotonic: () => clock.monotonic(),
        after: clock.after.bind(clock),
        sleep: clock.sleep.bind(clock),
        advance: (wait: Duration) => clock.sleep(wait),
        stepWallClock: () => undefined,
      }),
      ...(copyOf === undefined ? {} : { copyOf }),
      parts: { hearToys: parts.hearToys },
      change: (house) => ({
        ...heldParts(clock.whileBusy.bind(clock), house),
        rooms: {
          ...house.rooms,
          all: () => [{ id: ATTIC, title: "Attic", pin: "ab".repeat(32), joinedAt: 0 }],
        },
      }),
    });
    hub.toys.saysState({ state: "offline" });
    hub.toys.onSent = (command, room) => {
      const text = JSON.stringify(command);
      if (Buffer.byteLength(text) > MOST_PACKET_BYTES) throw new Error(`too long: ${command.kind}`);
      rooms.get(room)?.hear(bleCommand.parse(JSON.parse(text)));
    };
    hubs.push({ rig: hub, placing: parts.startPlacingToys(hub.house) });
  };
  await openHub();
  opening.defer(async () => {
    for (const { rig: hub, placing } of hubs) {
      placing[Symbol.dispose]();
      await hub[Symbol.asyncDispose]();
    }
  });

  const openRoom = async (
    name: string,
    controller: VirtualController,
    known: readonly (readonly [string, JsonValue])[],
  ) => {
    const log = makeRecordingLog();
    const told: BleEvent[] = [];
    const sent: BleCommand[] = [];
    const memory = memoryJournal();
    await memory.change(known);
    let life: { isDead: boolean } = { isDead: true };
    let ble: AsyncDisposable | undefined;
    let heard: Parameters<Parameters<typeof openBridge>[0]["openLine"]>[0] | undefined;
    let isUp = false;
    let state: BleState = { state: "online" };
    let list: BleToys = { toys: [] };

    const connect = () => {
      if (isUp || life.isDead) return;
      isUp = true;
      current().toys.saysList(list, name);
      current().toys.saysState(state, name);
      heard?.onConnected();
    };
    const lose = () => {
      if (!isUp) return;
      isUp = false;
      current().toys.saysState({ state: "offline" }, name);
      heard?.onLost?.(() => false);
    };
    const handle = {
      name,
      controller,
      told,
      sent,
      log,
      journal: memory,
      get isHolding() {
        return air.linkOf(rig.toy.address)?.central === controller.address;
      },
      get isDead() {
        return life.isDead;
      },
      hears(dBm: number | undefined) {
        unfade?.();
        unfade = dBm === undefined ? air.range.fade(rig.toy.address, controller.address) : undefined;
        if (dBm !== undefined) air.range.setRssi(dBm, rig.toy.address, controller.address);
      },
      async start() {
        const own = { isDead: false };
        life = own;
        const dead = () => new JournalError("journal.closed", "killed");
        const change: Journal["change"] = async (changes) => {
          // As a disk takes a moment; and a kill comes before or after it.
          await clock.sleep(ms(1));
          if (own.isDead) throw dead();
          await memory.change(changes);
        };
        const journal: Journal = {
          ...memory,
          change,
          put: (key, value) => change([[key, value]]),
          delete: (key) => change([[key, undefined]]),
        };
        controller.power(true);
        const key = keyOf(name === HOME ? "home" : "attic");
        const seal = key === undefined ? undefined : await parts.makePassportSeal(key, random);
        await using began = new AsyncDisposableStack();
        const radio = began.use(
          openNobleRadio({ transport: controller.transport, clock, logger: log, random: () => 0.5 }),
        );
        const speaks = () => !own.isDead && isUp;
        began.use(
          await parts.openBridge({
            radio,
            isSimulated: true,
            version: "0.1.0",
            journal,
            house: seal && { room: name, seal },
            makeDrivers: (deliveries, looks) => [
              cloudPetsDriver({ clock, logger: log, journal: deliveries, looks }),
            ],
            clips: {
              async fetch(ticket) {
                const use = speaks() ? current().tickets.redeem(ticket, name, "download") : undefined;
                const clip = use?.kind === "download" ? await clock.whileBusy(use.load()) : undefined;
                if (clip === undefined) throw new BridgeError("bridge.clip-unavailable", "404");
                return Uint8Array.from(clip);
              },
              async hand(ticket, bytes) {
                const use = speaks() ? current().tickets.redeem(ticket, name, "upload") : undefined;
                if (use?.kind !== "upload") throw new BridgeError("bridge.clip-unavailable", "404");
                await clock.whileBusy(use.accept(Uint8Array.from(bytes)));
              },
            },
            openLine(listeners) {
              heard = listeners;
              return {
                get isConnected() {
                  return speaks();
                },
                connected: Promise.resolve(),
                tell(event) {
                  if (!speaks()) return;
                  const text = JSON.stringify(event);
                  if (Buffer.byteLength(text) > MOST_PACKET_BYTES) throw new Error(`too long: ${event.kind}`);
                  const parsed = bleEvent.parse(JSON.parse(text));
                  told.push(parsed);
                  current().toys.says(parsed, name);
                },
                setState(next) {
                  if (own.isDead) return;
                  state = next;
                  if (speaks()) current().toys.saysState(next, name);
                },
                setToys(next) {
                  if (own.isDead) return;
                  list = bleToys.parse(JSON.parse(JSON.stringify(next)));
                  if (speaks()) current().toys.saysList(list, name);
                },
                [Symbol.asyncDispose]: async () => undefined,
              };
            },
            clock,
            log,
            random,
          }),
        );
        ble = began.move();
        connect();
      },
      async kill() {
        life.isDead = true;
        lose();
        heard = undefined;
        controller.power(false);
        const over = ble;
        ble = undefined;
        await over?.[Symbol.asyncDispose]();
      },
      async cut(notice: Duration = ms(3_000)) {
        isCut = true;
        if (!isUp) return;
        // Whatever is said meanwhile is lost.
        isUp = false;
        await clock.sleep(notice);
        isUp = true;
        lose();
      },
      mend() {
        isCut = false;
        connect();
      },
      says: (event: BleEvent) => current().toys.says(bleEvent.parse(event), name),
      hear(command: BleCommand) {
        sent.push(command);
        if (isUp && !life.isDead) heard?.onCommand(command);
      },
      lose,
      connect: () => {
        if (!isCut) connect();
      },
    };
    let unfade: (() => void) | undefined;
    let isCut = false;
    rooms.set(name, handle);
    opening.defer(() => handle.kill());
    await handle.start();
    return handle;
  };

  const guardian = await current().claim();
  const home = await openRoom(HOME, rig.hub, []);
  // Who joins compared six words, and believes this family from then on.
  const { roster } = guardian.info;
  const isJoined = options.isJoined ?? true;
  const pinned = isJoined ? changesFor(await verifyRoster(roster), roster, 0) : [];
  const attic = await openRoom(ATTIC, rig.addAdapter("c0:00:00:00:00:02"), pinned);
  home.hears(IN_THE_HOUSE.home);
  attic.hears(undefined);
  await guardian.client.call("POST", "/toys/search");
  const look = async () => await guardian.state();
  const untilSeen = async <T>(find: () => Promise<T | undefined>, what: string): Promise<T> => {
    for (let tries = 0; tries < 200; tries += 1) {
      const found = await clock.whileBusy(find());
      if (found !== undefined) return found;
      await clock.sleep(ms(100));
    }
    throw new Error(`not seen: ${what}`);
  };
  const candidate = await untilSeen(
    async () => (await look()).candidates.find(({ room }) => room === null),
    "a candidate",
  );
  const json = { toyName: "Bear", childName: "The child" };
  await guardian.client.call("POST", `/toys/${candidate.id}/claim`, { json });
  await until(clock, () => home.told.some(({ kind }) => kind === "claim-waiting"), "it waits for a paw");
  await rig.toy.press("play");
  const toy = await untilSeen(async () => (await look()).toys.find(({ connected }) => connected), "the toy");
  await until(clock, () => current().house.live.passports.has(toy.id), "its passport");
  attic.hears(IN_THE_HOUSE.attic);
  await clock.sleep(seconds(8));

  const opened = opening.move();
  return {
    rig,
    get hub() {
      return current();
    },
    get house() {
      return current().house;
    },
    guardian,
    toy,
    home,
    attic,
    get holder() {
      return [home, attic].find(({ isHolding }) => isHolding);
    },
    get roomOf() {
      return current()
        .house.household.toys()
        .find(({ id }) => id === toy.id)?.room;
    },
    live: (wait) => clock.sleep(wait),
    until: (condition, what, within) => until(clock, condition, what, within),
    async send(number) {
      const clip = await clock.whileBusy(prepareClip(hum(1, number), 16_000, () => 0.5));
      const { id } = await clock.whileBusy(guardian.send(clip, toy));
      return id;
    },
    async stateOf(message) {
      const record = await clock.whileBusy(current().house.messages.get(message));
      return record === undefined ? "unknown" : stateOf(record);
    },
    async restartHub() {
      for (const room of [home, attic]) room.lose();
      const { rig: before, placing } = hubs.at(-1) as (typeof hubs)[number];
      placing[Symbol.dispose]();
      await clock.whileBusy(before.settle());
      await clock.whileBusy(openHub(before.dir));
      for (const room of [home, attic]) room.connect();
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

/** The house's parts that work beside the event loop, where the air's clock cannot see them: time stands meanwhile. */
function heldParts(whileBusy: <T>(work: Promise<T>) => Promise<T>, house: House): Partial<House> {
  const held = <T extends object>(part: T): T =>
    new Proxy(part, {
      get(target, key) {
        const value: unknown = Reflect.get(target, key, target);
        if (typeof value !== "function") return value;
        return (...input: unknown[]): unknown => {
          const result: unknown = value.apply(target, input);
          return result instanceof Promise ? whileBusy(result) : result;
        };
      },
    });
  const { messages, archive, shares, waiting, household, ledger, gaps, vault, check } = house;
  return {
    messages: held(messages),
    archive: held(archive),
    shares: held(shares),
    waiting: held(waiting),
    household: held(household),
    ledger: held(ledger),
    gaps: held(gaps),
    vault: held(vault),
    check: held(check),
  };
}
