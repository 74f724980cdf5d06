/** Carries out `deliver`: fetch, check the stamp against the pinned roster, upload, tell. Never twice the same sound. */
import type { BleCommand } from "../../hub/contract/ble-control.ts";
import { SignatureError } from "../../hub/contract/errors.ts";
import { sha256 } from "../../hub/contract/sha256.ts";
import { verifyStamp } from "../../hub/contract/stamp.ts";
import type { Logger } from "../../hub/ports/logger.ts";
import type { Journal } from "../journal/journal.ts";
import type {
  Delivery,
  DeliveryIntent,
  DeliveryJournal,
  NotedDelivery,
  TakenBack,
  ToySession,
} from "../toys/toy-driver.ts";
import type { ClaimedToy, ClaimedToys } from "./claimed-toys.ts";
import type { ClipLine } from "./clip-line.ts";
import { codeOf } from "./code-of.ts";
import { BridgeError } from "./errors.ts";
import type { HubLine } from "./hub-line.ts";
import type { NewDurableEvent, Outbox } from "./outbox.ts";
import type { RetiredMessages } from "./retired-messages.ts";
import type { RosterKeeper } from "./roster-keeper.ts";
import type { StampTime } from "./stamp-time.ts";

type Deliver = Extract<BleCommand, { kind: "deliver" }>;
type Failure = Extract<NewDurableEvent, { kind: "delivery-failed" }>;
type FailureCode = Failure["code"];

const PROGRESS_STEP = 5;
const MOST_DETAIL = 200;
/** Deliveries that tries are counted for, for the page's bar only, and that an answer is owed for. */
const MOST_COUNTED = 256;

interface Running {
  readonly message: string;
  readonly toy: string;
  readonly abort: AbortController;
  readonly ended: Promise<void>;
  /** It lies on the toy already, and what was in front of it there is gone. */
  hasBegunToMove: boolean;
}

export interface DeliveryParts {
  readonly toys: ClaimedToys;
  readonly roster: RosterKeeper;
  readonly journal: Journal;
  readonly deliveries: DeliveryJournal;
  readonly retired: RetiredMessages;
  readonly outbox: Outbox;
  readonly clips: ClipLine;
  readonly time: StampTime;
  readonly log: Logger;
  line(): HubLine;
  /** Where a message goes beside what nobody heard; `undefined`: there is no room. */
  placeFor(toy: ClaimedToy, message: string): Promise<number | undefined>;
  sessionOf(toy: string): ToySession | undefined;
}

export class Deliveries {
  readonly #parts: DeliveryParts;
  /** Those that run, by delivery id. */
  readonly #running = new Map<string, Running>();
  readonly #attempts = new Map<string, number>();
  /** Commands whose answer only the toy knows, by delivery id. */
  readonly #owed = new Map<string, Deliver>();

  constructor(parts: DeliveryParts) {
    this.#parts = parts;
  }

