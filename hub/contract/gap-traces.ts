/**
 * What shows that somebody else may have been connected to a toy while ble was not.
 *
 * - `volume`, `sound` (a slot holds something that is not ours), `game-mode`, `firmware`: not as it was left
 * - `loop`: it played in a loop that nobody of ours began
 * - `identifier`: its address came with another one; it is not held. `key`: it wanted another upload key
 * - `recording`: made while nobody watched, by the child or not; `long-recording`: longer than a paw lets one be
 * - `silence`: it fell silent as a toy does that is connected to, and nothing else shows
 */
export const GAP_TRACES = [
  "volume",
  "sound",
  "game-mode",
  "loop",
  "firmware",
  "identifier",
  "key",
  "recording",
  "long-recording",
  "silence",
] as const;
export type GapTrace = (typeof GAP_TRACES)[number];
