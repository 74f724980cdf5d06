/**
 * A mailbox of four whose link goes at random moments, on stepped time: the real bridge, driver, noble and bleno; a hub that decides as the real
 * one does (`nextDelivery`), and a child that presses whenever it likes. What is counted is what a child would find: hands that do nothing, and
 * for how long; and what must never be: a message that nobody heard written over, lost, or there twice.
 */
import { BridgeError } from "../../ble/bridge/errors.ts";
import { openBridge } from "../../ble/bridge/open-bridge.ts";
import { openNobleRadio } from "../../ble/radio/noble-radio.ts";
import { seededRandom } from "../../ble/simulator/air/seeded-random.ts";
import type { ClipSlot } from "../../ble/simulator/toy/flash.ts";
import type { HeardSound } from "../../ble/simulator/toy/heard-sound.ts";
import type { ToySwitches } from "../../ble/simulator/toy/switches.ts";
import type { UploadReport } from "../../ble/simulator/toy/upload.ts";
import { cloudPetsDriver } from "../../ble/toys/cloudpets/cloudpets-driver.ts";
import { STATES } from "../../ble/toys/cloudpets/states.ts";
import type { BleCommand, BleEvent, BleToys } from "../../hub/contract/ble-control.ts";
import type { PublicId } from "../../hub/contract/public-id.ts";
import { verifyRoster } from "../../hub/contract/roster.ts";
import { signStamp } from "../../hub/contract/stamp.ts";
import { ms, seconds } from "../../hub/domain/duration.ts";
import type { MessageState } from "../../hub/domain/message-state.ts";
import { MAILBOX_PLACES, nextDelivery } from "../../hub/domain/next-delivery.ts";
import { CHILD, makeFamily, ticketOf } from "../support/bridge-rig.ts";
import { makeDelivery } from "../support/driver-rig.ts";
import { randomId } from "../support/guardian.ts";
import { memoryJournal } from "../support/memory-journal.ts";
import { makeRecordingLog } from "../support/quiet-log.ts";
import { openToyRig, type ToyRig, until } from "../support/toy-rig.ts";

export interface CutCounts {
  cuts: number;
  /** Times that the toy was left with hands that only report and nobody to answer, and for how long each, ms. */
  readonly dead: number[];
  /** Of a walk out of range: how often, and how often the hands were dead after it. */
  walks: number;
  deadAfterWalk: number;
  sent: number;
  heard: number;
  /** Told as heard. */
  played: number;
  /** Times that a message which nobody had heard was not whole on the toy, though it had been. */
  overwritten: number;
  /** Sent, and not heard to its end, or not told so. */
  lost: number;
  /** Uploads of what was heard, or lay in the same slot. */
  doubled: number;
  /** Gaps after which a toy that nobody had touched looked as if somebody had made its hands report. */
  strange: number;
  /** Moments that the cut came in. */
  readonly moments: Record<string, number>;
}

interface Sent {
  readonly id: PublicId;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly sha256: string;
  readonly milliseconds: number;
  readonly stamp: string;
  readonly queuedAt: number;
  readonly delivery: PublicId;
  move: PublicId | undefined;
  state: MessageState;
  slot: number;
  notBefore: number;
  tries: number;
}

/** Messages under way at any time, at most: more than a toy holds. */
const MOST_OPEN = 6;
const FADE_MS = { from: 2_000, to: 20_000 } as const;
/** How long a link lasts; a fifth of them long enough to bring home what a child recorded. */
const SHORT_LINK_MS = { from: 0, to: 7_000 } as const;
const LONG_LINK_MS = { from: 20_000, to: 40_000 } as const;
const LONG_LINKS = 0.2;
const LOOK_AGAIN = seconds(1);
/** Every fourth break is a toy that is carried away, and heard worse and worse. */
const WALK = { every: 4, stepMs: 1_000, dBm: [-60, -66, -72, -77, -82, -87, -92] } as const;

export async function cutMailbox(
  rounds: number,
  disconnectClearsGameMode: boolean,
  seed = 1,
): Promise<CutCounts> {
  const switches: Partial<ToySwitches> = { disconnectClearsGameMode, drain: "fast" };
  await using rig = await openToyRig({
    toys: [switches],
    air: { intervalMs: 12.5, packetsPerEvent: 4, seed },
  });
  const run = new CutRun(rig, seededRandom(seed, `mailbox cuts ${disconnectClearsGameMode}`));
  await using parts = new AsyncDisposableStack();
  await run.open(parts);
  for (let round = 1; round <= rounds; round += 1) await run.round(round);
  await run.hearAll();
  return run.counts;
}

