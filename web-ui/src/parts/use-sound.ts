import { useEffect, useRef, useState } from "preact/hooks";

export interface Sound {
  readonly isPlaying: boolean;
  /** 0..1 */
  readonly played: number;
  toggle(): void;
  /** Without being asked to: where the browser lets no page do that, nothing happens. @param volume 0..1, for this once */
  play(volume: number): void;
}

/** Plays a WAV that lies in memory; its address is given back when it is not needed any more. */
export function useSound(wav: Uint8Array<ArrayBuffer> | undefined): Sound {
  const audio = useRef<HTMLAudioElement | undefined>(undefined);
  const [isPlaying, setPlaying] = useState(false);
  const [played, setPlayed] = useState(0);

  useEffect(() => {
    if (wav === undefined) return undefined;
    const address = URL.createObjectURL(new Blob([wav], { type: "audio/wav" }));
    const element = new Audio(address);
    audio.current = element;
    let frame = 0;
    const look = () => {
      setPlayed(element.duration > 0 ? element.currentTime / element.duration : 0);
      frame = requestAnimationFrame(look);
    };
    element.onplay = () => {
      setPlaying(true);
      look();
    };
    element.onpause = () => {
      setPlaying(false);
      cancelAnimationFrame(frame);
    };
    element.onended = () => setPlayed(0);
    return () => {
      element.pause();
      cancelAnimationFrame(frame);
      URL.revokeObjectURL(address);
      audio.current = undefined;
      setPlaying(false);
      setPlayed(0);
    };
  }, [wav]);

  return {
    isPlaying,
    played,
    toggle() {
      const element = audio.current;
      if (element === undefined) return;
      element.volume = 1;
      if (element.paused)
        void element.play().catch(() => setPlaying(false)); // A pause came before the play began.
      else element.pause();
    },
    play(volume) {
      const element = audio.current;
      if (element === undefined) return;
      element.volume = volume;
      void element.play().catch(() => undefined); // It is there to be played by hand.
    },
  };
}
