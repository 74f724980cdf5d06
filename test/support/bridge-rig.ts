/**
 * The bridge with its real journal, roster, stamps and rules. By hand are what lies beyond its ports: the line to the hub,
 * the clips, the radio's adverts, and a toy that answers as a test tells it.
 */

import type { ClipLine } from "../../ble/bridge/clip-line.ts";
import { BridgeError } from "../../ble/bridge/errors.ts";
import { type Bridge, type BridgeOptions, openBridge } from "../../ble/bridge/open-bridge.ts";
import { JournalError } from "../../ble/journal/errors.ts";
import type { Journal } from "../../ble/journal/journal.ts";
import type { Advert, Radio } from "../../ble/radio/radio.ts";
import type { DeliveryJournal, ToyDriver } from "../../ble/toys/toy-driver.ts";
import {
  type BleCommand,
  type BleEvent,
  type BleState,
  type BleToys,
  bleEvent,
  bleToys,
} from "../../hub/contract/ble-control.ts";
import type { Signer } from "../../hub/contract/jws.ts";
import type { PublicId } from "../../hub/contract/public-id.ts";
import { verifyRoster } from "../../hub/contract/roster.ts";
import { signRosterEntry } from "../../hub/contract/roster-entry.ts";
import { sha256 } from "../../hub/contract/sha256.ts";
import { type Stamp, signStamp } from "../../hub/contract/stamp.ts";
import { ms } from "../../hub/domain/duration.ts";
import { TOY_SKILLS } from "../../hub/domain/toy-skill.ts";
import { deviceSigner, makeDeviceKey } from "../../web-ui/src/keys/signing-key.ts";
import { randomId } from "./guardian.ts";
import { type ManualClock, makeManualClock } from "./manual-clock.ts";
import { memoryJournal } from "./memory-journal.ts";
import { BEAR, PlayedToy } from "./played-toy.ts";
import { makeRecordingLog, type RecordedLine } from "./quiet-log.ts";

/** Whose the toys of this rig are. */
export const CHILD = randomId();
const RECIPIENT = `age1${"q".repeat(58)}`;

/** A guardian's roster as it grows, and the device that signs. */
export async function makeFamily(hub: PublicId = randomId()) {
  const person = randomId();
  const guardian = deviceSigner(await makeDeviceKey());
  const device = deviceSigner(await makeDeviceKey());
  const entries: string[] = [];
  const add = async (entry: Parameters<typeof signRosterEntry>[2], signer: Signer = guardian) => {
    const prev = entries.length === 0 ? null : (await verifyRoster(entries)).head;
    entries.push(await signRosterEntry(hub, prev, entry, signer));
  };
  await add({
    kind: "guardian",
    person,
    recipient: RECIPIENT,
    signingKey: guardian.publicKey,
    vault: { number: 1, recipient: RECIPIENT },
  });
  await add({ kind: "device", person, deviceKey: device.publicKey });
  return {
    hub,
    person,
    guardian,
    device,
    entries,
    add,
    /** One more device, which nothing is signed with. */
    async grow(): Promise<Signer> {
      const more = deviceSigner(await makeDeviceKey());
      await add({ kind: "device", person, deviceKey: more.publicKey });
      return more;
    },
  };
}
export type Family = Awaited<ReturnType<typeof makeFamily>>;

export interface BridgeRig extends AsyncDisposable {
  readonly bridge: Bridge;
  readonly clock: ManualClock;
  readonly journal: Journal;
  /** Whether the journal's disk is full. */
  readonly disk: { isFull: boolean };
  readonly log: readonly RecordedLine[];
  readonly toy: PlayedToy;
  /** What the hub was told, schema-checked. */
  readonly told: BleEvent[];
  readonly states: BleState[];
  readonly lists: BleToys[];
  /** Clips by ticket, and what was handed in. */
  readonly clips: Map<string, Uint8Array<ArrayBuffer>>;
  readonly handed: { readonly ticket: string; readonly bytes: Uint8Array }[];
  /** `undefined` keeps what is handed in. */
  handing: (() => Promise<void>) | undefined;
  all<K extends BleEvent["kind"]>(kind: K): Extract<BleEvent, { kind: K }>[];
  command(command: BleCommand): Promise<void>;
  advert(address?: string, rssi?: number): void;
  roster(entries: readonly string[]): Promise<void>;
  /** Searches, claims the bear by its paw, and waits until it is held. @returns the toy's id */
  claim(entries: readonly string[]): Promise<PublicId>;
  /** A `deliver` that is right, unless changed. */
  makeDelivery(family: Family, toy: PublicId, change?: DeliveryChange): Promise<Deliver>;
  setConnected(isConnected: boolean): void;
  settle(): Promise<void>;
  /** As after a crash: what was in memory is gone. */
  crash(): Promise<BridgeRig>;
}

