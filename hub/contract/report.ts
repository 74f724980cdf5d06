/**
 * What a stranger tells the household, and how a guardian reads it. The stranger has no account: what comes in pays with a little
 * work (`report-work.ts`) and at most a few are taken in an hour (docs/reports.md).
 */
import { z } from "zod";
import { publicId } from "./public-id.ts";
import { MAX_REPORT_BYTES, WORK_ROUNDS } from "./report-limits.ts";

/** `GET /.well-known/security-contact/task` */
export const reportTask = z.strictObject({
  /** To be worked on and sent back within `seconds`; good for one report. */
  task: z.string().max(120),
  rounds: z.int(),
  bits: z.int(),
  seconds: z.int(),
});

/** `POST /.well-known/security-contact` */
export const reportRequest = z.strictObject({
  text: z
    .string()
    .min(1)
    .refine((text) => new TextEncoder().encode(text).byteLength <= MAX_REPORT_BYTES, "4,096 bytes of UTF-8"),
  task: z.string().max(120),
  /** For each round the number whose hash begins with enough zeros. */
  work: z.array(z.int().min(0).max(0xffff_ffff)).length(WORK_ROUNDS),
});

export type ReportRequest = z.output<typeof reportRequest>;

/** Answer: it is on the hub's disk, and guardians are told. */
export const reportReceipt = z.strictObject({ id: publicId, at: z.iso.datetime() });

const reportView = z.strictObject({
  id: publicId,
  at: z.iso.datetime(),
  /** As the stranger typed it: plain text, whatever it looks like. */
  text: z.string(),
  /** Whether the guardian who asks said so. */
  isRead: z.boolean(),
});
export type ReportView = z.output<typeof reportView>;

/** `GET /reports`: newest first. */
export const reportList = z.strictObject({
  reports: z.array(reportView),
  /** Strangers who did the work and were sent away, since the hub started: too many in the hour, or too many unread. */
  turnedAway: z.int(),
});
export type ReportList = z.output<typeof reportList>;
/** `POST /reports/<id>/read`: "I have read it." */
