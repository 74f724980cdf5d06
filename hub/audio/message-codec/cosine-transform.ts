/**
 * The DCT-IV of 320 points, orthonormal, by one complex FFT of 160 points:
 *
 *   X[k] = sqrt(2/320) * sum over n of x[n] cos(pi/320 (n + 1/2)(k + 1/2))
 *
 * It is its own inverse. The FFT is three Stockham passes (radix 8, 4, 5: no bit reversal, twiddles tabulated); the
 * first also applies the DCT's own rotation on the way in, the last on the way out.
 */

export const TRANSFORM_POINTS = 320;
const HALF = TRANSFORM_POINTS / 2;

const SQRT_HALF = Math.SQRT1_2;
const COS_1_5 = Math.cos((2 * Math.PI) / 5);
const COS_2_5 = Math.cos((4 * Math.PI) / 5);
const SIN_1_5 = Math.sin((2 * Math.PI) / 5);
const SIN_2_5 = Math.sin((4 * Math.PI) / 5);

/** Rotation before and after the FFT, with half of the scaling each. */
const ROTATION_RE = new Float64Array(HALF);
const ROTATION_IM = new Float64Array(HALF);
/** exp(-2 pi i j p / 160) at [7 p + j - 1], p = 0..19, j = 1..7; then exp(-2 pi i j p / 20) at [3 p + j - 1]. */
const FIRST_RE = new Float64Array(7 * 20);
const FIRST_IM = new Float64Array(7 * 20);
const SECOND_RE = new Float64Array(3 * 5);
const SECOND_IM = new Float64Array(3 * 5);

for (let k = 0; k < HALF; k++) {
  const angle = (-Math.PI * (8 * k + 1)) / (8 * TRANSFORM_POINTS);
  const scale = (2 / TRANSFORM_POINTS) ** 0.25;
  ROTATION_RE[k] = scale * Math.cos(angle);
  ROTATION_IM[k] = scale * Math.sin(angle);
}
for (let p = 0; p < 20; p++) {
  for (let j = 1; j < 8; j++) {
    FIRST_RE[7 * p + j - 1] = Math.cos((-2 * Math.PI * j * p) / 160);
    FIRST_IM[7 * p + j - 1] = Math.sin((-2 * Math.PI * j * p) / 160);
  }
}
for (let p = 0; p < 5; p++) {
  for (let j = 1; j < 4; j++) {
    SECOND_RE[3 * p + j - 1] = Math.cos((-2 * Math.PI * j * p) / 20);
    SECOND_IM[3 * p + j - 1] = Math.sin((-2 * Math.PI * j * p) / 20);
  }
}

/** Between the passes. Shared by all callers: a transform never yields half-way. */
const aRe = new Float64Array(HALF);
const aIm = new Float64Array(HALF);
const bRe = new Float64Array(HALF);
const bIm = new Float64Array(HALF);

/** @param input 320 values, left as they are; @param output 320 values, must be another array. */
export function cosineTransform(input: Float64Array, output: Float64Array): void {
  rotateAndRadix8(input);
  radix4();
  radix5AndRotate(output);
}

