import type { HouseEvent } from "../contract/api.ts";
import { ms } from "../domain/duration.ts";
import type { Clock } from "../ports/clock.ts";
import { HttpRefused } from "./errors.ts";

const MOST_PER_SESSION = 8;
/** A comment now and then, so that either side notices a dead line. */
const HEARTBEAT = ms(15_000);
/** What may wait for a page that does not read; then it is cut off and comes back with the whole state. */
const MOST_WAITING_BYTES = 1_048_576;

/** The open pages' `text/event-stream`s, by session, so that ending a session ends them. */
export interface EventStreams {
  open(session: string, first: HouseEvent | undefined, signal: AbortSignal): EventStream;
  tell(event: HouseEvent): void;
  end(session: string): void;
  endAll(): void;
}

export interface EventStream {
  readonly body: ReadableStream<Uint8Array>;
  /** Sends one event of any kind on this stream alone. */
  send(data: unknown): void;
}

export function makeEventStreams(clock: Clock): EventStreams {
  const open = new Map<string, Set<{ send(data: unknown): void; close(): void }>>();
  const encode = (text: string) => new TextEncoder().encode(text);

  return {
    open(session, first, signal) {
      const ofSession = open.get(session) ?? new Set();
      if (ofSession.size >= MOST_PER_SESSION) throw new HttpRefused("http.too-many-streams", "one session");
      let stopHeartbeat: () => void = () => undefined;
      let control: ReadableStreamDefaultController<Uint8Array> | undefined;
      const write = (text: string) => {
        const bytes = encode(text);
        if (control === undefined) return;
        if ((control.desiredSize ?? 0) < -MOST_WAITING_BYTES) return stream.close();
        control.enqueue(bytes);
      };
      const beat = () => {
        write(":\n\n");
        stopHeartbeat = clock.after(HEARTBEAT, beat);
      };
      const stream = {
        send: (data: unknown) => write(`data: ${JSON.stringify(data)}\n\n`),
        close() {
          stopHeartbeat();
          ofSession.delete(stream);
          if (ofSession.size === 0) open.delete(session);
          const ending = control;
          control = undefined;
          try {
            ending?.close();
          } catch {
            // The page has cancelled it already: closed is closed.
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
      signal.addEventListener("abort", () => stream.close(), { once: true });
      if (first !== undefined) stream.send(first);
      stopHeartbeat = clock.after(HEARTBEAT, beat);
      return { body, send: stream.send };
    },
    tell(event) {
      for (const streams of open.values()) for (const stream of streams) stream.send(event);
    },
    end(session) {
      for (const stream of [...(open.get(session) ?? [])]) stream.close();
    },
    endAll() {
      for (const streams of [...open.values()]) for (const stream of [...streams]) stream.close();
    },
  };
}
