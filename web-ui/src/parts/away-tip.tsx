import type { HouseState, ToyView } from "../../../hub/contract/api.ts";
import { ALERT_AFTER, TIP_AFTER } from "../../../hub/domain/out-of-reach.ts";
import { waitedFor } from "../message-facts.ts";
import { words } from "../words.ts";

interface AwayTipProps {
  readonly toy: ToyView;
  readonly house: HouseState;
  /** Unix ms, the hub's. */
  readonly now: number;
  readonly onToys: () => void;
}

/** What to try when post has waited for a toy for long; nothing before that, as most toys come back by themselves. */
export function AwayTip({ toy, house, now, onToys }: AwayTipProps) {
  const waitedMs = Math.max(0, ...house.messages.map((message) => waitedFor(message, toy, now)));
  if (waitedMs < TIP_AFTER) return null;
  if (waitedMs < ALERT_AFTER)
    return (
      <p class="note" role="status">
        {words.toy.tip(toy.name)}
      </p>
    );
  return (
    <section class="note away-tip" aria-label={words.toy.longAway(toy.name)}>
      <Battery />
      <div>
        <strong>{words.toy.longAway(toy.name)}</strong>
        <p>{words.toy.longTip}</p>
        <div class="row">
          <button type="button" onClick={onToys}>
            {words.toy.toWalk}
          </button>
        </div>
      </div>
    </section>
  );
}

/** Nearly empty. */
function Battery() {
  return (
    <svg class="battery" viewBox="0 0 48 26" aria-hidden="true" focusable="false">
      <rect x="1.5" y="2.5" width="40" height="21" rx="4" />
      <path d="M44.5 9.5v7" />
      <rect class="charge" x="5.5" y="6.5" width="6" height="13" rx="1.5" />
    </svg>
  );
}
