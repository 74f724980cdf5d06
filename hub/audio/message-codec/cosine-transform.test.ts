import fc from "fast-check";
import { expect, test } from "vitest";
import { cosineTransform, TRANSFORM_POINTS } from "./cosine-transform.ts";

const points = fc
  .array(fc.double({ min: -1, max: 1, noNaN: true }), {
    minLength: TRANSFORM_POINTS,
    maxLength: TRANSFORM_POINTS,
  })
  .map((values) => Float64Array.from(values));

function largestGap(a: Float64Array, b: Float64Array): number {
  return Math.max(...a.map((value, at) => Math.abs(value - (b[at] as number))));
}

test("agrees with the sum it stands for", () => {
  const input = Float64Array.from({ length: TRANSFORM_POINTS }, (_, n) => Math.sin(n * n));
  const direct = Float64Array.from({ length: TRANSFORM_POINTS }, (_, k) => {
    const terms = input.map((x, n) => x * Math.cos((Math.PI / TRANSFORM_POINTS) * (n + 0.5) * (k + 0.5)));
    return Math.sqrt(2 / TRANSFORM_POINTS) * terms.reduce((sum, term) => sum + term, 0);
  });
  const output = new Float64Array(TRANSFORM_POINTS);
  cosineTransform(input, output);
  expect(largestGap(output, direct)).toBeLessThan(1e-12);
});

test("is its own inverse and leaves its input alone", () => {
  fc.assert(
    fc.property(points, (input) => {
      const before = input.slice();
      const once = new Float64Array(TRANSFORM_POINTS);
      const twice = new Float64Array(TRANSFORM_POINTS);
      cosineTransform(input, once);
      cosineTransform(once, twice);
      expect(input).toEqual(before);
      expect(largestGap(twice, input)).toBeLessThan(1e-12);
    }),
    { numRuns: 20 },
  );
});
