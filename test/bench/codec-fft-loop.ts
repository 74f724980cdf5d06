/** A yardstick for the machine: a plain radix-2 FFT of 1,024 complex points, 500 times. Never to be made faster. */

const POINTS = 1024;
const REPEATS = 500;
const re = new Float64Array(POINTS);
const im = new Float64Array(POINTS);
const COS = Float64Array.from({ length: POINTS / 2 }, (_, k) => Math.cos((2 * Math.PI * k) / POINTS));
const SIN = Float64Array.from({ length: POINTS / 2 }, (_, k) => Math.sin((2 * Math.PI * k) / POINTS));

export function runFftLoop(): void {
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    for (let n = 0; n < POINTS; n++) {
      re[n] = (n * 37 + repeat) % 101;
      im[n] = 0;
    }
    transform();
  }
}

function transform(): void {
  for (let n = 1, mirrored = 0; n < POINTS; n++) {
    let bit = POINTS >> 1;
    for (; (mirrored & bit) !== 0; bit >>= 1) mirrored ^= bit;
    mirrored ^= bit;
    if (n >= mirrored) continue;
    swap(re, n, mirrored);
    swap(im, n, mirrored);
  }
  for (let size = 2; size <= POINTS; size *= 2) {
    const stride = POINTS / size;
    for (let start = 0; start < POINTS; start += size) {
      for (let k = 0; k < size / 2; k++) {
        const a = start + k;
        const b = a + size / 2;
        const c = COS[k * stride] as number;
        const s = SIN[k * stride] as number;
        const xr = (re[b] as number) * c + (im[b] as number) * s;
        const xi = (im[b] as number) * c - (re[b] as number) * s;
        re[b] = (re[a] as number) - xr;
        im[b] = (im[a] as number) - xi;
        re[a] = (re[a] as number) + xr;
        im[a] = (im[a] as number) + xi;
      }
    }
  }
}

function swap(values: Float64Array, a: number, b: number): void {
  const kept = values[a] as number;
  values[a] = values[b] as number;
  values[b] = kept;
}
