/**
 * Lullabies: what a toy's play paw plays, in a loop for some minutes. Noted before it begins and until the toy is quiet and as loud as it
 * was, so that none goes on all night: whoever holds the toy next, after a lost link or a crash, sees whether its time is over. And the toy
 * itself counts its rounds.
 */
import { z } from "zod";
import type { BleCommand } from "../../hub/contract/ble-control.ts";
import { publicId } from "../../hub/contract/public-id.ts";
import { LOOP_VOLUMES, type LoopEnd } from "../../hub/contract/toy-loop.ts";
import { minutes, ms } from "../../hub/domain/duration.ts";
import type { Clock } from "../../hub/ports/clock.ts";
import type { Logger } from "../../hub/ports/logger.ts";
import type { Journal } from "../journal/journal.ts";
import { ToyError } from "../toys/errors.ts";
import type { DeliveryJournal, ToySession } from "../toys/toy-driver.ts";
import type { ClaimedToy, ClaimedToys } from "./claimed-toys.ts";
import { codeOf } from "./code-of.ts";
import type { HubLine } from "./hub-line.ts";

type Play = Extract<BleCommand, { kind: "play-loop" }>;

/** A toy stops by itself after whole rounds, half a round late at most: then it is not cut off. */
const SLACK_MS = 45_000;

const note = z.strictObject({
  message: publicId,
  volume: z.enum(LOOP_VOLUMES),
  /** Wall clock, ms. A clock that stands before it was set: then it is over, too. */
  startedAt: z.int(),
  /** 0: it is over, and the toy was not asked to be quiet yet. */
  until: z.int(),
  /** To be set again. */
  usualVolume: z.int().min(0).max(255),
});
type Note = z.output<typeof note>;

const PREFIX = "loop/";

export interface LoopParts {
  readonly toys: ClaimedToys;
  readonly journal: Journal;
  readonly deliveries: DeliveryJournal;
  readonly playPawSlot: number;
  readonly clock: Clock;
  readonly log: Logger;
  line(): HubLine;
  sessionOf(toy: string): ToySession | undefined;
  /** The loudest that it may be now, percent. */
  loudestOf(toy: string): number;
  /** What plays has changed: the hub is told by the list of toys. */
  onChange(): void;
  /** A toy that was kept from what is asked at every connect is quiet. */
  onRest(toy: ClaimedToy, session: ToySession): void;
}

export interface Playing {
  readonly message: Note["message"];
  readonly volume: Note["volume"];
  /** Wall clock, ms. */
  readonly until: number;
}

export class Loops {
  readonly #parts: LoopParts;
  readonly #playing = new Map<string, Playing & { stop(): void }>();
  readonly #starting = new Map<string, AbortController>();
  readonly #ending = new Map<string, Promise<void>>();

  constructor(parts: LoopParts) {
    this.#parts = parts;
  }

