import type { About } from "../../../hub/contract/about.ts";
import { sayLength } from "../moments.ts";
import { speechOf } from "../pictures/sound-twin.ts";
import { words } from "../words.ts";
import { type Stretch, WaveformPicture } from "./waveform-picture.tsx";

/** Of a sound that was not opened: how it goes is sealed with it. */
const SEALED: readonly number[] = new Array<number>(60).fill(0);
const WHOLE: Stretch = [0, 1];
/** Of `about.json`'s waveform. */
const LOUDEST = 1_024;

interface SoundPictureProps {
  /** `undefined` until it was opened. */
  readonly about: About | undefined;
  /** A share, 0..1. */
  readonly played: number;
}

/** How a recording goes, and the same in words for who does not see it. */
export function SoundPicture({ about, played }: SoundPictureProps) {
  if (about === undefined)
    return <WaveformPicture levels={SEALED} kept={WHOLE} sounding={WHOLE} played={[0, 0]} />;
  return (
    <>
      <WaveformPicture
        levels={about.waveform.map((level) => level / LOUDEST)}
        kept={WHOLE}
        sounding={WHOLE}
        played={[0, played]}
      />
      <p class="unseen">{sayTwin(about)}</p>
    </>
  );
}

function sayTwin({ waveform, milliseconds }: About): string {
  const stretches = speechOf(waveform, milliseconds);
  if (stretches.length === 0) return words.sound.silence;
  return words.sound.speech(
    stretches.map(({ from, to }) => words.sound.stretch(sayLength(from), sayLength(to))),
  );
}
