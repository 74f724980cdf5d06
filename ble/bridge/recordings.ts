/**
 * The child's recordings: fetched as soon as one is made, offered to the hub until the hub has it on disk. The bytes are
 * in memory only; the toy keeps its own copy, and what it still holds after a crash here is seen by its length.
 */
import { z } from "zod";
import type { BleEvent } from "../../hub/contract/ble-control.ts";
import { makePublicId, publicId } from "../../hub/contract/public-id.ts";
import { sha256 } from "../../hub/contract/sha256.ts";
import { ms, seconds } from "../../hub/domain/duration.ts";
import type { Clock } from "../../hub/ports/clock.ts";
import type { Logger } from "../../hub/ports/logger.ts";
import type { Journal, JsonValue } from "../journal/journal.ts";
import { ToyError } from "../toys/errors.ts";
import type { ToySession } from "../toys/toy-driver.ts";
import type { ClaimedToy } from "./claimed-toys.ts";
import type { ClipLine } from "./clip-line.ts";
import { codeOf } from "./code-of.ts";
import { BridgeError } from "./errors.ts";
import type { HubLine } from "./hub-line.ts";
import type { ToyFamilies } from "./toy-families.ts";

const PREFIX = "recording/";
/** What is known of a toy's recording: its id, its length as the toy told it, its hash, and whether the hub has it. */
const noted = z.strictObject({
  recording: publicId,
  lengthMs: z.int(),
  sha256: z.string(),
  isKept: z.boolean(),
  /** How long a paw was seen held for the one after it, which is not here yet, ms. */
  seenMs: z.int().nullable().default(null),
  /** No paw was seen that made it. */
  isUnseen: z.boolean().default(false),
  /** We began to record over it then, Unix ms, and do not know how that ended. */
  overSince: z.int().nullable().default(null),
});
type Noted = z.output<typeof noted>;

const ASK_AGAIN = seconds(5);
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 60_000;
/** How exactly a seen paw and a length agree: on a slow link a state comes half a second late. */
const SEEN_WITHIN_MS = 700;
/** The record paw's own limits are exact to about this. */
const PAW_SLACK_MS = 500;
/** A toy that sent nonsense, or would not stop, this often in a row is not asked for the same recording again. */
const LIES_BELIEVED = 3;
/** Waiting for the hub, a quarter of a megabyte each at most. */
const MOST_OFFERS = 64;

type RecordingReady = Extract<BleEvent, { kind: "recording-ready" }>;

export interface RecordingParts {
  readonly journal: Journal;
  readonly clips: ClipLine;
  readonly clock: Clock;
  readonly log: Logger;
  readonly families: ToyFamilies;
  random(bytes: number): Uint8Array;
  line(): HubLine;
}

interface Offer {
  readonly ready: RecordingReady;
  readonly bytes: Uint8Array;
  readonly address: string;
  readonly lengthMs: number;
  isBeingHanded: boolean;
}

export class Recordings implements Disposable {
  readonly #parts: RecordingParts;
  /** Offered to the hub and not kept yet, by recording id, oldest first. */
  readonly #offers = new Map<string, Offer>();
  /** One fetch at a time per link; `again`: another recording was made meanwhile. */
  readonly #fetching = new Map<ToySession, { again: boolean }>();
  /** By address: how often in a row no recording came out of the toy's mouth. */
  readonly #lies = new Map<string, number>();
  /** Addresses of toys with a recording that no paw was seen to make, until it is here. */
  readonly #unseen = new Set<string>();
  #stopAsking: (() => void) | undefined;
  #isClosed = false;

  constructor(parts: RecordingParts) {
    this.#parts = parts;
  }

  [Symbol.dispose](): void {
    this.#isClosed = true;
    this.#stopAsking?.();
  }

