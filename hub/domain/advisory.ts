/** A weakness of Pawpost that the project tells hubs of. What is told stays as it was: what is learnt later is a further revision. */
import { isIn, parseReleaseVersion, type ReleaseVersion } from "./release-version.ts";

export const SEVERITIES = ["low", "medium", "high", "critical"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** In one language. */
interface AdvisoryWords {
  readonly title: string;
  /** What can happen to whom. */
  readonly risk: string;
  /** What to do about it, also until there is a version without it. */
  readonly action: string;
}

export interface Advisory {
  readonly id: string;
  /** From 1 on; the highest of an id counts. */
  readonly revision: number;
  /** Unix ms. */
  readonly published: number;
  readonly severity: Severity;
  /** From one version until right before another; none: withdrawn. */
  readonly affected: readonly { readonly from: string; readonly before: string | null }[];
  readonly fixedIn: string | null;
  /** By language; `en` is always there. */
  readonly words: Readonly<Record<string, AdvisoryWords>>;
}

/** What cannot be read as a version concerns every hub: better one warning too many. */
export function concerns({ affected }: Pick<Advisory, "affected">, version: ReleaseVersion): boolean {
  return affected.some(({ from, before }) => {
    const [first, end] = [parseReleaseVersion(from), before === null ? null : parseReleaseVersion(before)];
    return first === undefined || end === undefined || isIn(version, { from: first, before: end });
  });
}

/** One text for what is the same, however its languages are ordered. */
export const textOfAdvisory = ({
  id,
  revision,
  published,
  severity,
  affected,
  fixedIn,
  words,
}: Advisory): string =>
  JSON.stringify([
    ...[id, revision, published, severity, fixedIn],
    affected.map(({ from, before }) => [from, before]),
    Object.entries(words)
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(([language, { title, risk, action }]) => [language, title, risk, action]),
  ]);

/** Of each id the highest revision alone. */
export function newestRevisions<T extends Pick<Advisory, "id" | "revision">>(
  advisories: readonly T[],
): readonly T[] {
  const highest = new Map<string, number>();
  for (const { id, revision } of advisories) highest.set(id, Math.max(revision, highest.get(id) ?? 0));
  return advisories.filter(({ id, revision }) => highest.get(id) === revision);
}
