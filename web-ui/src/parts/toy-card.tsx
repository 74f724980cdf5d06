import type { HouseState, ToyView } from "../../../hub/contract/api.ts";
import { sayAgo, sayMoment } from "../moments.ts";
import { childName } from "../names.ts";
import { usePage } from "../page-context.ts";
import { trueAsOf } from "../page-state.ts";
import { strengthOf } from "../pictures/signal-strength.ts";
import { words } from "../words.ts";
import { Bear, type HeartLook } from "./bear.tsx";
import { SignalBars } from "./signal-bars.tsx";
import { useClock } from "./use-clock.ts";

const AGES_MS = 15_000;

/** The toy, how near it is, and what is going on there. While the hub is away nothing is claimed. */
export function ToyCard({ toy, house }: { toy: ToyView; house: HouseState }) {
  const { connection } = usePage();
  const now = useClock(AGES_MS);
  const since = trueAsOf(connection.value);
  const isHere = toy.connected && since === undefined;
  const activity = words.activities[toy.activity](childName(house, toy.child));
  const reach = toy.connected ? words.toy.here : words.toy.away;
  return (
    // What is known now takes the place of what was known then: nothing is moved by it.
    <article key={since === undefined ? "now" : "then"} class="card toy-card">
      <Bear heart={heartOf(toy, house)} />
      <div>
        <h2>{toy.name}</h2>
        <p>
          <span class="reach">
            <span class={isHere ? "dot here" : "dot"} />
            {since === undefined ? reach : words.homes.unknown(sayMoment(new Date(since).toISOString(), now))}
          </span>
          {isHere && toy.rssi !== null && <SignalBars strength={strengthOf(toy.rssi)} />}
          <span class="soft small">{isHere ? sayStrength(toy.rssi) : saySeen(toy, now)}</span>
          {house.radio.simulated && <span class="tag">{words.toy.pretend}</span>}
        </p>
        <p class="small" role="status">
          {since === undefined ? activity : ""}
        </p>
      </div>
    </article>
  );
}

/** Lit only where the lighting was confirmed: `on_toy` says so. */
function heartOf(toy: ToyView, house: HouseState): HeartLook {
  if (toy.activity === "playing" || toy.activity === "recording") return "on";
  if (toy.quietUntil !== null) return "off";
  const isWaiting = house.messages.some(({ toy: id, state }) => id === toy.id && state === "on_toy");
  return isWaiting ? "blinking" : "off";
}

const saySeen = ({ seenAt }: ToyView, now: number): string =>
  seenAt === null ? words.toy.never : words.homes.contact(sayAgo(Date.parse(seenAt), now));

const sayStrength = (rssi: number | null): string =>
  rssi === null ? "" : words.toy.signal[strengthOf(rssi)];