/** x[n] = (input[2n] + i input[319 - 2n]) * rotation, then radix 8 over n = p + 20 j. */
function rotateAndRadix8(input: Float64Array): void {
  for (let p = 0; p < 20; p++) {
    const n0 = p;
    const u0 = input[2 * n0] as number;
    const v0 = input[319 - 2 * n0] as number;
    const c0 = ROTATION_RE[n0] as number;
    const s0 = ROTATION_IM[n0] as number;
    const x0r = u0 * c0 - v0 * s0;
    const x0i = u0 * s0 + v0 * c0;
    const n1 = p + 20;
    const u1 = input[2 * n1] as number;
    const v1 = input[319 - 2 * n1] as number;
    const c1 = ROTATION_RE[n1] as number;
    const s1 = ROTATION_IM[n1] as number;
    const x1r = u1 * c1 - v1 * s1;
    const x1i = u1 * s1 + v1 * c1;
    const n2 = p + 40;
    const u2 = input[2 * n2] as number;
    const v2 = input[319 - 2 * n2] as number;
    const c2 = ROTATION_RE[n2] as number;
    const s2 = ROTATION_IM[n2] as number;
    const x2r = u2 * c2 - v2 * s2;
    const x2i = u2 * s2 + v2 * c2;
    const n3 = p + 60;
    const u3 = input[2 * n3] as number;
    const v3 = input[319 - 2 * n3] as number;
    const c3 = ROTATION_RE[n3] as number;
    const s3 = ROTATION_IM[n3] as number;
    const x3r = u3 * c3 - v3 * s3;
    const x3i = u3 * s3 + v3 * c3;
    const n4 = p + 80;
    const u4 = input[2 * n4] as number;
    const v4 = input[319 - 2 * n4] as number;
    const c4 = ROTATION_RE[n4] as number;
    const s4 = ROTATION_IM[n4] as number;
    const x4r = u4 * c4 - v4 * s4;
    const x4i = u4 * s4 + v4 * c4;
    const n5 = p + 100;
    const u5 = input[2 * n5] as number;
    const v5 = input[319 - 2 * n5] as number;
    const c5 = ROTATION_RE[n5] as number;
    const s5 = ROTATION_IM[n5] as number;
    const x5r = u5 * c5 - v5 * s5;
    const x5i = u5 * s5 + v5 * c5;
    const n6 = p + 120;
    const u6 = input[2 * n6] as number;
    const v6 = input[319 - 2 * n6] as number;
    const c6 = ROTATION_RE[n6] as number;
    const s6 = ROTATION_IM[n6] as number;
    const x6r = u6 * c6 - v6 * s6;
    const x6i = u6 * s6 + v6 * c6;
    const n7 = p + 140;
    const u7 = input[2 * n7] as number;
    const v7 = input[319 - 2 * n7] as number;
    const c7 = ROTATION_RE[n7] as number;
    const s7 = ROTATION_IM[n7] as number;
    const x7r = u7 * c7 - v7 * s7;
    const x7i = u7 * s7 + v7 * c7;
    const e0r = x0r + x4r;
    const d0r = x0r - x4r;
    const e0i = x0i + x4i;
    const d0i = x0i - x4i;
    const e1r = x1r + x5r;
    const d1r = x1r - x5r;
    const e1i = x1i + x5i;
    const d1i = x1i - x5i;
    const e2r = x2r + x6r;
    const d2r = x2r - x6r;
    const e2i = x2i + x6i;
    const d2i = x2i - x6i;
    const e3r = x3r + x7r;
    const d3r = x3r - x7r;
    const e3i = x3i + x7i;
    const d3i = x3i - x7i;
    const o1r = SQRT_HALF * (d1r + d1i);
    const o1i = SQRT_HALF * (d1i - d1r);
    const o2r = d2i;
    const o2i = -d2r;
    const o3r = SQRT_HALF * (d3i - d3r);
    const o3i = -SQRT_HALF * (d3r + d3i);
    const es0r = e0r + e2r;
    const es1r = e0r - e2r;
    const es2r = e1r + e3r;
    const es3r = e1r - e3r;
    const es0i = e0i + e2i;
    const es1i = e0i - e2i;
    const es2i = e1i + e3i;
    const es3i = e1i - e3i;
    const os0r = d0r + o2r;
    const os1r = d0r - o2r;
    const os2r = o1r + o3r;
    const os3r = o1r - o3r;
    const os0i = d0i + o2i;
    const os1i = d0i - o2i;
    const os2i = o1i + o3i;
    const os3i = o1i - o3i;
    const at = 8 * p;
    const t = 7 * p;
    aRe[at] = es0r + es2r;
    aIm[at] = es0i + es2i;
    const y1r = os0r + os2r;
    const y1i = os0i + os2i;
    const f1r = FIRST_RE[t] as number;
    const f1i = FIRST_IM[t] as number;
    aRe[at + 1] = y1r * f1r - y1i * f1i;
    aIm[at + 1] = y1r * f1i + y1i * f1r;
    const y2r = es1r + es3i;
    const y2i = es1i - es3r;
    const f2r = FIRST_RE[t + 1] as number;
    const f2i = FIRST_IM[t + 1] as number;
    aRe[at + 2] = y2r * f2r - y2i * f2i;
    aIm[at + 2] = y2r * f2i + y2i * f2r;
    const y3r = os1r + os3i;
    const y3i = os1i - os3r;
    const f3r = FIRST_RE[t + 2] as number;
    const f3i = FIRST_IM[t + 2] as number;
    aRe[at + 3] = y3r * f3r - y3i * f3i;
    aIm[at + 3] = y3r * f3i + y3i * f3r;
    const y4r = es0r - es2r;
    const y4i = es0i - es2i;
    const f4r = FIRST_RE[t + 3] as number;
    const f4i = FIRST_IM[t + 3] as number;
    aRe[at + 4] = y4r * f4r - y4i * f4i;
    aIm[at + 4] = y4r * f4i + y4i * f4r;
    const y5r = os0r - os2r;
    const y5i = os0i - os2i;
    const f5r = FIRST_RE[t + 4] as number;
    const f5i = FIRST_IM[t + 4] as number;
    aRe[at + 5] = y5r * f5r - y5i * f5i;
    aIm[at + 5] = y5r * f5i + y5i * f5r;
    const y6r = es1r - es3i;
    const y6i = es1i + es3r;
    const f6r = FIRST_RE[t + 5] as number;
    const f6i = FIRST_IM[t + 5] as number;
    aRe[at + 6] = y6r * f6r - y6i * f6i;
    aIm[at + 6] = y6r * f6i + y6i * f6r;
    const y7r = os1r - os3i;
    const y7i = os1i + os3r;
    const f7r = FIRST_RE[t + 6] as number;
    const f7i = FIRST_IM[t + 6] as number;
    aRe[at + 7] = y7r * f7r - y7i * f7i;
    aIm[at + 7] = y7r * f7i + y7i * f7r;
  }
}

