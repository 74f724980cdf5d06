/**
 * A hub's adapter and any number of simulated toys on one virtual air, in one process: what driver, bridge and bench
 * run against.
 *
 *   await using rig = await openToyRig({ clock: "stepped", toys: [{ drain: "fast" }], air: { intervalMs: 12.5 } });
 *   const noble = loadNoble(rig.hubTransport);
 *   rig.toys[0].model.heard
 */
import type { HciTransport } from "../../ble/radio/hci/hci-transport.ts";
import { type Air, type AirOptions, openAir } from "../../ble/simulator/air/air.ts";
import type { AirClock } from "../../ble/simulator/air/air-clock.ts";
import type { VirtualController } from "../../ble/simulator/air/controller.ts";
import { openRealTimeClock } from "../../ble/simulator/air/real-time-clock.ts";
import { seededRandom } from "../../ble/simulator/air/seeded-random.ts";
import { openSteppedClock } from "../../ble/simulator/air/stepped-clock.ts";
import type { Flash } from "../../ble/simulator/toy/flash.ts";
import type { PawName } from "../../ble/simulator/toy/paw.ts";
import { openSimulatedToy, type SimulatedToy } from "../../ble/simulator/toy/simulated-toy.ts";
import type { ToySwitches } from "../../ble/simulator/toy/switches.ts";
import { ms, seconds } from "../../hub/domain/duration.ts";

interface RigToyOptions extends Partial<ToySwitches> {
  /** Default: `d0:00:00:00:00:01` and up. */
  readonly address?: string;
  readonly flash?: Flash;
}

export interface ToyRigOptions {
  /** Default `stepped`. */
  readonly clock?: AirClock["mode"];
  /** Default: one toy as it comes. */
  readonly toys?: readonly RigToyOptions[];
  readonly air?: Omit<AirOptions, "clock">;
}

export interface ToyHandle extends SimulatedToy {
  readonly address: string;
  readonly controller: VirtualController;
  /** Presses a paw for `holdMs` of the air's time (default 150) and resolves when it was let go and noticed. */
  press(paw: PawName, holdMs?: number): Promise<void>;
}

export interface ToyRig extends AsyncDisposable {
  readonly clock: AirClock;
  readonly air: Air;
  readonly hub: VirtualController;
  readonly hubTransport: HciTransport;
  /** In the order asked for. */
  readonly toys: readonly ToyHandle[];
  /** The first of them. */
  readonly toy: ToyHandle;
  /** Another hub's adapter, or a stranger's. */
  addAdapter(address: string): VirtualController;
}

const HUB_ADDRESS = "c0:00:00:00:00:01";
const DEBOUNCE_MS = 50;

/** Resolves when every toy advertises. */
export async function openToyRig(options: ToyRigOptions = {}): Promise<ToyRig> {
  await using parts = new AsyncDisposableStack();
  const clock = parts.use(options.clock === "real-time" ? openRealTimeClock() : openSteppedClock());
  const air = parts.use(openAir({ clock, ...options.air }));
  const hub = air.addController(HUB_ADDRESS);
  const toys = (options.toys ?? [{}]).map((wanted, index) => {
    const { address = `d0:00:00:00:00:${String(index + 1).padStart(2, "0")}`, ...rest } = wanted;
    const controller = air.addController(address);
    const random = seededRandom(options.air?.seed ?? 1, `toy ${address}`);
    const toy = parts.use(openSimulatedToy({ clock, transport: controller.transport, random, ...rest }));
    return {
      ...toy,
      address,
      controller,
      press: (paw, holdMs) => press(clock, toy, paw, holdMs),
    } as ToyHandle;
  });
  const [first] = toys;
  if (first === undefined) throw new RangeError("a rig without a toy");
  await Promise.all(toys.map((toy) => toy.radio.advertising));
  const kept = parts.move();
  return {
    clock,
    air,
    hub,
    hubTransport: hub.transport,
    toys,
    toy: first,
    addAdapter: (address) => air.addController(address),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

async function press(clock: AirClock, toy: SimulatedToy, paw: PawName, holdMs = 150): Promise<void> {
  toy.model.touchPaw(paw, true);
  await clock.sleep(ms(holdMs));
  toy.model.touchPaw(paw, false);
  await clock.sleep(ms(DEBOUNCE_MS + 1));
}

/** Resolves when `condition` holds, looked at every 5 ms of the air's time; rejects when it does not come true. */
export async function until(
  clock: AirClock,
  condition: () => boolean,
  what: string,
  within = seconds(30),
): Promise<void> {
  const deadline = clock.monotonic() + within;
  while (!condition()) {
    if (clock.monotonic() > deadline) throw new Error(`did not happen within ${within} ms: ${what}`);
    await clock.sleep(ms(5));
  }
}