  [Symbol.dispose](): void {
    for (const { stop } of this.#playing.values()) stop();
    for (const abort of this.#starting.values()) abort.abort(new Error("stopping"));
  }

  of(toy: string): Playing | undefined {
    return this.#playing.get(toy);
  }

  /** Asked for while one plays, the new one takes its place. */
  async play(command: Play): Promise<void> {
    const { toys, deliveries, playPawSlot, sessionOf } = this.#parts;
    const { toy, message } = command;
    const claimed = toys.byId(toy);
    const session = sessionOf(toy);
    if (claimed === undefined || session === undefined) return this.#tell(command, "away");
    const held = await deliveries.latest(claimed.address, playPawSlot);
    if (held?.isDone !== true || held.intent.messageId !== message) return this.#tell(command, "not-there");
    const abort = new AbortController();
    this.#starting.get(toy)?.abort(new Error("asked for again"));
    this.#starting.set(toy, abort);
    try {
      await this.#start(command, session, held.intent.milliseconds, abort.signal);
    } catch (error) {
      this.#parts.log.warn("a loop did not begin", { code: codeOf(error) });
      // Another one was asked for meanwhile: that one says how it goes on.
      if (this.#starting.get(toy) !== abort) return;
      this.#starting.delete(toy);
      await this.#end(command, abort.signal.aborted ? "stopped" : whyOf(error));
    } finally {
      if (this.#starting.get(toy) === abort) this.#starting.delete(toy);
    }
  }

  async #start(
    { toy, message, minutes: wanted, volume }: Play,
    session: ToySession,
    roundMilliseconds: number,
    signal: AbortSignal,
  ): Promise<void> {
    const { clock, journal } = this.#parts;
    const forMilliseconds = minutes(wanted);
    // The one before takes its note with it, and sets its own volume.
    await this.#ending.get(toy);
    const usualVolume = this.#noted(toy)?.usualVolume ?? (await session.usualVolume(signal));
    const startedAt = clock.now();
    const noted: Note = {
      message,
      volume,
      startedAt,
      until: startedAt + forMilliseconds + SLACK_MS,
      usualVolume,
    };
    await journal.put(PREFIX + toy, noted);
    const loudest = this.#parts.loudestOf(toy);
    const lasts = await session.startLoop({ roundMilliseconds, forMilliseconds, volume, loudest }, signal);
    // Stopped when the toy had begun already.
    signal.throwIfAborted();
    this.#keep(toy, noted, lasts);
  }

  #keep(toy: string, { message, volume }: Note, leftMs: number): void {
    const { clock, onChange } = this.#parts;
    this.#playing.get(toy)?.stop();
    const stop = clock.after(ms(leftMs + SLACK_MS), () => void this.#endNow(toy, "time"));
    this.#playing.set(toy, { message, volume, until: clock.now() + leftMs, stop });
    onChange();
  }

  /** Silence at once, also for one that is only about to begin. */
  async stop(toy: string): Promise<void> {
    const starting = this.#starting.get(toy);
    if (starting !== undefined) return starting.abort(new Error("stopped"));
    await this.#endNow(toy, "stopped");
  }

  /** The journal's change after which nothing is known of what this toy plays. */
  forget({ toy }: ClaimedToy): readonly [string, undefined] {
    this.#starting.get(toy)?.abort(new Error("the toy is gone"));
    this.#playing.get(toy)?.stop();
    this.#playing.delete(toy);
    return [PREFIX + toy, undefined];
  }

  /** A paw: the child wants it otherwise. */
  hearPaw(toy: string): Promise<void> {
    return this.#playing.has(toy) ? this.#endNow(toy, "paw") : Promise.resolve();
  }

  /** The toy rests: its rounds are over, or a message came. */
  hearRest(toy: string): Promise<void> {
    return this.#playing.has(toy) ? this.#endNow(toy, "time") : Promise.resolve();
  }

  /** Whether a loop of ours may play on it, as far as is noted. */
  isOurs(toy: string): boolean {
    return this.#noted(toy) !== undefined;
  }

  /** First thing on a new link. Nobody knows how long it was gone, or who held it meanwhile. */
  async settle({ toy }: ClaimedToy, session: ToySession): Promise<void> {
    const noted = this.#noted(toy);
    const now = this.#parts.clock.now();
    if (noted === undefined)
      return session.wasLooping ? session.endLoop(undefined, session.signal) : undefined;
    const isOver = !session.wasLooping || now >= noted.until || now < noted.startedAt;
    if (isOver) return this.#endNow(toy, "time");
    this.#keep(toy, noted, Math.max(0, noted.until - SLACK_MS - now));
  }

  /** What could not be made quiet, or noted, is tried again. */
  async endAgain(): Promise<void> {
    for (const [key, value] of this.#parts.journal.entries(PREFIX)) {
      const toy = key.slice(PREFIX.length);
      if (note.safeParse(value).data?.until === 0 && this.#parts.sessionOf(toy) !== undefined)
        await this.#endNow(toy, "time");
    }
  }

  /** Not while another one begins: that one takes its place, and its note. */
  async #endNow(toy: string, why: LoopEnd): Promise<void> {
    const message = this.#noted(toy)?.message;
    if (message !== undefined && !this.#starting.has(toy))
      await this.#end({ toy: publicId.parse(toy), message }, why);
  }

  async #end(loop: Pick<Play, "toy" | "message">, why: LoopEnd): Promise<void> {
    const { toy } = loop;
    if (this.#ending.has(toy)) return;
    const { promise: ended, resolve: end } = Promise.withResolvers<void>();
    this.#ending.set(toy, ended);
    const { toys, journal, sessionOf, log, onChange, onRest } = this.#parts;
    const wasTold = this.#noted(toy)?.until === 0;
    this.#playing.get(toy)?.stop();
    this.#playing.delete(toy);
    try {
      await this.#makeQuiet(toy);
      const [claimed, session] = [toys.byId(toy), sessionOf(toy)];
      if (claimed !== undefined && session !== undefined) onRest(claimed, session);
    } catch (error) {
      log.warn("a loop is not known to have ended", { code: codeOf(error) });
      const noted = this.#noted(toy);
      // Without the note it is the toy that ends it.
      if (noted !== undefined) await journal.put(PREFIX + toy, { ...noted, until: 0 }).catch(() => undefined);
    } finally {
      this.#ending.delete(toy);
      end();
      onChange();
      if (!wasTold) this.#tell(loop, why);
    }
  }

  /** @throws ToyError, RadioError, JournalError: ask again */
  async #makeQuiet(toy: string): Promise<void> {
    const noted = this.#noted(toy);
    if (noted === undefined) return;
    const session = this.#parts.sessionOf(toy);
    if (session === undefined) throw new ToyError("toy.silent", "The toy is out of reach");
    await session.endLoop(noted.usualVolume, session.signal);
    await this.#parts.journal.delete(PREFIX + toy);
  }

  #noted(toy: string): Note | undefined {
    return note.safeParse(this.#parts.journal.get(PREFIX + toy)).data;
  }

  #tell({ toy, message }: Pick<Play, "toy" | "message">, why: LoopEnd): void {
    this.#parts.line().tell({ kind: "loop-ended", toy, message, why });
  }
}

const whyOf = (error: unknown): LoopEnd =>
  error instanceof ToyError && error.code === "toy.busy" ? "busy" : "failed";
