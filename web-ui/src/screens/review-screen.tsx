import { useEffect, useRef, useState } from "preact/hooks";
import type { HouseState, ToyView } from "../../../hub/contract/api.ts";
import type { PreparedClip } from "../clips/prepared-clip.ts";
import { sayLength, spellLength } from "../moments.ts";
import type { UnderReview } from "../page-state.ts";
import { ScreenTitle } from "../parts/screen-title.tsx";
import { SelectField } from "../parts/select-field.tsx";
import { TitleField } from "../parts/title-field.tsx";
import { TrimField } from "../parts/trim-field.tsx";
import { TroubleNote } from "../parts/trouble-note.tsx";
import { useAtStake } from "../parts/use-at-stake.ts";
import { useCut } from "../parts/use-cut.ts";
import { usePreparedClip } from "../parts/use-prepared-clip.ts";
import { useSound } from "../parts/use-sound.ts";
import { WhenField } from "../parts/when-field.tsx";
import { lengthOf } from "../recording/raw-sound.ts";
import { NO_CUT, type TakeNotes } from "../recording/take-store.ts";
import { stillWished } from "../wish-choices.ts";
import { words } from "../words.ts";

export interface ReviewScreenProps {
  readonly reviewed: UnderReview;
  /** Where it can go, and what each is called; the one that `reviewed` is for is among them. */
  readonly toys: readonly { readonly toy: ToyView; readonly name: string }[];
  readonly to: ToyView;
  readonly child: HouseState["children"][number] | undefined;
  /** Unix ms, the hub's. */
  readonly now: number;
  readonly onNotes: (notes: TakeNotes) => void;
  readonly onAgain: () => void;
  readonly onDiscard: () => void;
  readonly onSend: (clip: PreparedClip) => void;
}

/** It plays by itself, perhaps beside a bed. */
const QUIET = 0.35;

/** Listen before you send: the recording as the bear will say it, shorter perhaps, and for whom. */
export function ReviewScreen({
  reviewed: { take, sound, isKept, isFresh },
  toys,
  to,
  child,
  now,
  onNotes,
  onAgain,
  onDiscard,
  onSend,
}: ReviewScreenProps) {
  useAtStake();
  const { notes } = take;
  const { left, levels } = useCut(sound, notes.cut);
  const { clip, trouble, takeItQuiet } = usePreparedClip(left);
  const player = useSound(clip?.bear);
  const [isAsked, setAsked] = useState(false);
  const isToPlay = useRef(isFresh);

  useEffect(() => {
    if (clip === undefined) return;
    if (isAsked) onSend(clip);
    else if (isToPlay.current) player.play(QUIET);
    isToPlay.current = false;
  }, [clip]);
  // What is wrong with it is said, and then asked anew.
  useEffect(() => {
    if (trouble !== undefined) setAsked(false);
  }, [trouble]);

  return (
    <section class="screen review">
      <header>
        <ScreenTitle title={words.review.title} />
        {toys.length === 1 && <p class="soft">{toys[0]?.name}</p>}
      </header>
      <div class="middle">
        {!isKept && (
          <p class="note" role="status">
            {words.recording.notKept}
          </p>
        )}
        {trouble !== undefined && (
          <TroubleNote trouble={trouble}>
            {takeItQuiet !== undefined && (
              <button type="button" onClick={takeItQuiet}>
                {words.review.sendAnyway}
              </button>
            )}
          </TroubleNote>
        )}
        <div class="card screen" aria-busy={clip === undefined && trouble === undefined}>
          <TrimField
            levels={levels}
            wholeMs={lengthOf([sound])}
            cut={notes.cut}
            onCut={(next) => onNotes({ ...notes, cut: next })}
            silence={clip?.trimmed ?? NO_CUT}
            playedMs={player.played * (clip?.milliseconds ?? 0)}
          />
          {clip !== undefined ? (
            <p class="row">
              <strong>{sayLength(clip.soundMilliseconds)}</strong>
              <span class="soft">
                {clip.trimmed.start + clip.trimmed.end >= 100 ? words.review.trimmed : words.review.untouched}
              </span>
              <span class="unseen">{words.review.twin(spellLength(clip.soundMilliseconds))}</span>
            </p>
          ) : (
            trouble === undefined && (
              <p class="searching" role="status">
                {words.review.preparing}
              </p>
            )
          )}
          <button type="button" class="calm wide" disabled={clip === undefined} onClick={player.toggle}>
            {player.isPlaying ? words.review.pause : words.review.play}
          </button>
        </div>
        {toys.length > 1 && (
          <SelectField
            id="review-to"
            label={words.review.to}
            value={to.id}
            options={toys.map(({ toy, name }) => [toy.id, name])}
            onValue={(id) => {
              const chosen = toys.find(({ toy }) => toy.id === id);
              if (chosen !== undefined) onNotes({ ...notes, to: chosen.toy.id });
            }}
          />
        )}
        {child !== undefined && (
          <WhenField
            key={child.id}
            child={child.name}
            times={child.times}
            now={now}
            when={stillWished(notes.when, child.times, now)}
            onWhen={(when) => onNotes({ ...notes, when })}
          />
        )}
        <TitleField title={notes.title} onTitle={(title) => onNotes({ ...notes, title })} />
      </div>
      <div class="bottom">
        <div class="pair">
          <button type="button" onClick={onAgain}>
            {words.review.again}
          </button>
          <button
            type="button"
            class="main"
            disabled={trouble !== undefined || isAsked}
            aria-busy={isAsked}
            onClick={() => (clip === undefined ? setAsked(true) : onSend(clip))}
          >
            {isAsked ? words.review.preparing : words.review.send}
          </button>
        </div>
        <button type="button" class="quiet" onClick={onDiscard}>
          {words.review.discard}
        </button>
      </div>
    </section>
  );
}
