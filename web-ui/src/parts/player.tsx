import { useEffect, useRef, useState } from "preact/hooks";

export interface PlayerProps {
  readonly wav: Uint8Array<ArrayBuffer>;
  readonly name: string;
  /** Starts at once: somebody pressed a button for it. */
  readonly isStarting?: boolean;
  /** How far it is played, as a share. */
  readonly onPlayed?: (share: number) => void;
  /** It was played to its end. */
  readonly onEnd?: () => void;
}

/** The browser's own player for a WAV that lies in memory. */
export function Player({ wav, name, isStarting = false, onPlayed, onEnd }: PlayerProps) {
  const [address, setAddress] = useState<string>();
  const element = useRef<HTMLAudioElement>(null);
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([wav], { type: "audio/wav" }));
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [wav]);
  useEffect(() => {
    // It stands where the pressed button was: the keyboard goes on from here.
    if (isStarting && address !== undefined) element.current?.focus({ preventScroll: true });
  }, [isStarting, address]);
  if (address === undefined) return null;
  return (
    // biome-ignore lint/a11y/useMediaCaption: a family's own voices; there is no text of what they say
    <audio
      ref={element}
      controls
      autoPlay={isStarting}
      src={address}
      aria-label={name}
      onTimeUpdate={({ currentTarget: { currentTime, duration } }) =>
        onPlayed?.(duration > 0 ? currentTime / duration : 0)
      }
      onEnded={() => onEnd?.()}
    />
  );
}
