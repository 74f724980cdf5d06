/** One class of alert as it grows: how often it happened, the last few times, and up to where each guardian has seen it. */

/** Enough to say what happened; the ledger has them all. */
const MOST_RECENT = 10;

export interface Occurrence {
  /** Which one it was, from 1. */
  readonly nth: number;
  /** Unix ms. */
  readonly at: number;
  readonly person: string | null;
  readonly subject: string | null;
  readonly device?: string;
  /** How often, where many are told as one. */
  readonly times: number;
}

export interface AlertRecord {
  readonly count: number;
  readonly firstAt: number;
  /** Oldest first. */
  readonly recent: readonly Occurrence[];
  /** Guardian -> how many they have seen, and when they said so. Who is not here has seen none. */
  readonly seen: Readonly<Record<string, { readonly count: number; readonly at: number }>>;
}

export function raise(known: AlertRecord | undefined, what: Omit<Occurrence, "nth">): AlertRecord {
  const count = (known?.count ?? 0) + 1;
  return {
    count,
    firstAt: known?.firstAt ?? what.at,
    recent: [...(known?.recent ?? []), { nth: count, ...what }].slice(-MOST_RECENT),
    seen: known?.seen ?? {},
  };
}

/** A burst that was told of goes on: the count in what was told is the newest, and nobody is told again. */
export function grow(known: AlertRecord, person: string | null, times: number): AlertRecord {
  const at = known.recent.findLastIndex((one) => one.person === person);
  const one = known.recent[at];
  return one === undefined ? known : { ...known, recent: known.recent.with(at, { ...one, times }) };
}

/** One guardian has seen all there is. For the others nothing changes. */
export const see = (known: AlertRecord, guardian: string, at: number): AlertRecord => ({
  ...known,
  seen: { ...known.seen, [guardian]: { count: known.count, at } },
});

export interface Unseen {
  readonly count: number;
  readonly firstAt: number;
  readonly lastAt: number;
  /** Newest first. */
  readonly recent: readonly Occurrence[];
}

/** What of it one guardian has not seen; where that is nothing, all of it with `count` 0. */
export function unseenBy(alert: AlertRecord, guardian: string): Unseen {
  const seen = alert.seen[guardian];
  const count = alert.count - (seen?.count ?? 0);
  const since = count === 0 ? 0 : (seen?.count ?? 0);
  const recent = alert.recent.filter(({ nth }) => nth > since).toReversed();
  const oldest = recent.at(-1);
  // Older ones than are kept happened after the last "seen", or else after the first of all.
  const firstAt = oldest?.nth === since + 1 ? oldest.at : (seen?.at ?? alert.firstAt);
  return { count, firstAt, lastAt: recent[0]?.at ?? alert.firstAt, recent };
}
