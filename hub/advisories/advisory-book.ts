/** What becomes of a book of advisories when a list is heard, and what guardians are to be told. Pure. */
import { createHash } from "node:crypto";
import type { FeedTrouble } from "../contract/advisories.ts";
import { type Advisory, newestRevisions, textOfAdvisory } from "../domain/advisory.ts";
import type { AdvisoryBook } from "../ports/advisories.ts";
import type { ReadFeed } from "./feed.ts";

export type Entered =
  | { readonly kind: "refused"; readonly trouble: FeedTrouble }
  /** `isRewritten`: what was said before is left out, or said otherwise. It stays in the book all the same. */
  | { readonly kind: "taken"; readonly book: AdvisoryBook; readonly isRewritten: boolean };

export const digestOf = (text: string): string => createHash("sha256").update(text).digest("hex");

export function enter(book: AdvisoryBook | null, { feed, text }: ReadFeed): Entered {
  const digest = digestOf(text);
  if (book !== null && feed.counter < book.counter) return { kind: "refused", trouble: "older" };
  if (book?.counter === feed.counter) {
    if (digest !== book.digest) return { kind: "refused", trouble: "forked" };
    return { kind: "taken", book, isRewritten: false };
  }
  const said = new Set(feed.advisories.map(textOfAdvisory));
  const before = book?.heard ?? [];
  const known = new Set(before.map(({ advisory }) => textOfAdvisory(advisory)));
  const kept = before.map(({ advisory }) => ({ advisory, isInLast: said.has(textOfAdvisory(advisory)) }));
  const added = feed.advisories.filter((advisory) => !known.has(textOfAdvisory(advisory)));
  return {
    kind: "taken",
    book: {
      counter: feed.counter,
      digest,
      issued: feed.issued,
      expires: feed.expires,
      supportUntil: feed.support.until,
      contact: feed.support.contact,
      heard: [...kept, ...added.map((advisory) => ({ advisory, isInLast: true }))],
    },
    // What was missing before is told once, not with every list that comes after.
    isRewritten: before.some(({ isInLast }, nth) => isInLast && kept[nth]?.isInLast === false),
  };
}

/** Of each the newest revision; where two are of one number, both: nobody knows which of them is true. */
export const advisoriesOf = (book: AdvisoryBook | null): readonly Advisory[] =>
  newestRevisions((book?.heard ?? []).map(({ advisory }) => advisory));

/** A clock that is behind makes no list last longer than from when it was issued. */
export const isOver = ({ issued, expires }: AdvisoryBook, now: number): boolean =>
  Math.max(now, issued) >= expires;
