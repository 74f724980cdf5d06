import { drawBars } from "./draw-bars.ts";

/** Loudness over time, 0..1. Decorative: a sentence beside it says the same (WCAG 1.1.1). `played` is a share, 0..1. */
export function WaveformPicture({ levels, played }: { levels: readonly number[]; played: number }) {
  const border = Math.round(levels.length * played);
  return (
    <svg class="wave" viewBox="0 0 100 40" preserveAspectRatio="none" aria-hidden="true" focusable="false">
      <path d={drawBars(levels, border, levels.length)} />
      <path class="played" d={drawBars(levels, 0, border)} />
    </svg>
  );
}
