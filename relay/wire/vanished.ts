/** Ends that went without a word: a phone whose network is gone. Their system acknowledges nothing more, and ours would go on trying for a quarter of an hour. */
import type { Socket } from "node:net";
import { endsOf, readUnanswered, type Unanswered } from "./unanswered.ts";

/** All are looked at so often, while there are any. */
const LOOK_MS = 10_000;
/** Who answers nothing at all for so long is gone; as long as one who says nothing is given, in `join-ends.ts`. A tunnel is shorter. */
const PATIENCE_MS = 50_000;
/** Nor before so many tries: they are ever further apart, the more so the further the way. */
const LEAST_TRIES = 5;

interface Watched {
  tries: number;
  /** `performance.now()` when the first of the tries was seen that are counted now. */
  since: number;
  readonly isGone: () => void;
}

export interface VanishedWatch {
  /** @param isGone called once @returns watches it no more */
  watch(socket: Socket, isGone: () => void): () => void;
}

/** @param read what the system says, `now` and how often: a test's own */
export function makeVanishedWatch({
  read = readUnanswered,
  now = () => performance.now(),
  lookMs = LOOK_MS,
}: {
  readonly read?: () => Promise<Unanswered>;
  readonly now?: () => number;
  readonly lookMs?: number;
} = {}): VanishedWatch {
  const all = new Map<Socket, Watched>();
  let looking: NodeJS.Timeout | undefined;
  let isLooking = false;

  const look = async (): Promise<void> => {
    if (isLooking) return;
    isLooking = true;
    const unanswered = await read();
    isLooking = false;
    for (const [socket, watched] of all) {
      const tries = unanswered.get(endsOf(socket) ?? "") ?? 0;
      // Fewer than before: it answered in between.
      if (watched.tries === 0 || tries < watched.tries) watched.since = now();
      watched.tries = tries;
      if (tries < LEAST_TRIES || now() - watched.since < PATIENCE_MS) continue;
      all.delete(socket);
      watched.isGone();
    }
  };

  return {
    watch(socket, isGone) {
      all.set(socket, { tries: 0, since: 0, isGone });
      looking ??= setInterval(() => void look(), lookMs).unref();
      return () => {
        all.delete(socket);
        if (all.size > 0) return;
        clearInterval(looking);
        looking = undefined;
      };
    },
  };
}

/** Of this process: one look for all of its connections. */
export const vanishedWatch = makeVanishedWatch();