type Deliver = Extract<BleCommand, { kind: "deliver" }>;
interface DeliveryChange {
  readonly stamp?: Partial<Stamp>;
  readonly signer?: Signer;
  readonly message?: PublicId;
  readonly command?: Partial<Deliver>;
}

/** What the thread pool is at: signatures and hashes take their time beside the event loop. */
let atWork = 0;
for (const name of ["verify", "sign", "digest", "importKey"] as const) {
  const real = crypto.subtle[name].bind(crypto.subtle) as (...input: unknown[]) => Promise<unknown>;
  const counted = async (...input: unknown[]) => {
    atWork += 1;
    return await real(...input).finally(() => {
      atWork -= 1;
    });
  };
  Object.defineProperty(crypto.subtle, name, { value: counted, configurable: true });
}

/** Resolves when nothing goes on any more that time does not have to pass for. */
async function settle(): Promise<void> {
  for (let quiet = 0; quiet < 12; quiet = atWork === 0 ? quiet + 1 : 0) {
    await new Promise((soon) => setImmediate(soon));
  }
}

const playedDriver = (toy: PlayedToy, noted: DeliveryJournal): ToyDriver => ({
  family: "played",
  can: TOY_SKILLS,
  longestRecordingMs: 19_000,
  shortestRecordingMs: 500,
  recognise: (advert) =>
    advert.name?.startsWith("CloudPets") === true
      ? { model: "CloudPets", firmware: "1.0.19", identifier: undefined }
      : undefined,
  connect: async (_radio, _address, { signal, onEvent }) => toy.connect(noted, signal, onEvent),
});

interface Kept {
  /** A virtual air with its own time and real drivers; adverts are the toys' own then. */
  readonly air?: Pick<BridgeOptions, "radio" | "clock" | "makeDrivers">;
  readonly journal?: Journal;
  readonly toy?: PlayedToy;
  readonly clock?: ManualClock;
  /** A real hub at the other end, and its time; what it is told is not noted here then. */
  readonly hub?: Pick<BridgeOptions, "openLine" | "clips" | "clock">;
  /** The key of a house with several rooms; none: there is one. */
  readonly house?: BridgeOptions["house"];
  /** Of a copy of the source with something taken out. */
  readonly openBridge?: typeof openBridge;
}

export const ticketOf = (seed: string): string =>
  Buffer.from(seed.padEnd(32, ".")).toString("base64url").slice(0, 43);

