import type { HouseState, ToyView } from "../../../hub/contract/api.ts";
import { sayMoment } from "../moments.ts";
import { childName } from "../names.ts";
import { strengthOf } from "../pictures/signal-strength.ts";
import { words } from "../words.ts";
import { Bear, type HeartLook } from "./bear.tsx";
import { SignalBars } from "./signal-bars.tsx";

/** The toy, how near it is, and what is going on there. */
export function ToyCard({ toy, house }: { toy: ToyView; house: HouseState }) {
  const activity = words.activities[toy.activity](childName(house, toy.child));
  return (
    <article class="card toy-card">
      <Bear heart={heartOf(toy, house)} />
      <div>
        <h2>{toy.name}</h2>
        <p>
          <span class="reach">
            <span class={toy.connected ? "dot here" : "dot"} />
            {toy.connected ? words.toy.here : words.toy.away}
          </span>
          {toy.connected && toy.rssi !== null && <SignalBars strength={strengthOf(toy.rssi)} />}
          <span class="soft small">{toy.connected ? sayStrength(toy.rssi) : saySeen(toy)}</span>
          {house.radio.simulated && <span class="tag">{words.toy.pretend}</span>}
        </p>
        <p class="small" role="status">
          {activity}
        </p>
      </div>
    </article>
  );
}

/** Lit only where the lighting was confirmed: `on_toy` says so. */
function heartOf(toy: ToyView, house: HouseState): HeartLook {
  if (toy.activity === "playing" || toy.activity === "recording") return "on";
  const isWaiting = house.messages.some(({ toy: id, state }) => id === toy.id && state === "on_toy");
  return isWaiting ? "blinking" : "off";
}

function saySeen({ seenAt }: ToyView): string {
  return seenAt === null ? words.toy.never : words.toy.seen(sayMoment(seenAt, Date.now()));
}

const sayStrength = (rssi: number | null): string =>
  rssi === null ? "" : words.toy.signal[strengthOf(rssi)];
