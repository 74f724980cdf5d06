export interface Point {
  readonly at: number;
  readonly value: number;
}

/** By least squares. @returns how much `value` grows for each 1 of `at` */
export function slopeOf(points: readonly Point[]): number {
  const mean = (of: (point: Point) => number) =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const [at, value] = [mean((point) => point.at), mean((point) => point.value)];
  const spread = points.reduce((sum, point) => sum + (point.at - at) ** 2, 0);
  if (!(spread > 0)) throw new RangeError("no slope without two moments");
  return points.reduce((sum, point) => sum + (point.at - at) * (point.value - value), 0) / spread;
}
