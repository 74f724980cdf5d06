import type { RawSound } from "./raw-sound.ts";

const RATE_HZ = 16_000;
const NOTE_SECONDS = 0.55;
/** Hz: a child's "la, la, laaa", G4 E4 C5. */
const NOTES = [392, 329.6, 523.3];
const OVERTONES = [1, 0.55, 0.35, 0.2, 0.1];

/** What the pretend child says where the browser has no microphone: three hummed notes, 1.65 s. */
export function hum(): RawSound {
  const noteLength = Math.round(RATE_HZ * NOTE_SECONDS);
  const pcm = new Float32Array(noteLength * NOTES.length);
  NOTES.forEach((note, index) => {
    for (let at = 0; at < noteLength; at += 1) {
      const seconds = at / RATE_HZ;
      const swell = Math.min(1, seconds / 0.05, (NOTE_SECONDS - seconds) / 0.12);
      const phase = 2 * Math.PI * note * seconds + 0.6 * Math.sin(2 * Math.PI * 5.5 * seconds);
      const sum = OVERTONES.reduce(
        (total, weight, order) => total + weight * Math.sin(phase * (order + 1)),
        0,
      );
      pcm[index * noteLength + at] = 0.2 * swell * sum;
    }
  });
  return { pcm, sampleRateHz: RATE_HZ };
}
