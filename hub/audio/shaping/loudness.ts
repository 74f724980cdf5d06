/**
 * Integrated loudness after ITU-R BS.1770-4: K-weighting, blocks of 400 ms that overlap by 75 %, an absolute gate at
 * -70 LUFS and a relative one 10 LU under what passed it.
 */

export const SILENCE_LUFS = Number.NEGATIVE_INFINITY;
const BLOCK_MS = 400;
const STEPS_PER_BLOCK = 4;
const ABSOLUTE_GATE_LUFS = -70;
const RELATIVE_GATE_LU = -10;
const CALIBRATION_LUFS = -0.691;

/** A second-order filter: b0..b2 over 1, a1, a2. */
type Biquad = readonly [b0: number, b1: number, b2: number, a1: number, a2: number];

/**
 * @param samples mono, -1..1, any rate; one shorter than a block counts as one block.
 * @returns LUFS; {@link SILENCE_LUFS} when nothing passes the absolute gate.
 */
export function measureLoudness(samples: Float32Array, sampleRateHz: number): number {
  const energies = blockEnergies(samples, sampleRateHz);
  const absolute = meanAbove(energies, energyOf(ABSOLUTE_GATE_LUFS));
  if (absolute === 0) return SILENCE_LUFS;
  const relative = absolute * 10 ** (RELATIVE_GATE_LU / 10);
  return loudnessOf(meanAbove(energies, Math.max(relative, energyOf(ABSOLUTE_GATE_LUFS))));
}

function loudnessOf(energy: number): number {
  return CALIBRATION_LUFS + 10 * Math.log10(energy);
}

function energyOf(loudness: number): number {
  return 10 ** ((loudness - CALIBRATION_LUFS) / 10);
}

function meanAbove(energies: Float64Array, gate: number): number {
  let sum = 0;
  let count = 0;
  for (const energy of energies) {
    if (energy <= gate) continue;
    sum += energy;
    count++;
  }
  return count === 0 ? 0 : sum / count;
}

/** Mean square of each block, K-weighted. */
function blockEnergies(samples: Float32Array, sampleRateHz: number): Float64Array {
  const stepSamples = Math.round((sampleRateHz * BLOCK_MS) / 1000 / STEPS_PER_BLOCK);
  const steps = Math.max(1, Math.floor(samples.length / stepSamples));
  const stepEnergies = new Float64Array(steps);
  const [shelfB0, shelfB1, shelfB2, shelfA1, shelfA2] = shelfFilter(sampleRateHz);
  const [passB0, passB1, passB2, passA1, passA2] = highPassFilter(sampleRateHz);
  let s1 = 0;
  let s2 = 0;
  let h1 = 0;
  let h2 = 0;
  let energy = 0;
  const used = Math.min(samples.length, steps * stepSamples);
  for (let n = 0, step = 0, left = stepSamples; n < used; n++) {
    const x = samples[n] as number;
    const s0 = x - shelfA1 * s1 - shelfA2 * s2;
    const y = shelfB0 * s0 + shelfB1 * s1 + shelfB2 * s2;
    s2 = s1;
    s1 = s0;
    const h0 = y - passA1 * h1 - passA2 * h2;
    const z = passB0 * h0 + passB1 * h1 + passB2 * h2;
    h2 = h1;
    h1 = h0;
    energy += z * z;
    if (--left > 0) continue;
    stepEnergies[step++] = energy;
    energy = 0;
    left = stepSamples;
  }
  if (steps < STEPS_PER_BLOCK) {
    // The last step may have been cut short.
    const sum = stepEnergies.reduce((total, whole) => total + whole, energy);
    return Float64Array.of(used === 0 ? 0 : sum / used);
  }
  return Float64Array.from({ length: steps - STEPS_PER_BLOCK + 1 }, (_, first) => {
    let sum = 0;
    for (let step = first; step < first + STEPS_PER_BLOCK; step++) sum += stepEnergies[step] as number;
    return sum / (STEPS_PER_BLOCK * stepSamples);
  });
}

/**
 * The standard gives both filters as coefficients for 48 kHz. These are the analogue designs behind them, so that any
 * rate works; at 48 kHz the coefficients come out as printed there (see the test).
 */
export function shelfFilter(sampleRateHz: number): Biquad {
  const gain = 10 ** (3.999843853973347 / 20);
  const band = gain ** 0.4996667741545416;
  const k = Math.tan((Math.PI * 1681.974450955533) / sampleRateHz);
  const q = 0.7071752369554196;
  const a0 = 1 + k / q + k * k;
  return [
    (gain + (band * k) / q + k * k) / a0,
    (2 * (k * k - gain)) / a0,
    (gain - (band * k) / q + k * k) / a0,
    (2 * (k * k - 1)) / a0,
    (1 - k / q + k * k) / a0,
  ];
}

export function highPassFilter(sampleRateHz: number): Biquad {
  const k = Math.tan((Math.PI * 38.13547087602444) / sampleRateHz);
  const q = 0.5003270373238773;
  const a0 = 1 + k / q + k * k;
  return [1, -2, 1, (2 * (k * k - 1)) / a0, (1 - k / q + k * k) / a0];
}
