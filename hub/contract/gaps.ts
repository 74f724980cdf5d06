/**
 * Gaps that left something: times in which nobody held a toy, and somebody else may have. What shows is in ble's words (`GAP_TRACES`);
 * what guardians are told is one entry of the ledger, by the gravest of it.
 *
 *   GET /gaps   the newest of them, with what was heard of the toy meanwhile
 */
import { z } from "zod";
import { type AlertClass, alertClassOf } from "./alerts.ts";
import { GAP_TRACES, type GapTrace } from "./gap-traces.ts";
import type { LedgerKind } from "./ledger.ts";
import { publicId } from "./public-id.ts";

/** What each may be, from what counts for itself alone down to what is no proof of anything. */
const KINDS = {
  identifier: "toy-renamed",
  sound: "toy-strange",
  "game-mode": "toy-strange",
  loop: "toy-strange",
  firmware: "toy-strange",
  key: "toy-strange",
  "long-recording": "toy-strange",
  volume: "toy-volume-strange",
  recording: "toy-recorded-unseen",
  silence: "toy-perhaps-strange",
} as const satisfies Record<GapTrace, LedgerKind>;
const GRAVEST_FIRST = Object.keys(KINDS) as GapTrace[];

export type GapKind = (typeof KINDS)[GapTrace];

/** @param traces at least one */
export function gapKindOf(traces: readonly GapTrace[]): GapKind {
  const gravest = GRAVEST_FIRST.find((trace) => traces.includes(trace));
  if (gravest === undefined) throw new RangeError("a gap that left nothing");
  return KINDS[gravest];
}

/** The alert that it is part of. */
export const alertOfGap = (traces: readonly GapTrace[]): AlertClass | undefined =>
  alertClassOf(gapKindOf(traces));

const gapView = z.strictObject({
  id: publicId,
  toy: publicId,
  /** Since when nobody held it; `null`: not known. */
  from: z.iso.datetime().nullable(),
  until: z.iso.datetime(),
  traces: z.array(z.enum(GAP_TRACES)).min(1),
  /** Whether it was switched off and on meanwhile; `null`: not known. */
  restarted: z.boolean().nullable(),
  /** When the first of `heard` counts from. */
  heardSince: z.iso.datetime().nullable(),
  /** Oldest first: ms since then, dBm. A tuple would cost every page more than it says. */
  heard: z.array(z.array(z.int()).length(2)),
});
export type GapView = z.output<typeof gapView>;

/** What ended last first. */
export const gapList = z.strictObject({ gaps: z.array(gapView) });