  /** Whatever the toy holds when it becomes the family's was not meant for them: it is noted, not fetched. */
  async noteAtClaim(address: string, lengthMs: number): Promise<void> {
    const recording = makePublicId(this.#parts.random(16));
    const none = { seenMs: null, isUnseen: false, overSince: null };
    await this.#note(address, { recording, lengthMs, sha256: "", isKept: true, ...none });
  }

  /** One of this toy's is fetched, or waits for the hub. */
  isBusy({ address }: ClaimedToy): boolean {
    const isFetched = [...this.#fetching.keys()].some((session) => session.address === address);
    return isFetched || [...this.#offers.values()].some((offer) => offer.address === address);
  }

  /** The toy holds what a child recorded, and the hub has all of it. */
  isHeldAndKept({ address }: ClaimedToy, session: ToySession): boolean {
    const before = this.#noted(address);
    const isBusy = this.#fetching.has(session) || this.#unseen.has(address);
    return !isBusy && before?.isKept === true && before.sha256 !== "" && before.overSince === null;
  }

  /** The journal's change by which, after a crash too, what is found there may be ours. */
  beginOver({ address }: ClaimedToy): readonly [string, JsonValue] {
    const before = this.#noted(address);
    if (before === undefined) throw new RangeError("nothing to record over");
    return [PREFIX + address, { ...before, overSince: Math.trunc(this.#parts.clock.now()) }];
  }

  /** What the toy holds now is ours, or what it held before, or is brought home. */
  async lookAfterOver(toy: ClaimedToy, session: ToySession): Promise<void> {
    const known = { isSeen: false, isDoubtful: false, lengthMs: undefined };
    await this.catchUp(toy, session, known);
  }

  /** @returns whether what is there needs nobody to fetch it */
  async settleOver(toy: ClaimedToy, lengthMs: number): Promise<boolean> {
    const before = this.#noted(toy.address);
    if (before === undefined || before.overSince === null) return false;
    if (this.#isOurs(toy, lengthMs)) {
      await this.noteAtClaim(toy.address, lengthMs);
      return true;
    }
    if (lengthMs !== before.lengthMs) return false;
    await this.#note(toy.address, { ...before, overSince: null });
    return true;
  }

  /**
   * What we recorded over it, whole or left running by a crash: shorter than any paw's, or longer, and no longer than it may have run. Between
   * the two it may be the child's.
   */
  #isOurs({ address, family }: ClaimedToy, lengthMs: number): boolean {
    const since = this.#noted(address)?.overSince ?? null;
    const driver = this.#parts.families.driverOf(family);
    if (since === null || driver === undefined || lengthMs === 0) return false;
    const mayHaveRun = this.#parts.clock.now() - since + PAW_SLACK_MS;
    const isLeftRunning = lengthMs > driver.longestRecordingMs + PAW_SLACK_MS && lengthMs <= mayHaveRun;
    return lengthMs < driver.shortestRecordingMs || isLeftRunning;
  }

  /**
   * After a connect: a length that is not the one noted means a recording was made, or was never brought home.
   * @param isSeen the child was seen to record since
   * @param isDoubtful somebody else may have been there, or had the time to: one of the same length is looked into
   * @param lengthMs as the toy has just told it
   */
  async catchUp(
    toy: ClaimedToy,
    session: ToySession,
    known: { readonly isSeen: boolean; readonly isDoubtful: boolean; readonly lengthMs: number | undefined },
  ): Promise<void> {
    const { isSeen, isDoubtful } = known;
    let told = known.lengthMs;
    await this.#untilDone(session, async () => {
      const lengthMs = told ?? (await session.recordingMilliseconds(session.signal));
      told = undefined;
      if (lengthMs === 0) return;
      if (!isSeen && (await this.settleOver(toy, lengthMs)) && !isDoubtful) return;
      if (this.#isHere(toy, lengthMs)) {
        // What it held before it was the family's is not for them, and so nobody knows how it sounds.
        if (!isDoubtful || !this.#noted(toy.address)?.sha256) return;
        this.#unseen.add(toy.address);
      }
      if (this.isUnseen(toy, lengthMs, isSeen)) this.#unseen.add(toy.address);
      if (this.#liesOf(toy) >= LIES_BELIEVED) return this.#giveUp(toy, lengthMs);
      await this.fetch(toy, session, undefined);
    });
  }

  /** Whether it is another recording than the one that is known, and no paw was seen that made it. */
  isUnseen(toy: ClaimedToy, lengthMs: number, isSeen: boolean): boolean {
    const before = this.#noted(toy.address);
    if (lengthMs === 0 || isSeen || before?.lengthMs === lengthMs || this.#isOurs(toy, lengthMs))
      return false;
    const seenMs = before?.seenMs ?? null;
    return seenMs === null || Math.abs(seenMs - lengthMs) > SEEN_WITHIN_MS;
  }

  /** Kept by the hub, or on its way there. */
  #isHere({ address }: ClaimedToy, lengthMs: number): boolean {
    const before = this.#noted(address);
    const isWaiting = [...this.#offers.values()].some(
      (offer) => offer.address === address && offer.lengthMs === lengthMs,
    );
    return isWaiting || (before?.isKept === true && before.lengthMs === lengthMs);
  }

  /** Brings the toy's recording here and offers it to the hub. Tries as long as the link lasts. */
  async fetch(toy: ClaimedToy, session: ToySession, seenMs: number | undefined): Promise<void> {
    if (seenMs !== undefined) await this.#noteSeen(toy, seenMs);
    const running = this.#fetching.get(session);
    if (running !== undefined) {
      running.again = true;
      return;
    }
    const state = { again: true };
    this.#fetching.set(session, state);
    try {
      for (let seen = seenMs; state.again && !session.signal.aborted; seen = undefined) {
        state.again = false;
        await this.#untilDone(session, () => this.#bring(toy, session, seen));
      }
    } finally {
      this.#fetching.delete(session);
    }
  }

  async #untilDone(session: ToySession, work: () => Promise<void>): Promise<void> {
    const { clock, log } = this.#parts;
    for (let wait = FIRST_RETRY_MS; ; wait = Math.min(2 * wait, LONGEST_RETRY_MS)) {
      try {
        return await work();
      } catch (error) {
        log.warn("fetching a recording failed", { code: codeOf(error) });
        await clock.sleep(ms(wait), session.signal).catch(() => undefined);
        if (session.signal.aborted) return; // the next connect sees its length again
      }
    }
  }

  async #bring(toy: ClaimedToy, session: ToySession, seenMs: number | undefined): Promise<void> {
    this.#parts.line().tell({ kind: "recording", toy: toy.toy, phase: "fetching" });
    try {
      const { bytes: fetched, toldMilliseconds } = await session.fetchRecording({
        signal: session.signal,
        onProgress: () => undefined,
      });
      this.#lies.delete(toy.address);
      if (fetched.byteLength === 0 && !toldMilliseconds) return; // nothing was recorded after all
      await this.#offer(toy, Uint8Array.from(fetched), toldMilliseconds, seenMs);
    } catch (error) {
      if (!(error instanceof ToyError && error.code === "toy.lies")) throw error;
      this.#lies.set(toy.address, this.#liesOf(toy) + 1);
      // The link may be gone with it: the next one's `catchUp` gives up then.
      if (session.signal.aborted || this.#liesOf(toy) < LIES_BELIEVED) throw error;
      await this.#giveUp(toy, await session.recordingMilliseconds(session.signal));
    } finally {
      this.#parts.line().tell({ kind: "recording", toy: toy.toy, phase: "ended" });
    }
  }

  /** No bytes at all are handed in: the hub refuses them, and so the guardians hear that a recording was lost. */
  async #giveUp(toy: ClaimedToy, lengthMs: number): Promise<void> {
    this.#parts.log.error("gave up a recording", { code: "toy.lies" });
    await this.#offer(toy, new Uint8Array(), lengthMs, undefined);
    this.#lies.delete(toy.address);
  }

  async #offer(
    toy: ClaimedToy,
    bytes: Uint8Array<ArrayBuffer>,
    toldMs: number | undefined,
    seenMs: number | undefined,
  ): Promise<void> {
    const { clock, log, random } = this.#parts;
    const hash = await sha256(bytes);
    const lengthMs = toldMs ?? 0;
    const before = this.#noted(toy.address);
    if (before?.isKept === true && before.sha256 === hash && bytes.byteLength > 0) {
      await this.#note(toy.address, { ...before, lengthMs, seenMs: null, overSince: null });
      this.#unseen.delete(toy.address);
      return;
    }
    // The same bytes keep their id through a crash, so that the hub takes them once.
    const isSame = before?.isKept === false && before.sha256 === hash;
    const recording = isSame ? before.recording : makePublicId(random(16));
    const isUnseen = this.#unseen.has(toy.address) || (isSame && before.isUnseen);
    await this.#note(toy.address, {
      recording,
      lengthMs,
      sha256: hash,
      isKept: false,
      seenMs: null,
      isUnseen,
      overSince: null,
    });
    this.#unseen.delete(toy.address);
    const ready: RecordingReady = {
      kind: "recording-ready",
      recording,
      toy: toy.toy,
      bytes: bytes.byteLength,
      sha256: hash,
      told_ms: toldMs ?? null,
      seen_ms: seenMs === undefined ? null : Math.round(seenMs),
      recorded_at: new Date(clock.now()).toISOString(),
      ...(isUnseen ? { unseen: true } : {}),
    };
    const [oldest] = this.#offers.keys();
    if (this.#offers.size >= MOST_OFFERS && oldest !== undefined) {
      log.error("too many recordings wait for the hub: the oldest is given up", {});
      this.#offers.delete(oldest);
    }
    this.#offers.set(recording, { ready, bytes, address: toy.address, lengthMs, isBeingHanded: false });
    this.#parts.line().tell(ready);
    this.#askLater();
  }

