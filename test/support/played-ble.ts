/** `pawpost-ble` of a hub's one room, played over its real sockets: one toy, and whoever claims it holds its paw. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { makeClipLine } from "../../ble/bridge/clip-line.ts";
import { BridgeError } from "../../ble/bridge/errors.ts";
import { type HubLine, openHubLine } from "../../ble/bridge/hub-line.ts";
import type { ToyView } from "../../hub/contract/api.ts";
import type { BleCommand } from "../../hub/contract/ble-control.ts";
import { BLE_LINE } from "../../hub/contract/ble-line.ts";
import type { GapTrace } from "../../hub/contract/gap-traces.ts";
import type { PublicId } from "../../hub/contract/public-id.ts";
import { sha256 } from "../../hub/contract/sha256.ts";
import { TOY_SKILLS, type ToySkill } from "../../hub/domain/toy-skill.ts";
import { untilHouse } from "./claim-bear.ts";
import { gapOf } from "./gap-of.ts";
import { type Guardian, randomId } from "./guardian.ts";
import { makeRecordingLog } from "./quiet-log.ts";
import type { RunningStack } from "./running-stack.ts";

const ROOM = "home";

export class PlayedBle implements AsyncDisposable {
  readonly toy: PublicId;
  readonly #line: HubLine;
  readonly #clips: ReturnType<typeof makeClipLine>;
  readonly #recordings = new Map<string, Uint8Array>();
  /** What the toy was given, oldest first. */
  readonly delivered: Uint8Array[] = [];
  readonly #onAcknowledged = new Map<string, () => void>();
  #can: readonly ToySkill[] = TOY_SKILLS;
  /** Whether the toy answers deliveries as no such toy should. */
  lies = false;
  /** Whether a child hears what the toy is given, at once. */
  isHeard = false;
  /** Whether the toy is in reach. */
  isNear = true;
  /** Whether it compares the toy with how it was left. */
  hasLooked = true;
  /** Unix ms. */
  now: () => number = Date.now;

  private constructor(stack: RunningStack, credential: string, toy: PublicId) {
    this.toy = toy;
    const at = (socket: string) => join(stack.runFolder.path, socket);
    this.#clips = makeClipLine({ socketPath: at(BLE_LINE.clips), credential });
    this.#line = openHubLine({
      reach: { socketPath: at(BLE_LINE.mqtt), credential },
      room: ROOM,
      log: makeRecordingLog(),
      onConnected: () => undefined,
      onCommand: (command) => void this.#obey(command),
    });
  }

  /** @param toy one that the family has already */
  static async open(stack: RunningStack, toy: PublicId = randomId()): Promise<PlayedBle> {
    const credential = await readFile(join(stack.runFolder.path, BLE_LINE.credential), "utf8");
    const ble = new PlayedBle(stack, credential.trim(), toy);
    await ble.#line.connected;
    ble.#line.setState({ state: "online", adapter: "on", simulated: true, version: "0.1.0" });
    return ble;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#line[Symbol.asyncDispose]();
  }

  #nowIso(): string {
    return new Date(this.now()).toISOString();
  }

  async claimedBy(guardian: Guardian, toyName: string, childName: string): Promise<ToyView> {
    await untilHouse(guardian, ({ radio }) => radio.online);
    await guardian.client.call("POST", "/toys/search");
    await untilHouse(guardian, ({ candidates }) => candidates.some(({ id }) => id === this.toy));
    await guardian.client.call("POST", `/toys/${this.toy}/claim`, { json: { toyName, childName } });
    const { toys } = await untilHouse(guardian, (house) => house.toys.some(({ connected }) => connected));
    const [toy] = toys;
    if (toy === undefined) throw new Error("no toy");
    return toy;
  }

  /** The child says something, and the hub has it. @param bytes a recording file. @returns its id */
  async record(guardian: Guardian, bytes: Uint8Array<ArrayBuffer>, milliseconds: number): Promise<string> {
    const recording = await this.offer(bytes, milliseconds);
    await untilHouse(guardian, ({ messages }) => messages.some(({ id }) => id === recording));
    return recording;
  }

  /** The child says something, and the hub hears of it. @returns its id */
  async offer(bytes: Uint8Array<ArrayBuffer>, milliseconds: number, isUnseen = false): Promise<string> {
    const recording = randomId();
    this.#recordings.set(recording, bytes);
    this.#line.tell({
      kind: "recording-ready",
      recording,
      toy: this.toy,
      bytes: bytes.byteLength,
      sha256: await sha256(bytes),
      told_ms: Math.round(milliseconds),
      seen_ms: null,
      recorded_at: this.#nowIso(),
      ...(isUnseen && { unseen: true as const }),
    });
    return recording;
  }

  /** Somebody presses the toy's blue hand. Resolves when the hub has heard of it: it takes what a room tells in turn. */
  async pressPaw(): Promise<void> {
    this.#line.tell({ kind: "paw", toy: this.toy, paw: "play" });
    const event = randomId();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#onAcknowledged.set(event, resolve);
    this.#line.tell({ kind: "played", event, at: this.#nowIso(), message: randomId(), toy: this.toy });
    await promise;
  }

  /** This toy of the family's is not as it was left. */
  findStrange(toy: PublicId, ...traces: readonly GapTrace[]): void {
    this.#line.tell(gapOf(toy, traces));
  }

  /** It is of a family that can no more than this. */
  isOfFamily(can: readonly ToySkill[], isClaimed: boolean): void {
    this.#can = can;
    this.#showToy(isClaimed);
  }

  #showToy(claimed: boolean): void {
    this.#line.setToys({
      toys: [
        {
          toy: this.toy,
          model: "cloudpets",
          firmware: "1.2",
          can: [...this.#can],
          claimed,
          connected: this.isNear,
          rssi: this.isNear ? -60 : null,
          seen_at: this.#nowIso(),
          volume: null,
          answering: false,
          ...(claimed && this.hasLooked ? { looked: true as const } : {}),
          loop: null,
        },
      ],
    });
  }

  #playOut({ id, message, toy }: Extract<BleCommand, { kind: "deliver" }>): void {
    const durable = () => ({ event: randomId(), at: this.#nowIso() });
    const how = { heart_lit: true, heart_dark: false, slot: 1 };
    this.#line.tell({ kind: "delivery-progress", id, message, toy, percent: 50, attempt: 1 });
    this.#line.tell({ kind: "delivered", ...durable(), id, message, toy, ...how });
    this.#line.tell({ kind: "playback", toy, playing: true });
    this.#line.tell({ kind: "playback", toy, playing: false });
    this.#line.tell({ kind: "played", ...durable(), message, toy });
  }

  #lieAbout({ id, message, toy }: Extract<BleCommand, { kind: "deliver" }>): void {
    const how = { code: "toy-lies", retry: false, detail: "" } as const;
    this.#line.tell({
      kind: "delivery-failed",
      event: randomId(),
      at: this.#nowIso(),
      id,
      message,
      toy,
      ...how,
    });
  }

  /** `undefined` for one that was taken back, or erased, meanwhile. */
  async #fetch(ticket: string): Promise<Uint8Array | undefined> {
    try {
      return await this.#clips.fetch(ticket);
    } catch (error) {
      if (error instanceof BridgeError && error.code === "bridge.clip-unavailable") return undefined;
      throw error;
    }
  }

  async #obey(command: BleCommand): Promise<void> {
    switch (command.kind) {
      case "claim-toy":
        this.#line.tell({
          kind: "toy-claimed",
          event: randomId(),
          at: this.#nowIso(),
          id: command.id,
          toy: command.toy,
          roster: "0".repeat(64),
        });
        return this.#showToy(true);
      case "take-recording": {
        const bytes = this.#recordings.get(command.recording);
        if (bytes !== undefined) await this.#clips.hand(command.ticket, bytes);
        return;
      }
      case "deliver": {
        // Fetched, and then the toy takes its time: the clip goes on waiting in the hub.
        const clip = await this.#fetch(command.ticket);
        if (clip === undefined) return;
        this.delivered.push(clip);
        if (this.lies) this.#lieAbout(command);
        if (this.isHeard) this.#playOut(command);
        return;
      }
      case "search":
        return this.#showToy(false);
      case "stop-search":
      case "cancel":
      case "roster":
      case "retire":
        return;
      case "acknowledge":
        return this.#onAcknowledged.get(command.event)?.();
    }
  }
}
