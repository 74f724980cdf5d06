/**
 * The child's recordings: fetched as soon as one is made, offered to the hub until the hub has it on disk. The bytes are
 * in memory only; the toy keeps its own copy, and what it still holds after a crash here is seen by its length.
 */
import { z } from "zod";
import type { BleEvent } from "../../hub/contract/ble-control.ts";
import { makePublicId, publicId } from "../../hub/contract/public-id.ts";
import { sha256 } from "../../hub/contract/sha256.ts";
import { seconds } from "../../hub/domain/duration.ts";
import type { Clock } from "../../hub/ports/clock.ts";
import type { Logger } from "../../hub/ports/logger.ts";
import type { Journal } from "../journal/journal.ts";
import type { ToySession } from "../toys/toy-driver.ts";
import type { ClaimedToy } from "./claimed-toys.ts";
import type { ClipLine } from "./clip-line.ts";
import { BridgeError } from "./errors.ts";
import type { HubLine } from "./hub-line.ts";
import { codeOf } from "./toy-link.ts";

const PREFIX = "recording/";
/** What is known of a toy's recording: its id, its length as the toy told it, its hash, and whether the hub has it. */
const noted = z.strictObject({
  recording: publicId,
  lengthMs: z.int(),
  sha256: z.string(),
  isKept: z.boolean(),
});
type Noted = z.output<typeof noted>;

const ASK_AGAIN = seconds(5);
const FETCH_TRIES = 3;

type RecordingReady = Extract<BleEvent, { kind: "recording-ready" }>;

export interface RecordingParts {
  readonly journal: Journal;
  readonly clips: ClipLine;
  readonly clock: Clock;
  readonly log: Logger;
  random(bytes: number): Uint8Array;
  line(): HubLine;
}

export class Recordings {
  readonly #parts: RecordingParts;
  /** Offered to the hub and not kept yet, by recording id. */
  readonly #offers = new Map<
    string,
    { readonly ready: RecordingReady; readonly bytes: Uint8Array; address: string }
  >();
  /** One fetch at a time per toy. */
  readonly #fetching = new Set<string>();

  constructor(parts: RecordingParts) {
    this.#parts = parts;
  }

  /** Whatever the toy holds when it becomes the family's was not meant for them: it is noted, not fetched. */
  async noteAtClaim(address: string, session: ToySession): Promise<void> {
    const lengthMs = await session.recordingMilliseconds(session.signal);
    const recording = makePublicId(this.#parts.random(16));
    await this.#note(address, { recording, lengthMs, sha256: "", isKept: true });
  }

  /** After a connect: a length that is not the one noted means a recording was made, or was never brought home. */
  async catchUp(toy: ClaimedToy, session: ToySession): Promise<void> {
    if ([...this.#offers.values()].some(({ address }) => address === toy.address)) return;
    const lengthMs = await session.recordingMilliseconds(session.signal);
    const before = this.#noted(toy.address);
    if (lengthMs === 0 || (before?.isKept === true && before.lengthMs === lengthMs)) return;
    await this.fetch(toy, session, undefined);
  }

  async fetch(toy: ClaimedToy, session: ToySession, seenMs: number | undefined): Promise<void> {
    if (this.#fetching.has(toy.address)) return;
    this.#fetching.add(toy.address);
    try {
      this.#parts.line().tell({ kind: "recording", toy: toy.toy, phase: "fetching" });
      await this.#fetchOnce(toy, session, seenMs);
    } finally {
      this.#fetching.delete(toy.address);
    }
  }

  async #fetchOnce(toy: ClaimedToy, session: ToySession, seenMs: number | undefined): Promise<void> {
    const { clock, log } = this.#parts;
    for (let attempt = 1; ; attempt++) {
      try {
        const fetched = await session.fetchRecording({ signal: session.signal, onProgress: () => undefined });
        const bytes = Uint8Array.from(fetched.bytes);
        const hash = await sha256(bytes);
        const lengthMs = fetched.toldMilliseconds ?? 0;
        const before = this.#noted(toy.address);
        if (before?.isKept === true && before.sha256 === hash) {
          await this.#note(toy.address, { ...before, lengthMs });
          return;
        }
        // The same bytes keep their id through a crash, so that the hub takes them once.
        const recording = before?.sha256 === hash ? before.recording : makePublicId(this.#parts.random(16));
        await this.#note(toy.address, { recording, lengthMs, sha256: hash, isKept: false });
        const ready: RecordingReady = {
          kind: "recording-ready",
          recording,
          toy: toy.toy,
          bytes: bytes.byteLength,
          sha256: hash,
          told_ms: fetched.toldMilliseconds ?? null,
          seen_ms: seenMs === undefined ? null : Math.round(seenMs),
          recorded_at: new Date(clock.now()).toISOString(),
        };
        this.#offers.set(recording, { ready, bytes, address: toy.address });
        this.#offer(recording);
        return;
      } catch (error) {
        log.warn("fetching a recording failed", { code: codeOf(error), attempt });
        if (session.signal.aborted || attempt >= FETCH_TRIES) return; // the next connect sees its length again
        await clock.sleep(seconds(1), session.signal).catch(() => undefined);
      }
    }
  }

  /** Tells all open offers again: the hub is there, or is there again. */
  offerAll(): void {
    for (const { ready } of this.#offers.values()) this.#parts.line().tell(ready);
  }

  #offer(recording: string): void {
    const offer = this.#offers.get(recording);
    if (offer === undefined) return;
    this.#parts.line().tell(offer.ready);
    this.#parts.clock.after(ASK_AGAIN, () => this.#offer(recording));
  }

  /** The hub gave a ticket. */
  async hand(recording: string, ticket: string): Promise<void> {
    const offer = this.#offers.get(recording);
    if (offer === undefined) return;
    try {
      await this.#parts.clips.hand(ticket, offer.bytes);
    } catch (error) {
      const isRefused = error instanceof BridgeError && error.code === "bridge.clip-refused";
      if (!isRefused) {
        this.#parts.log.info("the hub did not take the recording yet", { code: codeOf(error) });
        return; // offered again in a moment
      }
      this.#parts.log.warn("the hub refused a recording", {});
    }
    this.#offers.delete(recording);
    const before = this.#noted(offer.address);
    if (before?.recording === recording) await this.#note(offer.address, { ...before, isKept: true });
  }

  #noted(address: string): Noted | undefined {
    return noted.safeParse(this.#parts.journal.get(PREFIX + address)).data;
  }

  #note(address: string, note: Noted): Promise<void> {
    return this.#parts.journal.put(PREFIX + address, note);
  }
}