function radix4(): void {
  for (let p = 0; p < 5; p++) {
    const f1r = SECOND_RE[3 * p] as number;
    const f1i = SECOND_IM[3 * p] as number;
    const f2r = SECOND_RE[3 * p + 1] as number;
    const f2i = SECOND_IM[3 * p + 1] as number;
    const f3r = SECOND_RE[3 * p + 2] as number;
    const f3i = SECOND_IM[3 * p + 2] as number;
    for (let q = 0; q < 8; q++) {
      const from = q + 8 * p;
      const to = q + 32 * p;
      const x0r = aRe[from] as number;
      const x0i = aIm[from] as number;
      const x1r = aRe[from + 40] as number;
      const x1i = aIm[from + 40] as number;
      const x2r = aRe[from + 80] as number;
      const x2i = aIm[from + 80] as number;
      const x3r = aRe[from + 120] as number;
      const x3i = aIm[from + 120] as number;
      const s0r = x0r + x2r;
      const s1r = x0r - x2r;
      const s2r = x1r + x3r;
      const s3r = x1r - x3r;
      const s0i = x0i + x2i;
      const s1i = x0i - x2i;
      const s2i = x1i + x3i;
      const s3i = x1i - x3i;
      bRe[to] = s0r + s2r;
      bIm[to] = s0i + s2i;
      const y1r = s1r + s3i;
      const y1i = s1i - s3r;
      bRe[to + 8] = y1r * f1r - y1i * f1i;
      bIm[to + 8] = y1r * f1i + y1i * f1r;
      const y2r = s0r - s2r;
      const y2i = s0i - s2i;
      bRe[to + 16] = y2r * f2r - y2i * f2i;
      bIm[to + 16] = y2r * f2i + y2i * f2r;
      const y3r = s1r - s3i;
      const y3i = s1i + s3r;
      bRe[to + 24] = y3r * f3r - y3i * f3i;
      bIm[to + 24] = y3r * f3i + y3i * f3r;
    }
  }
}

