/** What guardians are told of weaknesses in Pawpost: `GET /advisories`. The alert that leads to it is an `advisory` (alerts.ts). */
import { z } from "zod";
import { SEVERITIES } from "../domain/advisory.ts";
import { publicId } from "./public-id.ts";

/** Why what was asked for, or brought in a file, was not taken. What was known before stands. */
const FEED_TROUBLES = [
  "no-answer", //     nobody there, or no way out of the house
  "slow", //          it did not end in time
  "wrong-machine", // whoever answers cannot show that the address is theirs
  "redirected", //    it sends elsewhere, and nobody follows
  "refused", //       any other answer but the file
  "too-large",
  "malformed",
  "other-kind", //    signed, and no list of advisories of this project
  "not-signed",
  "one-signature", // it takes two
  "older", //         a higher number was heard before
  "forked", //        another one of the same number was
] as const;
export type FeedTrouble = (typeof FEED_TROUBLES)[number];

/** What somebody does, and a bad line does not: of these every guardian is told. */
export const DOUBTFUL_TROUBLES: ReadonlySet<FeedTrouble> = new Set([
  "other-kind",
  "not-signed",
  "one-signature",
  "older",
  "forked",
]);

const time = z.iso.datetime();
const advisoryView = z.strictObject({
  /** What the alert's and the ledger's entry call it. */
  subject: publicId,
  id: z.string(),
  severity: z.enum(SEVERITIES),
  fixedIn: z.string().nullable(),
  /** Whether the version that runs has it. */
  concerns: z.boolean(),
  words: z.record(z.string(), z.strictObject({ title: z.string(), risk: z.string(), action: z.string() })),
});
export type AdvisoryView = z.output<typeof advisoryView>;

export const advisoriesView = z.strictObject({
  state: z.enum([
    "off", //     no address is set, and no file was brought
    "no-keys", // nobody's word would be believed: this version has no keys, and the settings name none
    "waiting", // nothing was heard yet
    "current",
    "silent", //  what was heard last is over, or nothing ever came
  ]),
  /** Of the hub. */
  version: z.string(),
  /** Who is asked, `name:port`; `null`: nobody, and files are brought. */
  host: z.string().nullable(),
  /** The last that was believed. */
  last: z
    .strictObject({
      counter: z.int(),
      issued: time,
      expires: time,
      heardAt: time,
      /** Until when weaknesses are mended, and whether that is over. */
      supportUntil: time,
      isSupported: z.boolean(),
      /** Of the project. */
      contact: z.string(),
    })
    .nullable(),
  /** `trouble`: `null` where all went well. */
  lastTry: z.strictObject({ at: time, trouble: z.enum(FEED_TROUBLES).nullable() }).nullable(),
  /** Those that concerned this hub at any time, newest first; of each what was said last. */
  advisories: z.array(advisoryView),
});
export type AdvisoriesView = z.output<typeof advisoriesView>;
