/**
 * The guard: what happened to a toy while nobody here held it. Anybody in range could have connected to it then, so each gap is looked
 * into as soon as it ends: how the toy is now beside how it was left (the driver's `compare`), and what was heard of it meanwhile.
 *
 *   held ──▶ link down ──▶ [since] adverts are recorded ──▶ link up, compare ──▶ all as it was: nothing is told
 *                                                                          └──▶ traces, with the record: `gap`, durable
 *
 * An ordinary gap leaves no trace; a stranger who only listened leaves one in the record at most, and that is told as no more than it is.
 */
import type { GapTrace } from "../../hub/contract/gap-traces.ts";
import { seconds } from "../../hub/domain/duration.ts";
import type { Clock } from "../../hub/ports/clock.ts";
import type { Logger } from "../../hub/ports/logger.ts";
import type { Journal, JsonValue } from "../journal/journal.ts";
import type { KeptLooks } from "../journal/looks-journal.ts";
import type { Comparison, ToySession } from "../toys/toy-driver.ts";
import type { ClaimedToy } from "./claimed-toys.ts";
import { codeOf } from "./code-of.ts";
import { GapRecord } from "./gap-record.ts";
import type { HubLine } from "./hub-line.ts";
import type { Outbox } from "./outbox.ts";
import type { Recordings } from "./recordings.ts";
import type { ToyFamilies } from "./toy-families.ts";
import { toRssi } from "./toy-link.ts";

/** Since when nobody holds it, ISO 8601; of a toy that is held, nothing. */
const SINCE = "gap/";
/** The identifier that a toy of ours came back with, as it was told. */
const RENAMED = "renamed/";
const LOOK_AGAIN = seconds(5);
/** In less there is hardly time to find a toy, and to record something that is as long as what lies there. */
const LONG_GAP_MS = 10_000;
/** The record paw's own limit is exact to about this. */
const PAW_SLACK_MS = 500;
/** The toy ended the link by itself: it was loud enough to say so. Bluetooth Core 5.4 Vol 1 Part F 1.3. */
const ENDED_BY_PEER = 0x13;

export interface GuardParts {
  readonly journal: Journal;
  readonly looks: KeptLooks;
  readonly families: ToyFamilies;
  readonly outbox: Outbox;
  readonly recordings: Recordings;
  readonly clock: Clock;
  readonly log: Logger;
  line(): HubLine;
}

/** How it was when the link came up. */
export interface Found {
  /** `Clock.monotonic()` when the link was made. */
  readonly at: number;
  /** It played in a loop that nobody of ours began. */
  readonly isStrangeLoop: boolean;
}

export interface Looked extends Comparison {
  /** Somebody else may have been there, and what they left may look as what was there. */
  readonly isDoubtful: boolean;
  /** Nobody here held it for a while, or nobody knows since when. */
  readonly wasLong: boolean;
}

export class Guard {
  readonly #parts: GuardParts;
  /** By toy, from when its link went until it was looked at. */
  readonly #records = new Map<string, GapRecord>();
  /** By toy: attempts to connect that are under way. */
  readonly #attempts = new Set<string>();
  readonly #looked = new WeakMap<ToySession, Promise<Looked | undefined>>();
  readonly #over = new WeakSet<ToySession>();

  constructor(parts: GuardParts) {
    this.#parts = parts;
  }