/** Radix 5 over q + 32 j, then X[2k] = Re(y[k] * rotation), X[319 - 2k] = -Im. */
function radix5AndRotate(output: Float64Array): void {
  for (let q = 0; q < 32; q++) {
    const x0r = bRe[q] as number;
    const x0i = bIm[q] as number;
    const x1r = bRe[q + 32] as number;
    const x1i = bIm[q + 32] as number;
    const x2r = bRe[q + 64] as number;
    const x2i = bIm[q + 64] as number;
    const x3r = bRe[q + 96] as number;
    const x3i = bIm[q + 96] as number;
    const x4r = bRe[q + 128] as number;
    const x4i = bIm[q + 128] as number;
    const p1r = x1r + x4r;
    const m1r = x1r - x4r;
    const p2r = x2r + x3r;
    const m2r = x2r - x3r;
    const h1r = x0r + COS_1_5 * p1r + COS_2_5 * p2r;
    const h2r = x0r + COS_2_5 * p1r + COS_1_5 * p2r;
    const g1r = SIN_1_5 * m1r + SIN_2_5 * m2r;
    const g2r = SIN_2_5 * m1r - SIN_1_5 * m2r;
    const p1i = x1i + x4i;
    const m1i = x1i - x4i;
    const p2i = x2i + x3i;
    const m2i = x2i - x3i;
    const h1i = x0i + COS_1_5 * p1i + COS_2_5 * p2i;
    const h2i = x0i + COS_2_5 * p1i + COS_1_5 * p2i;
    const g1i = SIN_1_5 * m1i + SIN_2_5 * m2i;
    const g2i = SIN_2_5 * m1i - SIN_1_5 * m2i;
    const y0r = x0r + p1r + p2r;
    const y0i = x0i + p1i + p2i;
    const c0 = ROTATION_RE[q] as number;
    const s0 = ROTATION_IM[q] as number;
    output[2 * q] = y0r * c0 - y0i * s0;
    output[319 - 2 * q] = -(y0r * s0 + y0i * c0);
    const y1r = h1r + g1i;
    const y1i = h1i - g1r;
    const c1 = ROTATION_RE[q + 32] as number;
    const s1 = ROTATION_IM[q + 32] as number;
    output[2 * q + 64] = y1r * c1 - y1i * s1;
    output[255 - 2 * q] = -(y1r * s1 + y1i * c1);
    const y2r = h2r + g2i;
    const y2i = h2i - g2r;
    const c2 = ROTATION_RE[q + 64] as number;
    const s2 = ROTATION_IM[q + 64] as number;
    output[2 * q + 128] = y2r * c2 - y2i * s2;
    output[191 - 2 * q] = -(y2r * s2 + y2i * c2);
    const y3r = h2r - g2i;
    const y3i = h2i + g2r;
    const c3 = ROTATION_RE[q + 96] as number;
    const s3 = ROTATION_IM[q + 96] as number;
    output[2 * q + 192] = y3r * c3 - y3i * s3;
    output[127 - 2 * q] = -(y3r * s3 + y3i * c3);
    const y4r = h1r - g1i;
    const y4i = h1i + g1r;
    const c4 = ROTATION_RE[q + 128] as number;
    const s4 = ROTATION_IM[q + 128] as number;
    output[2 * q + 256] = y4r * c4 - y4i * s4;
    output[63 - 2 * q] = -(y4r * s4 + y4i * c4);
  }
}
