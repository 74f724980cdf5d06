/** Keeps one event stream of the hub open, however often it breaks, and says honestly when it is not. */
import type { z } from "zod";
import { HubRefusal, HubUnreachable } from "./errors.ts";
import { readEvents } from "./event-stream.ts";
import type { HubClient } from "./hub-client.ts";

export interface Following<T> {
  readonly path: string;
  readonly schema: z.ZodType<T>;
  readonly onEvent: (event: T) => void;
  readonly onConnection: (isLive: boolean) => void;
  /** The session is over: the stream will not be opened again. */
  readonly onEnded: (refusal: HubRefusal) => void;
  readonly timer: FollowTimer;
}

export interface FollowTimer {
  /** Resolves after `ms`, or sooner when there is a reason to hope (the network is back, the page is looked at again). */
  pause(ms: number, signal: AbortSignal): Promise<void>;
  /** Calls back unless it is called again within `ms`; `undefined` ends it. */
  watchdog(ms: number, bark: () => void): { feed(): void; end(): void };
  readonly random: () => number;
}

const FOR_GOOD = ["session.none", "session.revoked", "session.wrong-device", "pretend-toy.none"];
/** The hub sends a sign of life every 15 s. */
const SILENCE_MS = 40_000;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 10_000;

export async function follow<T>(
  client: HubClient,
  following: Following<T>,
  signal: AbortSignal,
): Promise<void> {
  let pause = FIRST_PAUSE_MS;
  while (!signal.aborted) {
    try {
      await readOnce(client, following, signal, () => {
        pause = FIRST_PAUSE_MS;
      });
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof HubRefusal && FOR_GOOD.includes(error.code)) {
        following.onConnection(false);
        following.onEnded(error);
        return;
      }
      if (!(error instanceof HubRefusal || error instanceof HubUnreachable || isBroken(error))) throw error;
    }
    client.noteCut();
    following.onConnection(false);
    await following.timer.pause(pause * (0.5 + following.timer.random()), signal).catch(() => undefined); // Aborted: the loop ends.
    pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
  }
}

async function readOnce<T>(
  client: HubClient,
  { path, schema, onEvent, onConnection, timer }: Following<T>,
  signal: AbortSignal,
  onGood: () => void,
): Promise<void> {
  const silence = new AbortController();
  const watchdog = timer.watchdog(SILENCE_MS, () => silence.abort(new HubUnreachable("silence")));
  try {
    const response = await client.open("GET", path, { signal: AbortSignal.any([signal, silence.signal]) });
    for await (const data of readEvents(response)) {
      watchdog.feed();
      onGood();
      onConnection(true);
      if (data === undefined) continue;
      const event = schema.safeParse(JSON.parse(data));
      // A hub that is newer than this page may tell things we do not know; the next whole state sets it right.
      if (event.success) onEvent(event.data);
      else client.noteStrange();
    }
  } finally {
    watchdog.end();
  }
}

/** How a stream breaks: TypeError from fetch, SyntaxError from half an event, DOMException from an abort. */
const isBroken = (error: unknown) =>
  error instanceof TypeError || error instanceof SyntaxError || error instanceof DOMException;
