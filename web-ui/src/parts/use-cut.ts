import { useMemo } from "preact/hooks";
import { loudnessBars } from "../clips/loudness-bars.ts";
import { cutSound } from "../recording/cut-sound.ts";
import type { RawSound } from "../recording/raw-sound.ts";
import type { Cut } from "../recording/take-store.ts";

/** What is left of a recording whose ends were cut, and how loud the whole of it is, for its picture. */
export function useCut(sound: RawSound, { start, end }: Cut) {
  const left = useMemo(() => cutSound(sound, { start, end }), [sound, start, end]);
  const levels = useMemo(() => loudnessBars(sound.pcm), [sound]);
  return { left, levels };
}
