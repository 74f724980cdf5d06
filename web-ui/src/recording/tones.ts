/** Two quiet tones, for who does not see the page: up when it listens, down when it stops. */

const SECONDS = 0.07;
const GAP_SECONDS = 0.06;
const LONGEST_WAIT_MS = 400;
/** Quiet enough for a room where a child sleeps. */
const HEIGHT = 0.05;
const HZ = { start: 880, stop: 587 } as const;

/** Resolves when it has died away: what is recorded after that does not hear it. */
export function playTone(audio: AudioContext, which: keyof typeof HZ): Promise<void> {
  const voice = new OscillatorNode(audio, { frequency: HZ[which] });
  const height = new GainNode(audio, { gain: 0 });
  const begin = audio.currentTime;
  height.gain.linearRampToValueAtTime(HEIGHT, begin + SECONDS / 4);
  height.gain.linearRampToValueAtTime(0, begin + SECONDS);
  voice.connect(height).connect(audio.destination);
  voice.start();
  voice.stop(begin + SECONDS + GAP_SECONDS);
  return new Promise((resolve) => {
    voice.onended = () => resolve();
    // A sound system that a call halted plays nothing and tells nothing: nobody waits for that.
    setTimeout(resolve, LONGEST_WAIT_MS);
  });
}

const KEY = "pawpost-tones";

/** On, unless somebody switched them off in this browser. */
export const tonesAreOn = (): boolean => localStorage.getItem(KEY) !== "off";

export function switchTones(on: boolean): void {
  if (on) localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, "off");
}