class CutRun {
  readonly counts: CutCounts = {
    cuts: 0,
    dead: [],
    walks: 0,
    deadAfterWalk: 0,
    sent: 0,
    heard: 0,
    played: 0,
    overwritten: 0,
    lost: 0,
    doubled: 0,
    strange: 0,
    moments: {},
  };
  readonly #rig: ToyRig;
  readonly #random: () => number;
  readonly #messages: Sent[] = [];
  readonly #clips = new Map<string, Uint8Array<ArrayBuffer>>();
  /** What each slot was given last, whole. */
  readonly #slots = new Map<number, Sent>();
  readonly #heardWhole = new Set<string>();
  #family!: Awaited<ReturnType<typeof makeFamily>>;
  #toy!: PublicId;
  #list: BleToys = { toys: [] };
  #claim: BleEvent["kind"] | undefined;
  #command: (command: BleCommand) => void = () => undefined;
  /** What began to play, and of which message it is. */
  #sounds: { readonly sound: HeardSound; readonly message: Sent }[] = [];

  constructor(rig: ToyRig, random: () => number) {
    this.#rig = rig;
    this.#random = random;
  }

  get #model() {
    return this.#rig.toy.model;
  }

  async open(parts: AsyncDisposableStack): Promise<void> {
    const { clock, hubTransport, toy } = this.#rig;
    const log = makeRecordingLog();
    const radio = parts.use(
      openNobleRadio({ transport: hubTransport, clock, logger: log, random: () => 0.5 }),
    );
    await radio.ready({ within: seconds(10) });
    toy.listen((event) => {
      if (event.kind === "heard") this.#plays(event.sound);
      if (event.kind === "upload-ended") this.#uploaded(event.report);
      if (event.kind === "state" && event.state === STATES.bufferPrime) this.#look();
    });
    parts.use(
      await openBridge({
        radio,
        isSimulated: true,
        version: "0.1.0",
        journal: memoryJournal(),
        makeDrivers: (journal, looks) => [cloudPetsDriver({ clock, logger: log, journal, looks })],
        clips: {
          fetch: async (ticket) => {
            const clip = this.#clips.get(ticket);
            if (clip === undefined) throw new BridgeError("bridge.clip-unavailable", "404");
            return clip;
          },
          hand: async () => undefined,
        },
        openLine: ({ onCommand }) => {
          this.#command = onCommand;
          return {
            isConnected: true,
            connected: Promise.resolve(),
            tell: (event) => this.#told(event),
            setState: () => undefined,
            setToys: (list) => {
              this.#list = list;
            },
            [Symbol.asyncDispose]: async () => undefined,
          };
        },
        clock,
        log,
        random: (bytes) => crypto.getRandomValues(new Uint8Array(bytes)),
      }),
    );
    await this.#claimToy();
    // What broke off is tried again by itself.
    const look = () => {
      void this.#pump();
      stop = clock.after(LOOK_AGAIN, look);
    };
    let stop = clock.after(LOOK_AGAIN, look);
    parts.defer(() => stop());
    this.#command({ kind: "mailbox", id: randomId(), toy: this.#toy, on: true });
  }

  /** Something goes on, or nothing, and in the middle of it the link goes. */
  async round(round: number): Promise<void> {
    const { clock, air, toy, hub } = this.#rig;
    await this.#sendSome();
    await this.#begin();
    await clock.sleep(ms(this.#between(this.#random() < LONG_LINKS ? LONG_LINK_MS : SHORT_LINK_MS)));
    await this.#pump();
    this.counts.cuts += 1;
    const moment = this.#moment();
    this.counts.moments[moment] = (this.counts.moments[moment] ?? 0) + 1;
    const isWalk = round % WALK.every === 0;
    if (isWalk) {
      this.counts.walks += 1;
      for (const dBm of WALK.dBm) {
        air.range.setRssi(dBm, toy.address);
        await clock.sleep(ms(WALK.stepMs));
      }
    }
    const back = air.range.fade(toy.address, hub.address);
    if (!isWalk && this.#random() < 0.5) hub.cut();
    await until(clock, () => !this.#model.snapshot.isConnected, "the link is gone");
    const goneAt = clock.monotonic();
    const isDead = this.#model.snapshot.isGameMode;
    if (isDead && isWalk) this.counts.deadAfterWalk += 1;
    const away = this.#between(FADE_MS);
    // A child that does not know presses all the same: where the hands are its own, it may hear the first one.
    const pressed = this.#random() < 0.3 ? clock.sleep(ms(1_000)).then(() => toy.press("play")) : undefined;
    await clock.sleep(ms(away));
    await pressed;
    back();
    air.range.setRssi(-50, toy.address);
    const isFreed = () => !this.#model.snapshot.isGameMode;
    if (isDead) {
      await until(clock, isFreed, "the hands are freed", seconds(120));
      this.counts.dead.push(clock.monotonic() - goneAt);
    }
    const isBack = () => this.#model.snapshot.isConnected && this.#list.toys[0]?.connected === true;
    await until(clock, isBack, "the hub is back", seconds(120));
    this.#look();
  }

  /** Everything is brought, and the child listens until nothing is left. */
  async hearAll(): Promise<void> {
    const { clock, toy } = this.#rig;
    const isOver = () => this.#messages.every(({ state }) => state === "played");
    for (let presses = 0; presses < 60 && !isOver(); presses += 1) {
      await this.#pump();
      await clock.sleep(seconds(9));
      await this.#pump();
      if (this.#model.snapshot.state !== STATES.idle) continue;
      await toy.press("play");
      await clock.sleep(seconds(5));
    }
    this.#listen();
    this.counts.heard = this.#messages.filter(({ id }) => this.#heardWhole.has(id)).length;
    this.counts.played = this.#messages.filter(({ state }) => state === "played").length;
    this.counts.lost = this.#messages.filter(
      ({ id, state }) => state !== "played" || !this.#heardWhole.has(id),
    ).length;
  }

  #between({ from, to }: { readonly from: number; readonly to: number }): number {
    return from + this.#random() * (to - from);
  }

  async #claimToy(): Promise<void> {
    const { clock, toy } = this.#rig;
    this.#family = await makeFamily();
    const { entries } = this.#family;
    const roster = { from: 0, total: entries.length, entries: [...entries] };
    this.#command({ kind: "roster", id: randomId(), ...roster });
    this.#command({ kind: "search", id: randomId(), seconds: 60 });
    await until(clock, () => this.#list.toys.length > 0, "a candidate");
    this.#toy = this.#list.toys[0]?.toy ?? randomId();
    this.#command({ kind: "claim-toy", id: randomId(), toy: this.#toy, child: CHILD, seconds: 60 });
    await until(clock, () => this.#claim === "claim-waiting", "it waits for a paw");
    await toy.press("play");
    await until(clock, () => this.#list.toys[0]?.connected === true, "it is held");
  }

  async #sendSome(): Promise<void> {
    while (this.#messages.filter(({ state }) => state !== "played").length < MOST_OPEN) await this.#send();
    await this.#pump();
  }

  async #send(): Promise<void> {
    const { hub, device, entries } = this.#family;
    const id = randomId();
    const count = this.#messages.length;
    // Lengths of neighbours differ, from each other and from silence: alike ones are the driver's known weakness after a crash.
    const { bytes, sha256, milliseconds } = makeDelivery(id, 1_200 + 60 * (count % 23));
    const now = Math.floor(this.#rig.clock.now() / 1_000);
    const signed = signStamp(
      {
        v: 1,
        hub,
        message: id,
        clip: sha256,
        child: CHILD,
        toys: [this.#toy],
        notBefore: Math.max(0, now - 10),
        notAfter: now + 14 * 86_400,
        roster: (await verifyRoster(entries)).head,
      },
      device,
    );
    const stamp = await this.#rig.clock.whileBusy(signed);
    this.#messages.push({
      id,
      bytes: Uint8Array.from(bytes),
      sha256,
      milliseconds,
      stamp,
      queuedAt: count,
      delivery: randomId(),
      move: undefined,
      state: "queued",
      slot: 1,
      notBefore: 0,
      tries: 0,
    });
    this.counts.sent += 1;
  }

  /** As `deliver-next.ts` does: one thing at a time, told again where it seems lost. */
  async #pump(): Promise<void> {
    this.#listen();
    const open = this.#messages.filter(({ state }) => state !== "played");
    const next = nextDelivery(
      open.map(({ id, state, queuedAt, slot }) => ({ id, state, queuedAt, slot, isOfLibrary: false })),
      MAILBOX_PLACES,
    );
    if (next.kind === "nothing" || next.kind === "occupied" || this.#list.toys[0]?.connected !== true) return;
    const message = open.find(({ id }) => id === next.id);
    if (message === undefined || message.notBefore > this.#rig.clock.monotonic()) return;
    if (next.kind === "start") message.state = "delivering";
    if (next.kind === "move") message.move ??= randomId();
    const { id, bytes, sha256, milliseconds, stamp } = message;
    const ticket = ticketOf(id);
    this.#clips.set(ticket, bytes);
    const wish = { ticket, bytes: bytes.byteLength, sha256, milliseconds, stamp, beside: true } as const;
    const command = next.kind === "move" ? (message.move ?? message.delivery) : message.delivery;
    this.#command({ kind: "deliver", id: command, message: id, toy: this.#toy, ...wish });
  }

  #told(event: BleEvent): void {
    if (event.kind === "claim-waiting") this.#claim = event.kind;
    if (!("event" in event)) return;
    this.#command({ kind: "acknowledge", id: randomId(), event: event.event });
    if (event.kind === "gap" && event.traces.includes("game-mode")) this.counts.strange += 1;
    if (event.kind !== "delivered" && event.kind !== "delivery-failed" && event.kind !== "played") return;
    const message = this.#messages.find(({ id }) => id === event.message);
    if (message === undefined) return;
    if (event.kind === "played") {
      message.state = "played";
      this.#command({ kind: "retire", id: randomId(), message: message.id });
    } else if (event.kind === "delivered") {
      if (message.state !== "played") message.state = "on_toy";
      message.slot = event.slot;
      message.move = undefined;
      message.tries = 0;
    } else {
      // Heard where it lay, while it was on its way to the front.
      if (message.state === "played") return;
      if (!event.retry) throw new Error(`given up: ${event.code} ${event.detail}`);
      if (message.state === "delivering") message.state = "queued";
      message.tries += 1;
      message.notBefore = this.#rig.clock.monotonic() + Math.min(1_000 * message.tries, 8_000);
    }
    void this.#pump();
  }

  async #begin(): Promise<void> {
    const { clock, toy } = this.#rig;
    // Not in the moment that the link came up: the guard looks the toy over then.
    await clock.sleep(ms(this.#between({ from: 1_000, to: 3_000 })));
    const choice = this.#random();
    if (choice < 0.5) await toy.press("play");
    else if (choice < 0.6) {
      await toy.press("record");
      await clock.sleep(ms(300 + this.#random() * 1_500));
      if (this.#random() < 0.8) await toy.press("record");
    }
  }

  #moment(): string {
    const { state, isRecording, isGameMode } = this.#model.snapshot;
    if (isRecording) return "recording";
    if (state === STATES.audioPlayback) return "playing";
    if (state === STATES.audioUpload || state === STATES.bufferPrime) return "uploading";
    if (state !== STATES.idle) return "other";
    return isGameMode ? "answered, at rest" : "its own, at rest";
  }

  /** What the loudspeaker gave to the end. */
  #listen(): void {
    for (const { sound, message } of this.#sounds)
      if ((sound.playedMs ?? 0) + 500 >= message.milliseconds) this.#heardWhole.add(message.id);
    this.#sounds = this.#sounds.filter(({ sound }) => sound.playedMs === undefined);
  }

  #plays(sound: HeardSound): void {
    const clip = this.#rig.toy.flash.clip(sound.playSlot as ClipSlot);
    const message = this.#messages.find(({ bytes }) => isSame(clip, bytes));
    if (message !== undefined) this.#sounds.push({ sound, message });
  }

  /** Each that lies there, as far as the hub was told, and that nobody has heard, must lie there whole. */
  #look(): void {
    this.#listen();
    for (const { id, state, bytes } of this.#messages) {
      if (state !== "on_toy" || this.#heardWhole.has(id)) continue;
      const lies = ([2, 3, 4, 5] as const).some((slot) => isSame(this.#rig.toy.flash.clip(slot), bytes));
      if (!lies) this.counts.overwritten += 1;
    }
  }

  /** Doubled is what was heard already, or lay in the same slot. */
  #uploaded({ slot, outcome }: UploadReport): void {
    this.#look();
    const before = this.#slots.get(slot);
    this.#slots.delete(slot);
    if (outcome !== "stored") return;
    const clip = this.#rig.toy.flash.clip((slot + 1) as ClipSlot);
    const message = this.#messages.find(({ bytes }) => isSame(clip, bytes));
    if (message === undefined) return;
    if (message.state === "played" || message === before) this.counts.doubled += 1;
    this.#slots.set(slot, message);
  }
}

/** The toy keeps what was written, padding and all. */
const isSame = (kept: Uint8Array | undefined, bytes: Uint8Array): boolean =>
  kept !== undefined && Buffer.from(kept).subarray(0, bytes.byteLength).equals(Buffer.from(bytes));
