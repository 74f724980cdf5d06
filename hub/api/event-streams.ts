import type { HouseEvent } from "../contract/api.ts";
import { ms } from "../domain/duration.ts";
import { HubError } from "../domain/hub-error.ts";
import { lifeLeft } from "../domain/session-life.ts";
import type { Clock } from "../ports/clock.ts";
import type { Session } from "../ports/household.ts";
import type { LivedClock } from "../ports/lived-clock.ts";
import { HttpRefused } from "./errors.ts";

const MOST_PER_SESSION = 8;
/** A comment now and then, so that either side notices a dead line. */
const HEARTBEAT = ms(15_000);
/** What may wait for a page that does not read; then it is cut off and comes back with the whole state. */
const MOST_WAITING_BYTES = 1_048_576;

class UnreadStream extends HubError {
  override readonly name = "UnreadStream";
  readonly code = "http.unread-stream";
  /** The server prints it as it cuts the line: where it was noticed tells nobody anything. */
  override readonly stack = "UnreadStream: a page does not read its events";
}

/** The open pages' `text/event-stream`s, by session, so that ending a session ends them. */
export interface EventStreams {
  /**
   * @param first read once the stream hears every change: what is told meanwhile follows it
   * @param hear what the stream makes of the house's events; nothing where it is left out
   * @throws HttpRefused `http.too-many-streams`; what `first` throws
   */
  open(
    session: StreamOwner,
    first: () => Promise<unknown>,
    signal: AbortSignal,
    hear?: Ear,
  ): Promise<EventStream>;
  tell(event: HouseEvent): void;
  end(session: string): void;
  /** Whether somebody has the page open just now. */
  isOpen(session: string): boolean;
  endAll(): void;
}

/** @returns what goes out for it; `undefined` for nothing */
export type Ear = (event: HouseEvent) => unknown;

type StreamOwner = Pick<Session, "id" | "expiresAt" | "livedAt">;

export interface EventStream {
  readonly body: ReadableStream<Uint8Array>;
  /** Sends one event of any kind on this stream alone. */
  send(data: unknown): void;
  /** @param listener called once, whoever ended it: the page, the session's end, the hub. At once where it is over already */
  whenEnded(listener: () => void): void;
}

export function makeEventStreams(clock: Clock, lived: Pick<LivedClock, "now">): EventStreams {
  const open = new Map<string, Set<{ hear(event: HouseEvent): void; close(): void }>>();
  const encode = (text: string) => new TextEncoder().encode(text);

  return {
    async open(owner, first, signal, hear = () => undefined) {
      const session = owner.id;
      const ofSession = open.get(session) ?? new Set();
      if (ofSession.size >= MOST_PER_SESSION) throw new HttpRefused("http.too-many-streams", "one session");
      let stopHeartbeat: () => void = () => undefined;
      let control: ReadableStreamDefaultController<Uint8Array> | undefined;
      const write = (text: string) => {
        if (control === undefined) return;
        const bytes = encode(text);
        if (bytes.byteLength - (control.desiredSize ?? 0) <= MOST_WAITING_BYTES)
          return control.enqueue(bytes);
        // An error, not an end: what waits is dropped at once, and the line with it.
        control.error(new UnreadStream("the page does not read"));
        stream.close();
      };
      const beat = () => {
        if (lifeLeft(owner, { wall: clock.now(), lived: lived.now() }) <= 0) return stream.close();
        stopHeartbeat = clock.after(HEARTBEAT, beat);
        write(":\n\n");
      };
      const ended = new AbortController();
      let held: unknown[] | undefined = [];
      const writeEvent = (data: unknown) => write(`data: ${JSON.stringify(data)}\n\n`);
      const stream = {
        send: (data: unknown) => void (held === undefined ? writeEvent(data) : held.push(data)),
        hear(event: HouseEvent) {
          const heard = hear(event);
          if (heard !== undefined) stream.send(heard);
        },
        close() {
          stopHeartbeat();
          ofSession.delete(stream);
          if (ofSession.size === 0 && open.get(session) === ofSession) open.delete(session);
          const ending = control;
          control = undefined;
          ended.abort();
          try {
            ending?.close();
          } catch {
            // Cancelled by the page or cut off already: closed is closed.
          }
        },
      };
      const body = new ReadableStream<Uint8Array>(
        {
          start(controller) {
            control = controller;
          },
          cancel: () => stream.close(),
        },
        new ByteLengthQueuingStrategy({ highWaterMark: 0 }),
      );
      ofSession.add(stream);
      open.set(session, ofSession);
      stopHeartbeat = clock.after(HEARTBEAT, beat);
      if (signal.aborted) stream.close();
      signal.addEventListener("abort", () => stream.close(), { once: true });
      try {
        const event = await first();
        for (const data of [...(event === undefined ? [] : [event]), ...held]) writeEvent(data);
        held = undefined;
      } catch (error) {
        stream.close();
        throw error;
      }
      return {
        body,
        send: stream.send,
        whenEnded(listener) {
          if (ended.signal.aborted) listener();
          else ended.signal.addEventListener("abort", listener, { once: true });
        },
      };
    },
    tell(event) {
      for (const streams of [...open.values()]) for (const stream of [...streams]) stream.hear(event);
    },
    end(session) {
      for (const stream of [...(open.get(session) ?? [])]) stream.close();
    },
    isOpen: (session) => open.has(session),
    endAll() {
      for (const streams of [...open.values()]) for (const stream of [...streams]) stream.close();
    },
  };
}