  /**
   * Answers once with `delivered` or `delivery-failed`; a command that is being carried out already has its answer coming. A
   * message that was taken back while its upload broke off is answered when the toy was asked.
   */
  async deliver(command: Deliver): Promise<void> {
    const { outbox } = this.#parts;
    if (this.#running.has(command.id)) return;
    this.#owed.delete(command.id);
    // The hub has not read yet how the last try ended: when it has, it decides whether there is another.
    const untold = outbox
      .pending()
      .find((event) => event.kind === "delivery-failed" && event.id === command.id);
    if (untold !== undefined) return this.#parts.line().tell(untold);
    const abort = new AbortController();
    const { promise: ended, resolve: end } = Promise.withResolvers<void>();
    const { message, toy } = command;
    const running: Running = { message, toy, abort, ended, hasBegunToMove: false };
    this.#running.set(command.id, running);
    try {
      const told = await this.#attempt(command, running);
      if (told === undefined) this.#owe(command);
      else this.#parts.line().tell(await outbox.add(told));
    } finally {
      this.#running.delete(command.id);
      end();
    }
  }

  /** One runs to this toy. */
  isBusy(toy: string): boolean {
    return [...this.#running.values()].some((running) => running.toy === toy);
  }

  cancel(delivery: string): void {
    this.#running.get(delivery)?.abort.abort(new Error("cancelled"));
  }

  /**
   * A child has heard it. On its way to another slot it goes on where that is empty by now, so that the paw has something to play; else that
   * stops. Whoever asks is told that it is over.
   */
  heard(message: string): void {
    for (const running of this.#running.values())
      if (running.message === message && !running.hasBegunToMove) running.abort.abort(new Error("heard"));
  }

  /** The message is over: what runs stops, nothing starts again, and what broke off is taken from the toy. */
  async retire(message: string): Promise<void> {
    const { retired } = this.#parts;
    const wasHeard = retired.has(message) && !retired.isWithdrawn(message);
    for (const running of this.#running.values()) {
      if (running.message !== message || (wasHeard && running.hasBegunToMove)) continue;
      running.abort.abort(new Error("retired"));
    }
    try {
      await retired.add(message, "hub");
    } finally {
      await this.#takeBackEverywhere();
    }
  }

  async #takeBackEverywhere(): Promise<void> {
    const { toys, sessionOf } = this.#parts;
    for (const toy of toys.all()) {
      const session = sessionOf(toy.toy);
      if (session !== undefined) await this.takeBackLeft(toy, session);
    }
  }

  /** Makes sure that nothing of a message that is over can be heard, where its upload broke off: nobody may ever ask for it again. */
  async takeBackLeft({ address }: ClaimedToy, session: ToySession): Promise<void> {
    const { retired } = this.#parts;
    for (const { deliveryId, messageId } of await this.#brokeOffAt(address)) {
      // One that runs sees to it itself.
      if (!retired.has(messageId) || this.#running.has(deliveryId)) continue;
      if ((await this.#takeBack(deliveryId, session)) === undefined) continue;
      const owed = this.#owed.get(deliveryId);
      if (owed === undefined) continue;
      this.#owed.delete(deliveryId);
      await this.deliver(owed);
    }
  }

  async #brokeOffAt(address: string): Promise<readonly DeliveryIntent[]> {
    const held = await this.#parts.deliveries.latestOfAll(address);
    return held.filter(({ isDone, isTakenBack }) => !isDone && !isTakenBack).map(({ intent }) => intent);
  }

  /** A toy leaves: what runs stops, and what broke off is taken from it, where it is in reach. Whether its message is over or not. */
  async endAt({ toy, address }: ClaimedToy): Promise<void> {
    const here = [...this.#running.values()].filter((running) => running.toy === toy);
    for (const { abort } of here) abort.abort(new Error("the toy is gone"));
    await Promise.all(here.map(({ ended }) => ended));
    for (const [id, owed] of this.#owed) if (owed.toy === toy) this.#owed.delete(id);
    const session = this.#parts.sessionOf(toy);
    if (session === undefined) return;
    for (const { deliveryId } of await this.#brokeOffAt(address)) await this.#takeBack(deliveryId, session);
  }

  #owe(command: Deliver): void {
    if (this.#owed.size >= MOST_COUNTED) this.#owed.clear(); // the hub asks again
    this.#owed.set(command.id, command);
  }

  /** @returns `undefined` where that could not be found out now */
  async #takeBack(deliveryId: string, session: ToySession): Promise<TakenBack | undefined> {
    try {
      const became = await session.takeBack(deliveryId, session.signal);
      this.#parts.log.info("a message was taken back", { became });
      return became;
    } catch (error) {
      this.#parts.log.warn("taking back failed", { code: codeOf(error) });
      return undefined;
    }
  }

  async #attempt(command: Deliver, running: Running): Promise<NewDurableEvent | undefined> {
    const { signal } = running.abort;
    const { toys, roster, deliveries, retired } = this.#parts;
    const { id, message, toy } = command;
    const failed = (code: FailureCode, retry: boolean, detail = ""): Failure => {
      if (!retry) this.#attempts.delete(id);
      return { kind: "delivery-failed", id, message, toy, code, retry, detail: detail.slice(0, MOST_DETAIL) };
    };
    const claimed = toys.byId(toy);
    if (claimed === undefined || roster.pinned === undefined) return failed("not-claimed", false);
    const known = await deliveries.findDelivery(id);
    const session = this.#parts.sessionOf(toy);
    if (known?.isDone === true && (retired.has(message) || (session === undefined && known.isSignalled)))
      return this.#isThere(command, false);
    if (retired.has(message)) return this.#unlessThere(command, failed("cancelled", false));
    if (session === undefined) return failed("link-lost", true, "not connected");
    try {
      const clip = await this.#fetch(command);
      await verifyStamp(command.stamp, {
        roster: roster.pinned,
        message,
        clipSha256: command.sha256,
        toy,
        child: claimed.child,
        now: this.#parts.time.now(),
      });
      await this.#parts.time.noteForStamp();
      const slot = command.beside === true ? await this.#parts.placeFor(claimed, message) : undefined;
      if (command.beside === true && slot === undefined) return failed("toy-full", true);
      const lies = slot === undefined ? undefined : await this.#slotOf(toy, message);
      // Behind another that nobody heard: there it stays for now.
      if (known === undefined && slot !== undefined && slot === lies)
        return await this.#isThere(command, false);
      const isMove = lies !== undefined && lies !== slot;
      const outcome = await this.#upload(command, session, clip, { slot, isMove, running });
      if (outcome.kind === "delivered")
        return await this.#isThere(command, outcome.heartLit, outcome.heartDark === true);
      if (retired.has(message))
        return this.#unlessThere(command, failed("cancelled", false, outcome.message));
      return this.#unlessDone(known, command, failed(outcome.code, outcome.retry, outcome.message));
    } catch (error) {
      if (retired.has(message)) return this.#unlessThere(command, failed("cancelled", false, codeOf(error)));
      // Over for good, also for a clock that is set back later. It counts at once, and is written again where there was no room.
      // What lies on the toy already is not revived by where it lies there.
      const isOver = error instanceof SignatureError && error.code === "stamp.expired";
      if (isOver && (await this.#slotOf(toy, message)) === undefined)
        await retired.add(message, "seen").catch(() => undefined);
      return this.#unlessDone(known, command, this.#failure(error, signal.aborted, failed));
    }
  }

  /** A message that is over: `cancelled`, once it is sure that the toy holds nothing of it. */
  async #unlessThere(command: Deliver, cancelled: Failure): Promise<NewDurableEvent | undefined> {
    const { deliveries, sessionOf } = this.#parts;
    const noted = await deliveries.findDelivery(command.id);
    if (noted === undefined || noted.isTakenBack) return cancelled;
    if (noted.isDone) return this.#isThere(command, false);
    const session = sessionOf(command.toy);
    if (session === undefined) return undefined;
    const became = await this.#takeBack(command.id, session);
    if (became === "there") return this.#isThere(command, false);
    return became === "gone" ? cancelled : undefined;
  }

  #failure(
    error: unknown,
    isCancelled: boolean,
    failed: (code: FailureCode, retry: boolean, detail: string) => Failure,
  ): Failure {
    const code = codeOf(error);
    if (isCancelled) return failed("cancelled", false, code);
    this.#parts.log.warn("delivery failed", { code });
    // One that does not count yet will: the hub waits, and asks again.
    if (error instanceof SignatureError) return failed("stamp-refused", code === "stamp.too-early", code);
    if (error instanceof BridgeError) return failed("clip-refused", code === "bridge.clip-unavailable", code);
    return failed("journal-failed", true, code);
  }

  /** What an earlier try put on the toy is there, whatever becomes of lighting its heart, or asking about it, now. */
  async #unlessDone(
    known: NotedDelivery | undefined,
    command: Deliver,
    failed: Failure,
  ): Promise<NewDurableEvent> {
    const isLeft = known?.isDone === true && (known.isSignalled || !failed.retry);
    return (await isLeft) ? this.#isThere(command, false) : failed;
  }

  async #isThere({ id, message, toy }: Deliver, isLit: boolean, isDark = false): Promise<NewDurableEvent> {
    this.#attempts.delete(id);
    const slot = (await this.#slotOf(toy, message)) ?? 1;
    return { kind: "delivered", id, message, toy, heart_lit: isLit, heart_dark: isDark, slot };
  }

  /** The one in front, where it lies in two while it moves. */
  async #slotOf(toy: string, message: string): Promise<number | undefined> {
    const { toys, deliveries } = this.#parts;
    const claimed = toys.byId(toy);
    if (claimed === undefined) return undefined;
    const slots = (await deliveries.latestOfAll(claimed.address))
      .filter((one) => one.intent.messageId === message && one.isDone && !one.isTakenBack)
      .map(({ intent }) => intent.slot);
    return slots.length === 0 ? undefined : Math.min(...slots);
  }

  async #fetch(command: Deliver): Promise<Uint8Array<ArrayBuffer>> {
    const clip = await this.#parts.clips.fetch(command.ticket);
    if (clip.byteLength === command.bytes && (await sha256(clip)) === command.sha256) return clip;
    throw new BridgeError("bridge.clip-refused", "not the clip that was announced");
  }

  async #upload(
    command: Deliver,
    session: ToySession,
    bytes: Uint8Array,
    {
      slot,
      isMove,
      running,
    }: { readonly slot: number | undefined; readonly isMove: boolean; readonly running: Running },
  ) {
    const { id, message, toy, sha256: hash, milliseconds } = command;
    const attempt = (this.#attempts.get(id) ?? 0) + 1;
    if (this.#attempts.size >= MOST_COUNTED) this.#attempts.clear();
    this.#attempts.set(id, attempt);
    let told = -PROGRESS_STEP;
    const onProgress = (percent: number) => {
      running.hasBegunToMove = isMove;
      if (percent < told + PROGRESS_STEP) return;
      told = percent;
      const shown = Math.min(100, Math.max(0, Math.round(percent)));
      this.#parts.line().tell({ kind: "delivery-progress", id, message, toy, percent: shown, attempt });
    };
    const { quiet: isQuiet = false } = command;
    const delivery: Delivery = {
      id,
      messageId: message,
      bytes,
      sha256: hash,
      milliseconds,
      isQuiet,
      isMove,
      ...(slot === undefined ? {} : { slot }),
    };
    return await session.deliver(delivery, { signal: running.abort.signal, onProgress });
  }
}
