/** The browser's sound system, with the worklet that hears the microphone. Opening it asks nobody for anything. */
import { addWorklet } from "../trusted-assets.ts";
import { whenIdle } from "../when-idle.ts";

/** Running, and with the worklet `capture`. Its first time in a browser holds this thread for about 60 ms. */
export async function openSoundSystem(): Promise<AudioContext> {
  const audio = new AudioContext({ latencyHint: "interactive" });
  await Promise.all([addWorklet(audio), audio.resume()]);
  return audio;
}

let isKnown = false;

/**
 * Opens the sound system once and closes it again, in a moment when the page has nothing to do: what is slow the first time
 * is over before somebody presses Record. The microphone is not touched. A browser wants the page to be touched before it
 * makes a sound, so this waits for that.
 * @returns forgets the intention
 */
export function openSoundSystemAhead(): () => void {
  const leaving = new AbortController();
  const { signal } = leaving;
  // Browsers without it cannot be asked whether they would complain.
  const touches: UserActivation | undefined = navigator.userActivation;
  const open = () => {
    if (signal.aborted || isKnown || !touches?.hasBeenActive) return;
    isKnown = true;
    const audio = new AudioContext({ latencyHint: "interactive" });
    addWorklet(audio)
      .finally(() => audio.close())
      .catch(() => undefined); // Whoever presses Record is told what is wrong.
  };
  const begin = () => whenIdle(open);
  if (touches?.hasBeenActive) begin();
  else {
    addEventListener("pointerup", begin, { signal });
    addEventListener("keyup", begin, { signal });
  }
  return () => leaving.abort();
}
