import { drawBars } from "./draw-bars.ts";

/** From and to, as shares of the whole, 0..1. */
export type Stretch = readonly [from: number, to: number];

interface WaveformPictureProps {
  /** Loudness over time, 0..1. */
  readonly levels: readonly number[];
  /** What is not cut off. */
  readonly kept: Stretch;
  /** What of that is not silence, which goes by itself. */
  readonly sounding: Stretch;
  readonly played: Stretch;
}

/** Decorative: a sentence beside it says the same (WCAG 1.1.1). */
export function WaveformPicture({ levels, kept, sounding, played }: WaveformPictureProps) {
  const bars = ([from, to]: Stretch) =>
    drawBars(levels, Math.round(from * levels.length), Math.round(to * levels.length));
  return (
    <svg class="wave" viewBox="0 0 100 40" preserveAspectRatio="none" aria-hidden="true" focusable="false">
      <path class="cut" d={bars([0, kept[0]]) + bars([kept[1], 1])} />
      <path class="silent" d={bars([kept[0], sounding[0]]) + bars([sounding[1], kept[1]])} />
      <path d={bars(sounding)} />
      <path class="played" d={bars(played)} />
    </svg>
  );
}
