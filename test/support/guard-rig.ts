/**
 * The bridge as `pawpost-ble` runs it, its real driver over the real noble, and a real bleno toy that was claimed by its paw, all on
 * stepped time; and a stranger with an adapter of their own. By hand is only the hub's end of the wires: it acknowledges, and takes
 * recordings in.
 */
import { openBridge } from "../../ble/bridge/open-bridge.ts";
import type { Journal } from "../../ble/journal/journal.ts";
import { openNobleRadio } from "../../ble/radio/noble-radio.ts";
import type { AirClock } from "../../ble/simulator/air/air-clock.ts";
import { MemoryFlash } from "../../ble/simulator/toy/flash.ts";
import { cloudPetsDriver } from "../../ble/toys/cloudpets/cloudpets-driver.ts";
import { type BleCommand, type BleEvent, bleEvent } from "../../hub/contract/ble-control.ts";
import type { PublicId } from "../../hub/contract/public-id.ts";
import { verifyRoster } from "../../hub/contract/roster.ts";
import { signStamp } from "../../hub/contract/stamp.ts";
import { ms, seconds } from "../../hub/domain/duration.ts";
import { CHILD, type Family, makeFamily, ticketOf } from "./bridge-rig.ts";
import { makeDelivery } from "./driver-rig.ts";
import { randomId } from "./guardian.ts";
import { memoryJournal } from "./memory-journal.ts";
import { makeRecordingLog } from "./quiet-log.ts";
import { openToyRig, type ToyRig, type ToyRigOptions, until } from "./toy-rig.ts";

type GapEvent = Extract<BleEvent, { kind: "gap" }>;
type ReadyEvent = Extract<BleEvent, { kind: "recording-ready" }>;

/** Taken from a copy of the source instead, with something patched out. */
export interface GuardRigParts {
  readonly openBridge: typeof openBridge;
  readonly cloudPetsDriver: typeof cloudPetsDriver;
  readonly openNobleRadio: typeof openNobleRadio;
}
const REAL: GuardRigParts = { openBridge, cloudPetsDriver, openNobleRadio };

export interface GuardRig extends ToyRig {
  readonly family: Family;
  /** The first toy's, claimed. */
  readonly claimed: PublicId;
  readonly journal: Journal;
  /** With the air's time of each telling; what is repeated until it is acknowledged is told once here. */
  readonly gaps: readonly { readonly at: number; readonly gap: GapEvent }[];
  readonly recordings: readonly { readonly at: number; readonly ready: ReadyEvent }[];
  readonly told: readonly BleEvent[];
  readonly log: ReturnType<typeof makeRecordingLog>;
  /** Whether `pawpost-ble` holds the first toy. */
  readonly isHeld: boolean;
  untilHeld(): Promise<void>;
  /** The first look after the link came up is over. */
  untilLooked(): Promise<void>;
  command(command: BleCommand): void;
  /** Brings a message and resolves with how it ended. */
  deliver(id: string, milliseconds?: number): Promise<BleEvent>;
  /** Begins to; the id of the delivery. */
  beginDelivery(id: string, milliseconds?: number): Promise<PublicId>;
  /** `pawpost-ble` ends, and another begins on the same journal. @param between while there is none */
  restartBle(between?: () => Promise<void>): Promise<void>;
}

