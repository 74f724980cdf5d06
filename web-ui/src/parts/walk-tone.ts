const LOUDNESS = 0.12;
const BEEP_S = 0.16;
const EDGE_S = 0.02;

export interface WalkTone extends Disposable {
  /** @param hertz `undefined` for silence */
  beep(hertz: number | undefined): void;
}

/** Short soft tones, one for each measurement. Made after a press: browsers let no page sound by itself. */
export function openWalkTone(): WalkTone {
  const audio = new AudioContext();
  void audio.resume().catch(() => undefined); // The needle says the same.
  return {
    beep(hertz) {
      if (hertz === undefined || audio.state !== "running") return;
      const tone = audio.createOscillator();
      const loudness = audio.createGain();
      const { currentTime: now } = audio;
      tone.type = "triangle";
      tone.frequency.value = hertz;
      loudness.gain.setValueAtTime(0, now);
      loudness.gain.linearRampToValueAtTime(LOUDNESS, now + EDGE_S);
      loudness.gain.linearRampToValueAtTime(0, now + BEEP_S);
      tone.connect(loudness).connect(audio.destination);
      tone.start(now);
      tone.stop(now + BEEP_S);
    },
    [Symbol.dispose]() {
      void audio.close().catch(() => undefined);
    },
  };
}
