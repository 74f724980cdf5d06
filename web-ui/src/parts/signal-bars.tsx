import { BARS, type Strength } from "../pictures/signal-strength.ts";

const HEIGHTS = [5, 9, 13];

/** A picture only: the words beside it say the same. */
export function SignalBars({ strength }: { strength: Strength }) {
  return (
    <svg class="signal-bars" viewBox="0 0 19 14" aria-hidden="true" focusable="false">
      {HEIGHTS.map((height, at) => (
        <rect
          key={height}
          class={at < BARS[strength] ? "lit" : ""}
          x={at * 7 + 0.5}
          y={13.5 - height}
          width="4"
          height={height}
          rx="1.5"
        />
      ))}
    </svg>
  );
}
