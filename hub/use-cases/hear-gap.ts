import type { BleEvent } from "../contract/ble-control.ts";
import { type GapView, gapKindOf } from "../contract/gaps.ts";
import type { House } from "./house.ts";

type Gap = Extract<BleEvent, { kind: "gap" }>;

/** Somebody else may have been connected to a toy of the family: every guardian is told, once. */
export async function hearGap({ household, gaps, clock }: House, gap: Gap): Promise<void> {
  const isOurs = household
    .toys()
    .some(({ id, claimed, gone }) => id === gap.toy && claimed && gone === undefined);
  if (!isOurs) return;
  const { event, toy, from, until, traces, restarted, heard, heard_since: heardSince } = gap;
  const kind = gapKindOf(traces);
  await gaps.add({ id: event, toy, from, until, traces, restarted, heard, heardSince }, [
    { at: clock.now(), kind, person: null, subject: toy },
  ]);
}

/** What ended last first. */
export const listGaps = ({ gaps, household }: House): readonly GapView[] => {
  const gone = new Set(household.toys().flatMap(({ id, gone }) => (gone === undefined ? [] : [id])));
  return gaps
    .all()
    .toReversed()
    .filter(({ toy }) => !gone.has(toy));
};
