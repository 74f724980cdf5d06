import { useId } from "preact/hooks";
import type { ToyView } from "../../../hub/contract/api.ts";
import { setToyVolume } from "../actions/care-for-toy.ts";
import { usePage } from "../page-context.ts";
import { words } from "../words.ts";
import { TroubleNote } from "./trouble-note.tsx";
import { useWork } from "./use-work.ts";

/** The three of the maker's app, percent. */
const STEPS = { quiet: 5, middle: 50, loud: 100 } as const;
/** A toy's own steps are further apart where it is quiet. */
const SAME_WITHIN = 3;

export function ToyVolume({ toy }: { toy: ToyView }) {
  const page = usePage();
  const work = useWork();
  const title = useId();
  const { volume } = words.care;
  const now = toy.volume;
  const isStep = (percent: number) => now !== null && Math.abs(percent - now) <= SAME_WITHIN;
  const isBetween = now !== null && !Object.values(STEPS).some(isStep);
  return (
    <div class="toy-volume">
      <h3 id={title}>{volume.title}</h3>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset draws a border of its own and names nothing better */}
      <div class="row levels" role="group" aria-labelledby={title}>
        {(Object.keys(STEPS) as (keyof typeof STEPS)[]).map((step) => (
          <button
            key={step}
            type="button"
            class={isStep(STEPS[step]) ? "calm" : ""}
            aria-pressed={isStep(STEPS[step])}
            aria-label={volume.set(volume.steps[step], toy.name)}
            disabled={
              work.isBusy || !toy.connected || STEPS[step] > Math.max(toy.care.loudestNow, STEPS.quiet)
            }
            aria-busy={work.isBusy}
            onClick={() =>
              work.run(async () => {
                await setToyVolume(page, toy, STEPS[step]);
                page.said.value = volume.done(toy.name, volume.steps[step]);
              })
            }
          >
            {volume.steps[step]}
          </button>
        ))}
      </div>
      <p class="small soft">
        {work.isBusy
          ? volume.setting
          : !toy.connected
            ? volume.onlyHere
            : now === null
              ? volume.unknown
              : isBetween && volume.now(now)}
      </p>
      {work.trouble !== undefined && <TroubleNote trouble={work.trouble} />}
    </div>
  );
}