export async function openGuardRig(
  options: ToyRigOptions & { readonly parts?: GuardRigParts } = {},
): Promise<GuardRig> {
  await using opening = new AsyncDisposableStack();
  const { parts = REAL, air, toys = [{}], ...rest } = options;
  const flash = new MemoryFlash();
  const rig = opening.use(
    await openToyRig({
      ...rest,
      toys: toys.map((toy, index) => (index === 0 ? { flash, ...toy } : toy)),
      air: { intervalMs: 12.5, packetsPerEvent: 4, ...air },
    }),
  );
  const { clock } = rig;
  opening.use(holdDuringSignatures(clock));
  const log = makeRecordingLog();
  const family = await makeFamily();
  const journal = memoryJournal();
  const gaps: { at: number; gap: GapEvent }[] = [];
  const recordings: { at: number; ready: ReadyEvent }[] = [];
  const told: BleEvent[] = [];
  const known = new Set<string>();
  const clips = new Map<string, Uint8Array<ArrayBuffer>>();
  let claimed: PublicId | undefined;
  let candidate: PublicId | undefined;
  let send: (command: BleCommand) => void = () => undefined;

  const hear = (event: BleEvent) => {
    told.push(event);
    if ("event" in event) {
      send({ kind: "acknowledge", id: randomId(), event: event.event });
      if (event.kind === "gap" && !known.has(event.event)) gaps.push({ at: clock.monotonic(), gap: event });
      known.add(event.event);
    }
    if (event.kind !== "recording-ready") return;
    if (!known.has(event.recording)) recordings.push({ at: clock.monotonic(), ready: event });
    known.add(event.recording);
    const { recording } = event;
    send({ kind: "take-recording", id: randomId(), recording, ticket: ticketOf(recording) });
  };

  async function openBle() {
    await using began = new AsyncDisposableStack();
    const radio = began.use(
      parts.openNobleRadio({ transport: rig.hubTransport, clock, logger: log, random: () => 0.5 }),
    );
    began.use(
      await parts.openBridge({
        radio,
        isSimulated: true,
        version: "0.1.0",
        journal,
        makeDrivers: (deliveries, looks) => [
          parts.cloudPetsDriver({ clock, logger: log, journal: deliveries, looks }),
        ],
        clips: {
          fetch: async (ticket) => clips.get(ticket) ?? Promise.reject(new Error("no such clip")),
          hand: async () => undefined,
        },
        openLine: ({ onCommand }) => {
          send = onCommand;
          return {
            isConnected: true,
            connected: Promise.resolve(),
            tell: (event) => hear(bleEvent.parse(JSON.parse(JSON.stringify(event)))),
            setState: () => undefined,
            setToys: ({ toys: seen }) => {
              candidate = seen.find((toy) => !toy.claimed)?.toy;
            },
            [Symbol.asyncDispose]: async () => undefined,
          };
        },
        clock,
        log,
        random: (bytes) => crypto.getRandomValues(new Uint8Array(bytes)),
      }),
    );
    return began.move();
  }

  let ble = await openBle();
  opening.defer(() => ble.disposeAsync());
  const isHeld = () => rig.air.linkOf(rig.toy.address)?.central === rig.hub.address;
  const looks = () => log.lines.filter(({ phrase }) => phrase === "a gap was looked into").length;
  const untilHeld = () => until(clock, isHeld, "the toy is held", seconds(600));

  // Nobody else is there to be taken for the first toy.
  const comeBack = rig.toys.slice(1).map(({ address }) => rig.air.range.fade(address));
  const { entries } = family;
  const total = entries.length;
  send({ kind: "roster", id: randomId(), from: 0, total, entries: [...entries] });
  send({ kind: "search", id: randomId(), seconds: 60 });
  await until(clock, () => candidate !== undefined, "a candidate");
  claimed = candidate as PublicId;
  send({ kind: "claim-toy", id: randomId(), toy: claimed, child: CHILD, seconds: 60 });
  await until(clock, () => told.some(({ kind }) => kind === "claim-waiting"), "it waits for a paw");
  await rig.toy.press("play");
  await until(clock, () => told.some(({ kind }) => kind === "toy-claimed"), "the claim");
  for (const back of comeBack) back();
  await untilHeld();
  await until(clock, () => looks() > 0, "the first look");

  const beginDelivery = async (id: string, milliseconds = 1_000): Promise<PublicId> => {
    const { bytes, sha256, milliseconds: lasts } = makeDelivery(id, milliseconds);
    const [message, delivery] = [randomId(), randomId()];
    const ticket = ticketOf(message);
    clips.set(ticket, Uint8Array.from(bytes));
    const now = Math.floor(clock.now() / 1_000);
    const stamp = await signStamp(
      {
        v: 1,
        hub: family.hub,
        message,
        clip: sha256,
        child: CHILD,
        toys: [claimed as PublicId],
        notBefore: now - 10,
        notAfter: now + 7 * 86_400,
        roster: (await verifyRoster(entries)).head,
      },
      family.device,
    );
    send({
      kind: "deliver",
      id: delivery,
      message,
      toy: claimed as PublicId,
      ticket,
      bytes: bytes.byteLength,
      sha256,
      milliseconds: lasts,
      stamp,
    });
    return delivery;
  };

  const kept = opening.move();
  const endOf = (delivery: PublicId) =>
    told.find(
      (event) => (event.kind === "delivered" || event.kind === "delivery-failed") && event.id === delivery,
    );
  return {
    ...rig,
    family,
    claimed,
    journal,
    gaps,
    recordings,
    told,
    log,
    get isHeld() {
      return isHeld();
    },
    untilHeld,
    async untilLooked() {
      const before = looks();
      await until(clock, () => looks() > before, "a look", seconds(600));
    },
    command: (command) => send(command),
    beginDelivery,
    async deliver(id, milliseconds) {
      const delivery = await beginDelivery(id, milliseconds);
      await until(clock, () => endOf(delivery) !== undefined, "the end of a delivery", seconds(120));
      return endOf(delivery) as BleEvent;
    },
    async restartBle(between) {
      await ble.disposeAsync();
      await between?.();
      ble = await openBle();
      await clock.sleep(ms(1));
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

/** Signatures and hashes are made beside the event loop, where the clock cannot see them: time stands meanwhile. */
export function holdDuringSignatures(clock: AirClock): Disposable {
  const names = ["verify", "sign", "digest", "importKey", "encrypt", "decrypt", "deriveBits"] as const;
  const undo = names.map((name) => {
    const real = crypto.subtle[name] as (...input: unknown[]) => Promise<unknown>;
    const held = async (...input: unknown[]) =>
      await clock.whileBusy(Reflect.apply(real, crypto.subtle, input) as Promise<unknown>);
    Object.defineProperty(crypto.subtle, name, { value: held, configurable: true });
    return () => Object.defineProperty(crypto.subtle, name, { value: real, configurable: true });
  });
  return {
    [Symbol.dispose]: () => {
      for (const back of undo) back();
    },
  };
}
