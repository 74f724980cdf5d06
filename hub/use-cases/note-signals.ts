/**
 * How near each toy was over the day, out of what ble tells anyway. In memory, and noted in the index every quarter of an hour and at
 * the end: a kill costs the last quarter, which is a gap then.
 */
import type { PublicId } from "../contract/public-id.ts";
import type { SignalView } from "../contract/toys.ts";
import { minutes, seconds } from "../domain/duration.ts";
import { addSample } from "../domain/signal-history.ts";
import type { Toy } from "../ports/household.ts";
import type { House } from "./house.ts";
import { ownToy } from "./own-toy.ts";

const MINUTE_MS = 60_000;
/** Often enough that no minute is missed, whatever a timer's lateness. */
const LOOK_EVERY = seconds(20);
const NOTE_EVERY = minutes(15);
/** What was heard longer ago says nothing of this minute. */
const FRESH_MS = 60_000;

/** Reads what was noted, and looks from then on. Disposed, it notes what there is. */
export async function startNotingSignals(house: House): Promise<AsyncDisposable> {
  const { clock, live, signalNotes } = house;
  for (const { toy, history } of await signalNotes.read()) live.signals.set(toy, history);
  let stop: () => void = () => undefined;
  let noteAt = clock.monotonic() + NOTE_EVERY;
  const note = () => signalNotes.write([...live.signals].map(([toy, history]) => ({ toy, history })));
  const look = () => {
    stop = clock.after(LOOK_EVERY, look);
    lookAtAll(house);
    if (clock.monotonic() < noteAt) return;
    noteAt = clock.monotonic() + NOTE_EVERY;
    note().catch(house.fail);
  };
  look();
  return {
    async [Symbol.asyncDispose]() {
      stop();
      await note().catch(house.fail);
    },
  };
}

function lookAtAll(house: House): void {
  const { household, live } = house;
  const own = household.toys().filter(({ claimed }) => claimed);
  const ids = new Set<PublicId>(own.map(({ id }) => id));
  for (const id of live.signals.keys()) if (!ids.has(id)) live.signals.delete(id);
  const minute = Math.floor(house.lived.now() / MINUTE_MS);
  for (const toy of own) {
    const known = live.signals.get(toy.id);
    const rssi = signalNow(house, toy);
    const history = addSample(known, minute, rssi);
    if (history === known) continue;
    live.signals.set(toy.id, history);
    house.tell({ kind: "signal", toy: toy.id, until: endOf(house, minute), rssi });
  }
}

/** dBm; `null` for a toy that is not heard now. */
function signalNow(house: House, { id, room }: Toy): number | null {
  const told = house.toys.room(room);
  const toy = told?.toys.toys.find((seen) => seen.toy === id);
  if (told?.state.state !== "online" || toy === undefined || toy.seen_at === null) return null;
  const isFresh = toy.connected || Math.abs(house.clock.now() - Date.parse(toy.seen_at)) < FRESH_MS;
  return isFresh ? toy.rssi : null;
}

/** @throws RequestRefused `toy.unknown` */
export function viewSignal(house: House, id: PublicId): SignalView {
  ownToy(house, id);
  const history = house.live.signals.get(id);
  const last = history?.last ?? Math.floor(house.lived.now() / MINUTE_MS);
  return { until: endOf(house, last), minutes: [...(history?.samples ?? [])] };
}

/** By the wall clock of now, to the second: two clocks are read one after the other. */
function endOf({ clock, lived }: House, minute: number): string {
  const at = clock.now() + (minute + 1) * MINUTE_MS - lived.now();
  return new Date(Math.round(at / 1_000) * 1_000).toISOString();
}