export async function makeBridgeRig(kept: Kept = {}): Promise<BridgeRig> {
  const memory = kept.journal ?? memoryJournal();
  const disk = { isFull: false };
  const change: Journal["change"] = async (changes) => {
    if (disk.isFull && changes.length > 0) throw new JournalError("journal.full", "The disk is full");
    await memory.change(changes);
  };
  const journal: Journal = {
    ...memory,
    change,
    put: (key, value) => change([[key, value]]),
    delete: (key) => change([[key, undefined]]),
  };
  const time = kept.clock ?? makeManualClock();
  const clock: ManualClock = {
    ...time,
    async advance(wait) {
      await time.advance(wait);
      await settle();
    },
  };
  const toy = kept.toy ?? new PlayedToy();
  const log = makeRecordingLog();
  const told: BleEvent[] = [];
  const states: BleState[] = [];
  const lists: BleToys[] = [];
  const clips = new Map<string, Uint8Array<ArrayBuffer>>();
  const handed: { ticket: string; bytes: Uint8Array }[] = [];
  let isConnected = true;
  let heard: { onConnected(): void; onCommand(command: BleCommand): void } | undefined;
  let onAdvert: ((advert: Advert) => void) | undefined;

  const clipLine: ClipLine = {
    async fetch(ticket) {
      const clip = clips.get(ticket);
      if (clip === undefined) throw new BridgeError("bridge.clip-unavailable", "404");
      clips.delete(ticket);
      return clip;
    },
    async hand(ticket, bytes) {
      handed.push({ ticket, bytes });
      await rig.handing?.();
    },
  };
  const radio: Radio = {
    state: "on",
    onState: () => () => undefined,
    ready: async () => undefined,
    async scan(listener) {
      onAdvert = listener;
      return { [Symbol.asyncDispose]: async () => undefined };
    },
    connect: () => Promise.reject(new Error("the driver's own business")),
    [Symbol.asyncDispose]: async () => undefined,
  };
  const open = kept.openBridge ?? openBridge;
  const bridge = await open({
    radio: kept.air?.radio ?? radio,
    isSimulated: true,
    version: "0.1.0",
    journal,
    house: kept.house,
    makeDrivers: kept.air?.makeDrivers ?? ((noted) => [playedDriver(toy, noted)]),
    clips: kept.hub?.clips ?? clipLine,
    openLine(listeners) {
      heard = listeners;
      if (kept.hub !== undefined) return kept.hub.openLine(listeners);
      return {
        get isConnected() {
          return isConnected;
        },
        connected: Promise.resolve(),
        tell(event) {
          if (isConnected) told.push(bleEvent.parse(JSON.parse(JSON.stringify(event))));
        },
        setState: (state) => void states.push(state),
        setToys: (list) => void lists.push(bleToys.parse(JSON.parse(JSON.stringify(list)))),
        [Symbol.asyncDispose]: async () => undefined,
      };
    },
    clock: kept.air?.clock ?? kept.hub?.clock ?? clock,
    log,
    random: (bytes) => crypto.getRandomValues(new Uint8Array(bytes)),
  });

  const command = async (one: BleCommand) => {
    heard?.onCommand(one);
    await settle();
  };
  const all = <K extends BleEvent["kind"]>(kind: K) =>
    told.filter((event): event is Extract<BleEvent, { kind: K }> => event.kind === kind);

  const rig: BridgeRig = {
    bridge,
    clock,
    journal,
    disk,
    log: log.lines,
    toy,
    told,
    states,
    lists,
    clips,
    handed,
    handing: undefined,
    all,
    command,
    advert: (address = BEAR, rssi = -50) =>
      onAdvert?.({
        address,
        name: "CloudPets A 1.0.19",
        manufacturerData: undefined,
        rssi,
        at: clock.monotonic(),
      }),
    async roster(entries) {
      await command({
        kind: "roster",
        id: randomId(),
        from: 0,
        total: entries.length,
        entries: [...entries],
      });
    },
    async claim(entries) {
      await settle();
      await rig.roster(entries);
      await command({ kind: "search", id: randomId(), seconds: 60 });
      rig.advert();
      await clock.advance(ms(300));
      const candidate = lists.at(-1)?.toys.find(({ claimed }) => !claimed);
      if (candidate === undefined) throw new Error("no candidate");
      await command({ kind: "claim-toy", id: randomId(), toy: candidate.toy, child: CHILD, seconds: 60 });
      await rig.settle();
      rig.advert();
      await settle();
      return candidate.toy;
    },
    async makeDelivery(family, toyId, change = {}) {
      const message = change.message ?? randomId();
      const bytes = crypto.getRandomValues(new Uint8Array(640));
      const hash = await sha256(bytes);
      const now = Math.floor(clock.now() / 1_000);
      const stamp: Stamp = {
        v: 1,
        hub: family.hub,
        message,
        clip: hash,
        child: CHILD,
        toys: [toyId],
        notBefore: now - 10,
        notAfter: now + 7 * 86_400,
        roster: (await verifyRoster(family.entries)).head,
        ...change.stamp,
      };
      const ticket = ticketOf(message);
      clips.set(ticket, bytes);
      return {
        kind: "deliver",
        id: randomId(),
        message,
        toy: toyId,
        ticket,
        bytes: bytes.byteLength,
        sha256: hash,
        milliseconds: 1_000,
        stamp: await signStamp(stamp, change.signer ?? family.device),
        ...change.command,
      };
    },
    setConnected(next) {
      isConnected = next;
      if (next) heard?.onConnected();
    },
    settle,
    async crash() {
      await bridge[Symbol.asyncDispose]();
      toy.drop();
      return makeBridgeRig({ journal: memory, toy, clock: time, openBridge: open });
    },
    [Symbol.asyncDispose]: () => bridge[Symbol.asyncDispose](),
  };
  await settle();
  return rig;
}