  /** Tells all open offers again: the hub is there, or is there again. */
  offerAll(): void {
    for (const { ready, isBeingHanded } of this.#offers.values())
      if (!isBeingHanded) this.#parts.line().tell(ready);
  }

  #askLater(): void {
    if (this.#stopAsking !== undefined || this.#isClosed) return;
    this.#stopAsking = this.#parts.clock.after(ASK_AGAIN, () => {
      this.#stopAsking = undefined;
      this.offerAll();
      if (this.#offers.size > 0) this.#askLater();
    });
  }

  /** The hub gave a ticket. */
  async hand(recording: string, ticket: string): Promise<void> {
    const offer = this.#offers.get(recording);
    if (offer === undefined || offer.isBeingHanded) return;
    offer.isBeingHanded = true;
    try {
      await this.#parts.clips.hand(ticket, offer.bytes);
    } catch (error) {
      const isRefused = error instanceof BridgeError && error.code === "bridge.clip-refused";
      if (!isRefused) {
        this.#parts.log.info("the hub did not take the recording yet", { code: codeOf(error) });
        return; // offered again in a moment
      }
      this.#parts.log.warn("the hub refused a recording", {});
    } finally {
      offer.isBeingHanded = false;
    }
    this.#offers.delete(recording);
    const before = this.#noted(offer.address);
    if (before?.recording === recording) await this.#note(offer.address, { ...before, isKept: true });
  }

  /** The journal's change after which nothing is known of this toy's recordings. What was fetched is offered until the hub has it. */
  forget({ address }: ClaimedToy): readonly [string, undefined] {
    this.#lies.delete(address);
    this.#unseen.delete(address);
    return [PREFIX + address, undefined];
  }

  /** It took the place of whatever was there; should it not get here on this link, the next one knows whose it is. */
  async #noteSeen({ address }: ClaimedToy, seenMs: number): Promise<void> {
    this.#unseen.delete(address);
    const before = this.#noted(address);
    if (before === undefined) return;
    await this.#note(address, { ...before, seenMs: Math.round(seenMs), overSince: null }).catch(
      (error: unknown) => this.#parts.log.warn("a recording was not noted", { code: codeOf(error) }),
    );
  }

  #liesOf(toy: ClaimedToy): number {
    return this.#lies.get(toy.address) ?? 0;
  }

  #noted(address: string): Noted | undefined {
    return noted.safeParse(this.#parts.journal.get(PREFIX + address)).data;
  }

  #note(address: string, note: Noted): Promise<void> {
    return this.#parts.journal.put(PREFIX + address, note);
  }
}
