import { pauseResealing, startResealing } from "../actions/reseal-clips.ts";
import { usePage } from "../page-context.ts";
import { words } from "../words.ts";
import { TroubleNote } from "./trouble-note.tsx";

/** Recordings that still open with an earlier lock: how far they are, and the way to go on. Nothing where there are none. */
export function ResealingNote() {
  const page = usePage();
  const now = page.resealing.value;
  const left = page.house.value?.vault.older ?? 0;
  const goOn = () => void startResealing(page);
  if (now?.state === "running") {
    const { total, done } = now;
    const percent = total === 0 ? 0 : Math.floor((100 * done) / total);
    return (
      <section class="note resealing" aria-label={words.resealing.label}>
        <p>
          <strong>{words.resealing.title}</strong>
        </p>
        <progress max={100} value={percent} aria-label={words.resealing.title} />
        <p class="small soft">
          {total === 0 ? words.resealing.counting : words.resealing.progress(done, total)}
        </p>
        <div class="row">
          <button type="button" class="quiet" onClick={() => pauseResealing(page)}>
            {words.resealing.pause}
          </button>
        </div>
      </section>
    );
  }
  if (left === 0) return null;
  return (
    <section class="note resealing" aria-label={words.resealing.label}>
      <p>
        <strong>{words.resealing.left(left)}</strong>
      </p>
      <p class="small soft">{words.resealing.why}</p>
      {now !== undefined && now.unreadable > 0 && <p>{words.resealing.unreadable(now.unreadable)}</p>}
      {now?.trouble !== undefined && <TroubleNote trouble={now.trouble} />}
      <div class="row">
        <button type="button" onClick={goOn}>
          {words.resealing.goOn}
        </button>
      </div>
    </section>
  );
}
