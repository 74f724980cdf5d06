import { useEffect } from "preact/hooks";
import type { PublicId } from "../../../hub/contract/public-id.ts";
import { usePage } from "../page-context.ts";
import { words } from "../words.ts";
import { TroubleNote } from "./trouble-note.tsx";
import { useWork } from "./use-work.ts";

/** While it is shown, this message may be approved together with others; `undefined`: it may not, or not yet. */
export function useApproved(id: PublicId, approve: (() => Promise<void>) | undefined): void {
  const { heard } = usePage();
  useEffect(() => {
    if (approve === undefined) return;
    heard.value = new Map(heard.value).set(id, approve);
    return () => {
      heard.value = new Map([...heard.value].filter(([other]) => other !== id));
    };
  }, [approve !== undefined]);
}

/** Two or more that were played to their end go with one press; what was not heard stays. */
export function ApproveHeard() {
  const { heard } = usePage();
  const work = useWork();
  const ways = [...heard.value.values()];
  const approve = () =>
    work.run(async () => {
      for (const way of ways) await way();
    });
  return (
    <>
      {work.trouble !== undefined && <TroubleNote trouble={work.trouble} />}
      {ways.length > 1 && (
        <button type="button" class="main" disabled={work.isBusy} aria-busy={work.isBusy} onClick={approve}>
          {words.approval.all(ways.length)}
        </button>
      )}
    </>
  );
}
