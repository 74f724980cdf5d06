/** Carries out `deliver`: fetch, check the stamp against the pinned roster, upload, tell. Never twice the same sound. */
import type { BleCommand } from "../../hub/contract/ble-control.ts";
import { SignatureError } from "../../hub/contract/errors.ts";
import { sha256 } from "../../hub/contract/sha256.ts";
import { verifyStamp } from "../../hub/contract/stamp.ts";
import type { Clock } from "../../hub/ports/clock.ts";
import type { Logger } from "../../hub/ports/logger.ts";
import type { Journal } from "../journal/journal.ts";
import type { DeliveryJournal, ToySession } from "../toys/toy-driver.ts";
import type { ClaimedToys } from "./claimed-toys.ts";
import type { ClipLine } from "./clip-line.ts";
import { BridgeError } from "./errors.ts";
import type { HubLine } from "./hub-line.ts";
import type { NewDurableEvent, Outbox } from "./outbox.ts";
import type { RosterKeeper } from "./roster-keeper.ts";
import { codeOf } from "./toy-link.ts";

type Deliver = Extract<BleCommand, { kind: "deliver" }>;
type FailureCode = Extract<NewDurableEvent, { kind: "delivery-failed" }>["code"];

/** Messages that are over, remembered so that no old stamp revives them. Stamps themselves run out long before. */
const RETIRED = "retired/";
const MOST_RETIRED = 2_000;
const PROGRESS_STEP = 5;

export interface DeliveryParts {
  readonly toys: ClaimedToys;
  readonly roster: RosterKeeper;
  readonly journal: Journal;
  readonly deliveries: DeliveryJournal;
  readonly outbox: Outbox;
  readonly clips: ClipLine;
  readonly clock: Clock;
  readonly log: Logger;
  line(): HubLine;
  sessionOf(toy: string): ToySession | undefined;
}

export class Deliveries {
  readonly #parts: DeliveryParts;
  /** Those that run, by delivery id. */
  readonly #running = new Map<string, { readonly message: string; readonly abort: AbortController }>();
  readonly #attempts = new Map<string, number>();

  constructor(parts: DeliveryParts) {
    this.#parts = parts;
  }

  async deliver(command: Deliver): Promise<void> {
    if (this.#running.has(command.id)) return;
    const abort = new AbortController();
    this.#running.set(command.id, { message: command.message, abort });
    try {
      const told = await this.#attempt(command, abort.signal);
      this.#parts.line().tell(await this.#parts.outbox.add(told));
    } finally {
      this.#running.delete(command.id);
    }
  }

  cancel(delivery: string): void {
    this.#running.get(delivery)?.abort.abort(new Error("cancelled"));
  }

  /** The message is over: what runs stops, and nothing starts again. */
  async retire(message: string): Promise<void> {
    const { journal, clock } = this.#parts;
    await journal.put(RETIRED + message, clock.now());
    const all = [...journal.entries(RETIRED)].sort(([, one], [, other]) => Number(one) - Number(other));
    const surplus = all.slice(0, Math.max(0, all.length - MOST_RETIRED));
    await journal.change(surplus.map(([key]) => [key, undefined] as const));
    for (const running of this.#running.values()) {
      if (running.message === message) running.abort.abort(new Error("retired"));
    }
  }

  async #attempt(command: Deliver, signal: AbortSignal): Promise<NewDurableEvent> {
    const { toys, roster, journal, deliveries } = this.#parts;
    const failed = (code: FailureCode, retry: boolean, detail = ""): NewDurableEvent => ({
      kind: "delivery-failed",
      ...this.#about(command),
      code,
      retry,
      detail: detail.slice(0, 200),
    });
    const toy = toys.byId(command.toy);
    if (toy === undefined || roster.pinned === undefined) return failed("not-claimed", false);
    // Done, and its heart signal given: nothing is asked of the toy again. Done without one, the heart is still owed.
    const known = await deliveries.findDelivery(command.id);
    if (known?.isDone === true && known.isSignalled) {
      return { kind: "delivered", ...this.#about(command), heart_lit: true };
    }
    if (journal.get(RETIRED + command.message) !== undefined) return failed("cancelled", false);
    const session = this.#parts.sessionOf(command.toy);
    if (session === undefined) return failed("link-lost", true, "not connected");
    try {
      const clip = await this.#fetch(command);
      await verifyStamp(command.stamp, {
        roster: roster.pinned,
        message: command.message,
        clipSha256: command.sha256,
        toy: command.toy,
        now: this.#parts.clock.now(),
      });
      const outcome = await this.#upload(command, session, clip, signal);
      return outcome.kind === "delivered"
        ? { kind: "delivered", ...this.#about(command), heart_lit: outcome.heartLit }
        : failed(outcome.code, outcome.retry, outcome.message);
    } catch (error) {
      if (signal.aborted) return failed("cancelled", false);
      this.#parts.log.warn("delivery failed", { code: codeOf(error) });
      if (error instanceof SignatureError) return failed("stamp-refused", false, error.code);
      if (error instanceof BridgeError)
        return failed("clip-refused", error.code === "bridge.clip-unavailable", error.code);
      return failed("journal-failed", true, codeOf(error));
    }
  }

  async #fetch(command: Deliver): Promise<Uint8Array<ArrayBuffer>> {
    const clip = await this.#parts.clips.fetch(command.ticket);
    if (clip.byteLength === command.bytes && (await sha256(clip)) === command.sha256) return clip;
    throw new BridgeError("bridge.clip-refused", "not the clip that was announced");
  }

  async #upload(command: Deliver, session: ToySession, bytes: Uint8Array, signal: AbortSignal) {
    const attempt = (this.#attempts.get(command.id) ?? 0) + 1;
    this.#attempts.set(command.id, attempt);
    let told = -PROGRESS_STEP;
    const onProgress = (percent: number) => {
      if (percent < told + PROGRESS_STEP) return;
      told = percent;
      const { message, toy, id } = command;
      this.#parts
        .line()
        .tell({ kind: "delivery-progress", id, message, toy, percent: Math.round(percent), attempt });
    };
    const { sha256: hash, milliseconds } = command;
    const delivery = { id: command.id, messageId: command.message, bytes, sha256: hash, milliseconds };
    const outcome = await session.deliver(delivery, { signal, onProgress });
    if (outcome.kind === "delivered") this.#attempts.delete(command.id);
    return outcome;
  }

  #about({ id, message, toy }: Deliver) {
    return { id, message, toy };
  }
}
