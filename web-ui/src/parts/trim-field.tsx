import { useState } from "preact/hooks";
import { sayLength, spellLength } from "../moments.ts";
import { type CutEnd, cutMore, cutTo, isSameCut } from "../recording/cut-sound.ts";
import type { Cut } from "../recording/take-store.ts";
import { words } from "../words.ts";
import { WaveformPicture } from "./waveform-picture.tsx";

interface TrimFieldProps {
  readonly levels: readonly number[];
  readonly wholeMs: number;
  readonly cut: Cut;
  readonly onCut: (cut: Cut) => void;
  /** Milliseconds of silence at both ends of what is left, which go by themselves. */
  readonly silence: Cut;
  /** How much of what is left was played, in milliseconds. */
  readonly playedMs: number;
}

/** The recording as a picture, with a handle at each end, and buttons that do the same (WCAG 2.5.7). */
export function TrimField({ levels, wholeMs, cut, onCut, silence, playedMs }: TrimFieldProps) {
  /** While a handle is held. */
  const [held, setHeld] = useState<Cut>();
  const [before, setBefore] = useState<readonly Cut[]>([]);
  const shown = held ?? cut;
  const choose = (next: Cut) => {
    setHeld(undefined);
    if (isSameCut(next, cut)) return;
    setBefore([...before, cut]);
    onCut(next);
  };
  const undo = () => {
    const last = before.at(-1);
    if (last === undefined) return;
    setBefore(before.slice(0, -1));
    onCut(last);
  };
  const share = (milliseconds: number) => (wholeMs === 0 ? 0 : milliseconds / wholeMs);
  const kept = [share(shown.start), 1 - share(shown.end)] as const;
  const begins = shown.start + silence.start;
  const sounding = held === undefined ? ([share(begins), 1 - share(shown.end + silence.end)] as const) : kept;
  const played = [sounding[0], Math.min(sounding[1], share(begins + playedMs))] as const;
  const handle = (end: CutEnd) => {
    const read = (input: HTMLInputElement) => {
      const at = Number(input.value);
      return cutTo(cut, end, end === "start" ? at : wholeMs - at, wholeMs);
    };
    const at = end === "start" ? shown.start : wholeMs - shown.end;
    return (
      <input
        type="range"
        class={shown.start > wholeMs / 2 ? `handle ${end} late` : `handle ${end}`}
        min={0}
        max={Math.round(wholeMs)}
        step={100}
        value={Math.round(at)}
        aria-label={end === "start" ? words.trim.begins : words.trim.ends}
        aria-valuetext={sayLength(at)}
        onInput={(event) => setHeld(read(event.currentTarget))}
        onChange={(event) => choose(read(event.currentTarget))}
      />
    );
  };
  return (
    <div class="trim">
      {/* Time goes from left to right in every language's player. */}
      <div class="handles" dir="ltr">
        <WaveformPicture levels={levels} kept={kept} sounding={sounding} played={played} />
        {handle("start")}
        {handle("end")}
      </div>
      <div class="row trims">
        <button type="button" class="quiet small" onClick={() => choose(cutMore(cut, "start", wholeMs))}>
          {words.trim.cutStart}
        </button>
        <button type="button" class="quiet small" onClick={() => choose(cutMore(cut, "end", wholeMs))}>
          {words.trim.cutEnd}
        </button>
        <button type="button" class="quiet small" disabled={before.length === 0} onClick={undo}>
          {words.trim.undo}
        </button>
      </div>
      <p class="unseen" role="status">
        {isSameCut(cut, { start: 0, end: 0 })
          ? ""
          : words.trim.left(spellLength(wholeMs - cut.start - cut.end))}
      </p>
    </div>
  );
}
