import type { BleEvent } from "../../hub/contract/ble-control.ts";
import type { GapTrace } from "../../hub/contract/gap-traces.ts";
import type { PublicId } from "../../hub/contract/public-id.ts";
import { randomId } from "./guardian.ts";

type Gap = Extract<BleEvent, { kind: "gap" }>;

const UNTIL_MS = Date.UTC(2026, 0, 2, 3, 4, 5);
const iso = (ms: number) => new Date(ms).toISOString();

/** As ble tells of half a minute in which nobody held a toy. */
export const gapOf = (toy: PublicId, traces: readonly GapTrace[], change: Partial<Gap> = {}): Gap => ({
  kind: "gap",
  event: randomId(),
  at: iso(UNTIL_MS),
  toy,
  from: iso(UNTIL_MS - 30_000),
  until: iso(UNTIL_MS),
  traces: [...traces],
  restarted: false,
  heard_since: iso(UNTIL_MS - 30_000),
  heard: [
    [0, -58],
    [510, -60],
    [1_015, -59],
    [21_400, -61],
    [21_908, -60],
  ],
  ...change,
});
