/**
 * @param channels of equal length, -1..1.
 * @returns their mean. What is not a number becomes silence.
 */
export function mixToMono(channels: readonly Float32Array[]): Float32Array {
  const length = Math.max(0, ...channels.map((channel) => channel.length));
  const mono = new Float32Array(length);
  for (const channel of channels) {
    for (let n = 0; n < channel.length; n++) mono[n] = (mono[n] as number) + (channel[n] as number);
  }
  for (let n = 0; n < length; n++) {
    const value = (mono[n] as number) / channels.length;
    mono[n] = Number.isFinite(value) ? value : 0;
  }
  return mono;
}
