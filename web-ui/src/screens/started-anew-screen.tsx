import type { PublicId } from "../../../hub/contract/public-id.ts";
import { forgetFormerFamily } from "../actions/start-anew.ts";
import { usePage } from "../page-context.ts";
import { TroubleNote } from "../parts/trouble-note.tsx";
import { TrustWords } from "../parts/trust-words.tsx";
import { useWork } from "../parts/use-work.ts";
import { words } from "../words.ts";
import { Halt } from "./halt.tsx";

/** On a device of the family that was: what happened, whether to worry, and the way on for who compared six words. */
export function StartedAnewScreen({ hub, family }: { hub: PublicId; family: string }) {
  const page = usePage();
  const work = useWork();
  const { startedAnew } = words;
  return (
    <Halt title={startedAnew.title} lead={startedAnew.lead}>
      <div class="note broken" role="alert">
        <p>{startedAnew.why}</p>
      </div>
      <p class="small soft">{startedAnew.kept}</p>
      <section class="card screen">
        <h2>{startedAnew.words}</h2>
        <TrustWords fingerprint={family} />
        <p class="small soft">{startedAnew.compare}</p>
        {work.trouble !== undefined && <TroubleNote trouble={work.trouble} />}
        <button
          type="button"
          class="wide"
          disabled={work.isBusy}
          onClick={() => work.run(() => forgetFormerFamily(page, hub))}
        >
          {work.isBusy ? startedAnew.busy : startedAnew.forget}
        </button>
      </section>
    </Halt>
  );
}
