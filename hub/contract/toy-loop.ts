/** What a toy plays again and again: how loud, and how it ends. Apart from the rest that ble is told, which no page needs. */

/** Of the toy's own scale: a twentieth, half, all of it. */
export const LOOP_VOLUMES = ["quiet", "middle", "loud"] as const;
export type LoopVolume = (typeof LOOP_VOLUMES)[number];

/** `away`: out of reach. `not-there`: the toy holds something else. `paw`: the child pressed one. */
export const LOOP_ENDS = ["time", "stopped", "paw", "away", "not-there", "busy", "failed"] as const;
export type LoopEnd = (typeof LOOP_ENDS)[number];
