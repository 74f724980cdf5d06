/** Noise, the same each time: its bytes stand nowhere by chance, whatever codec they went through. */
export function noise(seconds: number, sampleRateHz = 16_000): Float32Array {
  let state = 0x2545f491;
  return Float32Array.from({ length: seconds * sampleRateHz }, () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return 0.2 * (state / 0x80000000);
  });
}
