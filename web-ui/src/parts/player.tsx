import { useEffect, useState } from "preact/hooks";

export interface PlayerProps {
  readonly wav: Uint8Array<ArrayBuffer>;
  readonly name: string;
  /** Starts at once: somebody pressed a button for it. */
  readonly isStarting?: boolean;
}

/** The browser's own player for a WAV that lies in memory. */
export function Player({ wav, name, isStarting = false }: PlayerProps) {
  const [address, setAddress] = useState<string>();
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([wav], { type: "audio/wav" }));
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [wav]);
  if (address === undefined) return null;
  return (
    // biome-ignore lint/a11y/useMediaCaption: a family's own voices; there is no text of what they say
    <audio controls autoPlay={isStarting} src={address} aria-label={name} />
  );
}
