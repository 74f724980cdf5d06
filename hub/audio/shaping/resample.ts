/**
 * Changes the sample rate by a polyphase filter: a sinc under a Kaiser window, cut off in the middle between pass band and
 * image. For messages that is 8 kHz with a slope of 1 kHz on either side: what folds lands above 7 kHz, where the codec
 * keeps nothing.
 */

/** Zero crossings of the sinc on either side. */
const REACH = 24;
/** Kaiser window: images are about 90 dB down. */
const KAISER_BETA = 9;

/**
 * @param samples mono. @param fromHz and @param toHz whole numbers above 0.
 * @returns round(length x toHz / fromHz) samples; sample 0 stays where it was.
 */
export function resample(samples: Float32Array, fromHz: number, toHz: number): Float32Array {
  if (fromHz === toHz) return samples.slice();
  const divisor = greatestCommonDivisor(fromHz, toHz);
  const phases = toHz / divisor;
  const stride = fromHz / divisor;
  /** Cut-off as a share of the input's rate, doubled: 1 keeps everything up to half the rate. */
  const cutoff = Math.min(1, toHz / fromHz);
  const reach = Math.ceil(REACH / cutoff);
  const rows: (Float64Array | undefined)[] = new Array<undefined>(phases);
  const output = new Float32Array(Math.round((samples.length * toHz) / fromHz));
  for (let n = 0; n < output.length; n++) {
    const position = n * stride;
    const phase = position % phases;
    let row = rows[phase];
    if (row === undefined) {
      row = kernelRow(phase / phases, reach, cutoff);
      rows[phase] = row;
    }
    const start = (position - phase) / phases - reach + 1;
    const firstTap = Math.max(0, -start);
    const endTap = Math.min(row.length, samples.length - start);
    let sum = 0;
    for (let tap = firstTap; tap < endTap; tap++)
      sum += (row[tap] as number) * (samples[start + tap] as number);
    output[n] = sum;
  }
  return output;
}

/** Taps for an output `fraction` of an input sample after input `reach - 1` of the row; they sum to 1. */
function kernelRow(fraction: number, reach: number, cutoff: number): Float64Array {
  const row = new Float64Array(2 * reach);
  let sum = 0;
  for (let tap = 0; tap < row.length; tap++) {
    const distance = tap - (reach - 1) - fraction;
    const value = sinc(distance * cutoff) * kaiser(distance / reach);
    row[tap] = value;
    sum += value;
  }
  for (let tap = 0; tap < row.length; tap++) row[tap] = (row[tap] as number) / sum;
  return row;
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

function kaiser(x: number): number {
  if (Math.abs(x) >= 1) return 0;
  return besselI0(KAISER_BETA * Math.sqrt(1 - x * x)) / besselI0(KAISER_BETA);
}

function besselI0(x: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; term > sum * 1e-12; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
