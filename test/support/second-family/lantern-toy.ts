/** A lantern on the virtual air: the real bleno, and what gatt-table.ts tells of it. */
import type { AirClock } from "../../../ble/simulator/air/air-clock.ts";
import type { VirtualController } from "../../../ble/simulator/air/controller.ts";
import { capMtu } from "../../../ble/simulator/toy/bleno-insides.ts";
import { ms } from "../../../hub/domain/duration.ts";
import { loadBleno, poweredOn } from "../real-stacks.ts";
import { CHARACTERISTICS, FACTORY_TAG, LANTERN_SERVICE, MAX_WRITE_BYTES } from "./gatt-table.ts";
import { decodeOrder, type Order } from "./orders.ts";
import { encodeStatus, type Status } from "./status.ts";

const ATT_MTU = 23;
const [HEADER_BYTES, FRAME_BYTES, FRAME_MS] = [32, 40, 20];

export class LanternToy {
  /** Every sound that arrived whole. */
  readonly sounds: Buffer[] = [];
  /** What it speaks. */
  holds: Buffer | undefined;
  tag = FACTORY_TAG;
  readonly #clock: AirClock;
  #status: Status = { state: "resting", light: "off", volume: 70, button: "none", milliseconds: 0 };
  #coming: { readonly bytes: number; readonly pieces: Buffer[]; got: number } | undefined;
  #onlyReports = false;
  #notify: ((value: Buffer) => void) | undefined;

  constructor(clock: AirClock) {
    this.#clock = clock;
  }

  get light(): Status["light"] {
    return this.#status.light;
  }

  press(button: "top" | "side"): void {
    this.#say({ ...this.#status, button });
    const { state, milliseconds } = this.#status;
    if (button !== "top" || this.#onlyReports || state !== "resting" || milliseconds === 0) return;
    this.#change({ state: "speaking", light: "on" });
    this.#clock.after(ms(milliseconds), () => this.#change({ state: "resting", light: "off" }));
  }

  /** Switches it on. Resolves when it advertises. */
  async start(controller: VirtualController): Promise<Disposable> {
    const loaded = loadBleno(controller.transport);
    const { bleno } = loaded;
    capMtu(bleno, ATT_MTU);
    bleno.on("disconnect", () => this.#left());
    await poweredOn(bleno);
    const { RESULT_SUCCESS, RESULT_INVALID_ATTRIBUTE_LENGTH } = bleno.Characteristic;
    const takes = (take: (value: Buffer) => void) => ({
      onWriteRequest: (
        value: Buffer,
        _offset: number,
        _withoutResponse: boolean,
        answer: (result: number) => void,
      ) => {
        const fits = value.byteLength <= MAX_WRITE_BYTES;
        answer(fits ? RESULT_SUCCESS : RESULT_INVALID_ATTRIBUTE_LENGTH);
        if (fits) take(value);
      },
    });
    const tells = (value: () => Uint8Array) => ({
      onReadRequest: (offset: number, answer: (result: number, data?: Buffer) => void) =>
        answer(RESULT_SUCCESS, Buffer.from(value()).subarray(offset)),
    });
    const row = (name: keyof typeof CHARACTERISTICS, does: object) =>
      new bleno.Characteristic({
        uuid: CHARACTERISTICS[name].uuid,
        properties: [...CHARACTERISTICS[name].properties],
        ...does,
      });
    const characteristics = [
      row(
        "order",
        takes((value) => this.#obey(decodeOrder(value))),
      ),
      row(
        "sound",
        takes((value) => this.#take(value)),
      ),
      row("status", {
        ...tells(() => encodeStatus(this.#status)),
        onSubscribe: (_most: number, notify: (value: Buffer) => void) => {
          this.#notify = notify;
        },
        onUnsubscribe: () => {
          this.#notify = undefined;
        },
      }),
      row("tag", {
        ...tells(() => Buffer.from(this.tag, "latin1")),
        ...takes((value) => {
          this.tag = value.toString("latin1").padEnd(8).slice(0, 8);
        }),
      }),
    ];
    bleno.setServices([new bleno.PrimaryService({ uuid: LANTERN_SERVICE, characteristics })]);
    await new Promise<void>((resolve, reject) => {
      bleno.startAdvertising("Lantern 2.1", [], (error) => (error ? reject(error) : resolve()));
    });
    return loaded;
  }

  #obey(order: Order | undefined): void {
    if (order?.kind === "take-sound") {
      this.#coming = { bytes: order.bytes, pieces: [], got: 0 };
      this.holds = undefined;
      this.#change({ state: order.bytes === 0 ? "resting" : "taking", milliseconds: 0 });
    }
    if (order?.kind === "light") this.#change({ light: order.light });
    if (order?.kind === "volume") this.#change({ volume: order.percent });
    if (order?.kind === "buttons") this.#onlyReports = order.onlyReport;
  }

  #take(piece: Buffer): void {
    const coming = this.#coming;
    if (coming === undefined) return;
    coming.pieces.push(piece);
    coming.got += piece.byteLength;
    if (coming.got < coming.bytes) return;
    this.#coming = undefined;
    this.holds = Buffer.concat(coming.pieces);
    this.sounds.push(this.holds);
    const frames = Math.floor((coming.bytes - HEADER_BYTES) / FRAME_BYTES);
    this.#change({ state: "resting", milliseconds: frames * FRAME_MS });
  }

  #left(): void {
    this.#coming = undefined;
    this.#onlyReports = false;
    this.#notify = undefined;
    if (this.#status.state === "taking") this.#change({ state: "resting" });
  }

  #change(what: Partial<Status>): void {
    this.#status = { ...this.#status, ...what };
    this.#say(this.#status);
  }

  #say(status: Status): void {
    this.#notify?.(Buffer.from(encodeStatus(status)));
  }
}
