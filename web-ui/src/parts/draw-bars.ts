const WIDTH = 100;
const HEIGHT = 40;
/** Silence is a dot, not a gap. */
const LEAST = 0.4;

/**
 * Upright strokes over a field of 100 x 40, as the `d` of one SVG path.
 * @param levels 0..1
 */
export function drawBars(levels: readonly number[], from = 0, to = levels.length): string {
  const step = WIDTH / levels.length;
  let path = "";
  for (let at = from; at < to; at += 1) {
    const half = Math.max(LEAST, ((levels[at] ?? 0) * (HEIGHT - 4)) / 2);
    path += `M${round((at + 0.5) * step)} ${round(HEIGHT / 2 - half)}v${round(half * 2)}`;
  }
  return path;
}

const round = (value: number) => Math.round(value * 100) / 100;
