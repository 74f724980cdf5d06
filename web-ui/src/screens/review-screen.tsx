import type { PreparedClip } from "../clips/prepared-clip.ts";
import { sayLength, spellLength } from "../moments.ts";
import { TroubleNote } from "../parts/trouble-note.tsx";
import { usePreparedClip } from "../parts/use-prepared-clip.ts";
import { useSound } from "../parts/use-sound.ts";
import { WaveformPicture } from "../parts/waveform-picture.tsx";
import type { RawSound } from "../recording/recorder.ts";
import { words } from "../words.ts";

export interface ReviewScreenProps {
  readonly child: string;
  readonly toy: string;
  readonly sound: RawSound;
  readonly onAgain: () => void;
  readonly onDiscard: () => void;
  readonly onSend: (clip: PreparedClip) => void;
}

/** The card has its size before the sound is ready, so that nothing jumps under the thumb. */
const NOTHING_YET: readonly number[] = Array(48).fill(0);

/** Listen before you send: the recording as the bear will say it. */
export function ReviewScreen({ child, toy, sound, onAgain, onDiscard, onSend }: ReviewScreenProps) {
  const { clip, trouble, takeItQuiet } = usePreparedClip(sound);
  const player = useSound(clip?.bear);

  return (
    <section class="screen review">
      <header>
        <h1 tabIndex={-1}>{words.review.title}</h1>
        <p class="soft">{words.record.title(child, toy)}</p>
      </header>
      <div class="middle">
        {trouble !== undefined && (
          <TroubleNote trouble={trouble}>
            {takeItQuiet !== undefined && (
              <button type="button" onClick={takeItQuiet}>
                {words.review.sendAnyway}
              </button>
            )}
          </TroubleNote>
        )}
        {trouble === undefined && (
          <div class="card screen" aria-busy={clip === undefined}>
            <WaveformPicture levels={clip?.loudness ?? NOTHING_YET} played={player.played} />
            {clip === undefined ? (
              <p class="searching" role="status">
                {words.review.preparing}
              </p>
            ) : (
              <p class="row">
                <strong>{sayLength(clip.soundMilliseconds)}</strong>
                <span class="soft">{clip.isTrimmed ? words.review.trimmed : words.review.untouched}</span>
                <span class="unseen">{words.review.twin(spellLength(clip.soundMilliseconds))}</span>
              </p>
            )}
            <button type="button" class="calm wide" disabled={clip === undefined} onClick={player.toggle}>
              {player.isPlaying ? words.review.pause : words.review.play}
            </button>
          </div>
        )}
      </div>
      <div class="bottom">
        <div class="pair">
          <button type="button" onClick={onAgain}>
            {words.review.again}
          </button>
          <button
            type="button"
            class="main"
            disabled={clip === undefined}
            onClick={() => clip !== undefined && onSend(clip)}
          >
            {words.review.send}
          </button>
        </div>
        <button type="button" class="quiet" onClick={onDiscard}>
          {words.review.discard}
        </button>
      </div>
    </section>
  );
}