  /** An advert of it was heard. */
  hear({ toy }: ClaimedToy, rssi: number): void {
    const heard = toRssi(rssi);
    const record = this.#recordOf(toy);
    if (heard === null) {
      record.deafen();
      return;
    }
    // While another toy is being connected to, the radio may hear that one only.
    if (this.#isBusyBeside(toy)) record.deafen();
    record.hear(heard);
  }

  /** Nothing is heard, or not of all. */
  deafen(): void {
    for (const record of this.#records.values()) record.deafen();
  }

  /** Somebody tries to connect to it, until it is disposed. */
  attempt({ toy }: ClaimedToy): Disposable {
    const deafenOthers = () => {
      for (const [other, record] of this.#records) if (other !== toy) record.deafen();
    };
    this.#attempts.add(toy);
    deafenOthers();
    return {
      [Symbol.dispose]: () => {
        this.#attempts.delete(toy);
        deafenOthers();
      },
    };
  }

  /** It is ours to hold, and then was not: what it did not say meanwhile is our own doing. */
  letGo({ toy }: ClaimedToy): void {
    this.#records.get(toy)?.deafen();
  }

  /** @param rssi as measured last, while it was held */
  down({ toy }: ClaimedToy, reason: number | undefined, rssi: number | null): void {
    // Gone before it was looked at: one gap more, and one record.
    const record = this.#recordOf(toy);
    record.deafen();
    if (rssi !== null) record.hear(rssi);
    // Out of reach it would not have said so; what it did not say then is no silence.
    if (reason !== ENDED_BY_PEER) record.deafen();
    if (this.#parts.journal.get(SINCE + toy) === undefined)
      this.#note([[SINCE + toy, new Date(this.#parts.clock.now()).toISOString()]]);
  }

  /**
   * Once for each session, as soon as the toy rests; asked again, the same. Tells what it finds.
   * @returns undefined where the link ended before
   */
  look(toy: ClaimedToy, session: ToySession, found: Found): Promise<Looked | undefined> {
    const known = this.#looked.get(session);
    if (known !== undefined) return known;
    const looking = this.#look(toy, session, found);
    this.#looked.set(session, looking);
    return looking;
  }

  /** It was looked at since this link came up. */
  hasLooked(session: ToySession): boolean {
    return this.#over.has(session);
  }

  async #look(
    claimed: ClaimedToy,
    session: ToySession,
    { at, isStrangeLoop }: Found,
  ): Promise<Looked | undefined> {
    const { toy } = claimed;
    const { families, recordings, log } = this.#parts;
    // What the link says of its loudness, the connection being the answer to an advert.
    const rssi = session.rssi().then(toRssi, () => null);
    const compared = await this.#compare(session);
    if (compared === undefined) return undefined;
    const record = this.#recordOf(toy);
    const loudness = await rssi;
    if (loudness !== null) record.hear(loudness, at);
    const { recordingMilliseconds: length, isRecordingSeen, hasRestarted } = compared;
    const traces: GapTrace[] = [...compared.traces];
    if (isStrangeLoop) traces.push("loop");
    // One that the hub ran for a child, and that went on without it, may fill its slot.
    const longest = families.driverOf(claimed.family)?.longestRecordingMs ?? Number.POSITIVE_INFINITY;
    const isLong = length > longest + PAW_SLACK_MS;
    if (recordings.isUnseen(claimed, length, isRecordingSeen))
      traces.push(isLong && !compared.mayBeBegun ? "long-recording" : "recording");
    // What was switched off was silent for that.
    if (record.isSilent && hasRestarted === false && traces.length === 0) traces.push("silence");
    if (traces.length > 0) await this.#tell(claimed, traces, record, hasRestarted);
    log.info("a gap was looked into", { traces: traces.join(" ") });
    this.#over.add(session);
    this.#records.delete(toy);
    const wasLong = this.#wasLong(toy);
    this.#note([
      [SINCE + toy, undefined],
      [RENAMED + toy, undefined],
    ]);
    return { ...compared, isDoubtful: traces.length > 0, wasLong };
  }

  #wasLong(toy: string): boolean {
    const { journal, clock } = this.#parts;
    const since = journal.get(SINCE + toy);
    return typeof since !== "string" || clock.now() - Date.parse(since) >= LONG_GAP_MS;
  }

  /** A toy that is in use is asked again, as long as the link lasts. */
  async #compare(session: ToySession): Promise<Comparison | undefined> {
    for (;;) {
      try {
        return await session.compare(session.signal);
      } catch (error) {
        if (session.signal.aborted) return undefined;
        this.#parts.log.info("a toy could not be looked at yet", { code: codeOf(error) });
        await this.#parts.clock.sleep(LOOK_AGAIN, session.signal).catch(() => undefined);
        if (session.signal.aborted) return undefined;
      }
    }
  }

  /** It has our address and another identifier: something else, or ours that somebody renamed. Told once for each name. */
  async renamed(claimed: ClaimedToy, identifier: string): Promise<void> {
    const { journal } = this.#parts;
    if (journal.get(RENAMED + claimed.toy) === identifier) return;
    await this.#tell(claimed, ["identifier"], this.#recordOf(claimed.toy), undefined, [
      RENAMED + claimed.toy,
      identifier,
    ]);
  }

  /** It wanted another upload key than it left the factory with. */
  keyChanged(claimed: ClaimedToy): Promise<void> {
    return this.#tell(claimed, ["key"], undefined, undefined);
  }

  /** The journal's changes after which nothing is known of how this toy was left. */
  forget({ toy, address }: ClaimedToy): readonly (readonly [string, undefined])[] {
    this.#records.delete(toy);
    return [[SINCE + toy, undefined], [RENAMED + toy, undefined], this.#parts.looks.forget(address)];
  }

  async #tell(
    { toy }: ClaimedToy,
    traces: readonly GapTrace[],
    record: GapRecord | undefined,
    hasRestarted: boolean | undefined,
    ...more: (readonly [string, JsonValue])[]
  ): Promise<void> {
    const { clock, journal, outbox, line, log } = this.#parts;
    const since = journal.get(SINCE + toy);
    const told = await outbox.add(
      {
        kind: "gap",
        toy,
        from: record !== undefined && typeof since === "string" ? since : null,
        until: new Date(clock.now()).toISOString(),
        traces: [...traces],
        restarted: hasRestarted ?? null,
        heard_since: record === undefined ? null : new Date(record.since).toISOString(),
        heard: (record?.points ?? []).map(([at, rssi]) => [at, rssi]),
      },
      more,
    );
    log.warn("somebody else may have been at a toy", { traces: traces.join(" ") });
    line().tell(told);
  }

  #recordOf(toy: string): GapRecord {
    const known = this.#records.get(toy);
    if (known !== undefined) return known;
    const record = new GapRecord(this.#parts.clock);
    this.#records.set(toy, record);
    return record;
  }

  #isBusyBeside(toy: string): boolean {
    return this.#attempts.size > (this.#attempts.has(toy) ? 1 : 0);
  }

  /** Without it a gap has no beginning; what it leaves shows all the same. */
  #note(changes: readonly (readonly [string, JsonValue | undefined])[]): void {
    const { journal, log } = this.#parts;
    const real = changes.filter(([key, value]) => journal.get(key) !== value);
    if (real.length === 0) return;
    journal.change(real).catch((error: unknown) => log.warn("a gap was not noted", { code: codeOf(error) }));
  }
}
