/**
 * The list of advisories, as the project signs it: the text of a signed file (`hub/project-signature/signed-file.ts`).
 *
 *   { "kind": "pawpost-advisories-1",
 *     "counter": 12,                       one more each time; a lower one is an old one
 *     "issued": "2026-11-29T10:00:00Z",
 *     "expires": "2027-01-28T10:00:00Z",   a newer one comes before that, also when there is nothing new
 *     "support": { "until": "2031-11-30T00:00:00Z", "contact": "..." },
 *     "advisories": [                      every one there ever was: none is taken out or changed, a further `revision` is added
 *       { "id": "PAW-2026-001", "revision": 1, "published": "2026-11-29T10:00:00Z", "severity": "high",
 *         "affected": [{ "from": "0.1.0", "before": "0.1.4" }], "fixed_in": "0.1.4",
 *         "words": { "en": { "title": "...", "risk": "...", "action": "..." }, "de": { ... } } } ] }
 *
 * A member that is not known is passed over: a hub of today reads what a project of tomorrow adds.
 */
import { z } from "zod";
import { type Advisory, SEVERITIES } from "../domain/advisory.ts";
import { hours } from "../domain/duration.ts";
import { parseJson } from "../domain/parse-json.ts";
import { parseReleaseVersion } from "../domain/release-version.ts";
import { ProjectFileRefused } from "../project-signature/errors.ts";
import { openSignedFile, type ProjectKeys } from "../project-signature/signed-file.ts";
import { FeedRefused } from "./errors.ts";

export const FEED_KIND = "pawpost-advisories-1";
const MOST_ADVISORIES = 256;
/** A list that is good for longer would hide for longer that somebody keeps newer ones back. */
const LONGEST_LIFE = hours(200 * 24);

const time = z.iso.datetime().transform((text) => Date.parse(text));
const version = z.string().refine((text) => parseReleaseVersion(text) !== undefined);
/** To be read by people: no control characters, no marks that turn letters round. */
const said = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .regex(/^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+$/u);

const advisory = z
  .object({
    id: z.string().regex(/^[A-Z]{2,12}-\d{4}-\d{3,5}$/),
    revision: z.int().min(1).max(999),
    published: time,
    severity: z.enum(SEVERITIES),
    affected: z.array(z.object({ from: version, before: version.nullable() })).max(16),
    fixed_in: version.nullable(),
    words: z
      .record(
        z.string().regex(/^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})?$/),
        z.object({ title: said(120), risk: said(600), action: said(600) }),
      )
      .refine((words) => words.en !== undefined && Object.keys(words).length <= 32),
  })
  .transform(({ fixed_in, ...rest }): Advisory => ({ ...rest, fixedIn: fixed_in }));

const feed = z
  .object({
    kind: z.literal(FEED_KIND),
    counter: z.int().min(1),
    issued: time,
    expires: time,
    support: z.object({ until: time, contact: said(200) }),
    advisories: z.array(advisory).max(MOST_ADVISORIES),
  })
  .refine(({ issued, expires }) => expires > issued && expires - issued <= LONGEST_LIFE)
  .refine(({ advisories }) => isEachOnce(advisories));
export type Feed = z.output<typeof feed>;

export interface ReadFeed {
  readonly feed: Feed;
  /** As it was signed. */
  readonly text: string;
}

/** @throws FeedRefused `malformed`, `not-signed`, `one-signature`, `other-kind` */
export function readFeed(bytes: Uint8Array, keys: ProjectKeys): ReadFeed {
  const text = open(bytes, keys);
  const kind = z.object({ kind: z.string() }).safeParse(parseJson(text));
  if (kind.success && kind.data.kind !== FEED_KIND)
    throw new FeedRefused("other-kind", "signed, and no list of advisories");
  return { feed: parseFeed(text), text };
}

/** The text alone, whoever signed it. @throws FeedRefused `malformed` */
export function parseFeed(text: string): Feed {
  const parsed = feed.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues.map(({ path }) => path.join(".") || "the whole").join(", ");
  throw new FeedRefused("malformed", `no list of advisories: ${where}`);
}

function open(bytes: Uint8Array, keys: ProjectKeys): string {
  try {
    return openSignedFile(bytes, keys);
  } catch (cause) {
    if (!(cause instanceof ProjectFileRefused)) throw cause;
    const [, trouble] = cause.code.split(".") as ["", "malformed" | "not-signed" | "one-signature"];
    throw new FeedRefused(trouble, cause.message, { cause });
  }
}

const isEachOnce = (advisories: readonly Advisory[]): boolean =>
  new Set(advisories.map(({ id, revision }) => `${id}/${revision}`)).size === advisories.length;
