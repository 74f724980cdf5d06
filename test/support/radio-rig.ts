/** Our radio (the real noble inside) on one adapter of a virtual air, small peripherals (the real bleno) on others. */
import { join } from "node:path";
import type { HciTransport } from "../../ble/radio/hci/hci-transport.ts";
import { openUnixTransport } from "../../ble/radio/hci/unix-transport.ts";
import { openNobleRadio } from "../../ble/radio/noble-radio.ts";
import type { Link } from "../../ble/radio/radio.ts";
import type { StackRadio } from "../../ble/radio/stack-radio.ts";
import { type Air, type AirOptions, openAir } from "../../ble/simulator/air/air.ts";
import type { AirClock } from "../../ble/simulator/air/air-clock.ts";
import { startAirServer } from "../../ble/simulator/air/air-server.ts";
import type { VirtualController } from "../../ble/simulator/air/controller.ts";
import { openRealTimeClock } from "../../ble/simulator/air/real-time-clock.ts";
import { seededRandom } from "../../ble/simulator/air/seeded-random.ts";
import { openSteppedClock } from "../../ble/simulator/air/stepped-clock.ts";
import { seconds } from "../../hub/domain/duration.ts";
import type { Logger } from "../../hub/ports/logger.ts";
import { type Mangling, startMangler } from "./byte-mangler.ts";
import { HUB, type RigToy, startRigToy, TOY, UUIDS } from "./gatt-rig.ts";
import { makeRecordingLog } from "./quiet-log.ts";
import { makeTempDir } from "./temp-dir.ts";

export interface RadioRigOptions {
  /** Default `stepped`. */
  readonly clock?: AirClock["mode"];
  readonly air?: Omit<AirOptions, "clock">;
  /** What stands between radio and controller, where it is not the controller's own transport. */
  readonly transport?: (hub: VirtualController, parts: { clock: AirClock; log: Logger }) => HciTransport;
  /** Reaches the controller through a Unix socket, its bytes treated so; real time only. */
  readonly unixSocket?: Mangling;
}

export interface RadioRig extends AsyncDisposable {
  readonly clock: AirClock;
  readonly air: Air;
  readonly hub: VirtualController;
  readonly radio: StackRadio;
  readonly log: ReturnType<typeof makeRecordingLog>;
  /** The first peripheral, at {@link TOY}. */
  readonly toy: RigToy;
  addToy(address: string): Promise<RigToy>;
  /** Connects with what CloudPets ask for, and generous deadlines. */
  connect(address?: string): Promise<Link>;
  /** The service's characteristics. */
  open(link: Link): Promise<OpenedLink>;
}

interface OpenedLink {
  readonly inbox: Awaited<ReturnType<typeof characteristic>>;
  readonly outbox: Awaited<ReturnType<typeof characteristic>>;
  readonly about: Awaited<ReturnType<typeof characteristic>>;
}

export const INTERVAL_MS = 12.5;
export const PATIENT = { within: seconds(10) };
export const CONNECT = { ...PATIENT, intervalMs: INTERVAL_MS, supervisionMs: 1_000 };

/** The adapter on and the first peripheral advertising. */
export async function openRadioRig(options: RadioRigOptions = {}): Promise<RadioRig> {
  await using parts = new AsyncDisposableStack();
  const clock = parts.use(options.clock === "real-time" ? openRealTimeClock() : openSteppedClock());
  const air = parts.use(openAir({ clock, ...options.air }));
  const stacks = parts.use(new DisposableStack());
  const log = makeRecordingLog();
  const { hub, transport } = await addHub(air, options, log, parts);
  const radio = parts.use(openNobleRadio({ transport, clock, logger: log, random: () => 0.5 }));
  const toy = await startRigToy(air, TOY, stacks);
  await radio.ready(PATIENT);
  const kept = parts.move();
  return {
    clock,
    air,
    hub,
    radio,
    log,
    toy,
    addToy: (address) => startRigToy(air, address, stacks),
    connect: (address = TOY) => radio.connect(address, CONNECT),
    open: async (link) => ({
      inbox: await characteristic(link, UUIDS.inbox),
      outbox: await characteristic(link, UUIDS.outbox),
      about: await characteristic(link, UUIDS.about),
    }),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

async function addHub(air: Air, options: RadioRigOptions, log: Logger, parts: AsyncDisposableStack) {
  if (options.unixSocket === undefined) {
    const hub = air.addController(HUB);
    return { hub, transport: options.transport?.(hub, { clock: air.clock, log }) ?? hub.transport };
  }
  const folder = parts.use(await makeTempDir());
  const [served, path] = [join(folder.path, "air"), join(folder.path, "hub")];
  parts.use(await startAirServer({ air, log, sockets: [{ address: HUB, path: served }] }));
  const random = seededRandom(options.air?.seed ?? 1, "mangler");
  parts.use(await startMangler({ path, to: served, mangling: options.unixSocket, random }));
  const hub = air.controllers.find((controller) => controller.address === HUB);
  if (hub === undefined) throw new Error("the air serves another controller");
  return { hub, transport: parts.use(openUnixTransport({ path })) };
}

async function characteristic(link: Link, uuid: string) {
  const found = (await link.characteristics(UUIDS.service, [uuid], PATIENT)).get(uuid);
  if (found === undefined) throw new Error(`no characteristic ${uuid}`);
  return found;
}
