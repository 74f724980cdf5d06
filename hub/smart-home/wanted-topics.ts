import type { ToyView } from "../contract/api.ts";
import { minutes } from "../domain/duration.ts";
import { isQuietAt } from "../use-cases/child-day.ts";
import type { House } from "../use-cases/house.ts";
import { viewRadio } from "../use-cases/view-house.ts";
import { BRIDGE, type DiscoveryPlace, deviceTopic, discoverBridge, discoverToy } from "./discovery.ts";
import type { HouseBook } from "./house-book.ts";
import { ownToys, topicOf } from "./own-toys.ts";
import { slugOf, toyKey } from "./toy-names.ts";

/** A toy out of reach for so long is not available. */
const AWAY_AFTER_MS = minutes(5);

/** All that is to be retained at the broker, as it is now: topic -> payload. */
export function wantedTopics(
  house: House,
  book: HouseBook,
  place: DiscoveryPlace,
  { mayControl, health }: { readonly mayControl: boolean; readonly health: object },
): Map<string, string> {
  const { base, discovery } = place;
  const toys = ownToys(house, book.toys());
  const topics = new Map<string, string>();
  const put = (topic: string, body: unknown) => topics.set(topic, JSON.stringify(body));
  put(`${base}/bridge/state`, { state: "online" });
  put(`${base}/bridge/info`, {
    version: place.version,
    os: process.platform,
    node: process.version,
    adapter: viewRadio(house).adapter,
    permit_join: house.live.search !== undefined,
    restart_required: false,
    config: { base_topic: base, discovery_prefix: discovery, control: mayControl },
  });
  put(
    `${base}/bridge/toys`,
    toys.map(({ toy }) => ({
      id: toyKey(toy.id),
      friendly_name: slugOf(toy),
      model: toy.model,
      // A room's name may be a child's.
      area: null,
      slots: toy.mailbox === true ? 4 : 1,
      capabilities: mayControl ? ["volume", "led", "quiet"] : [],
    })),
  );
  put(`${base}/bridge/health`, health);
  put(deviceTopic(place, BRIDGE), discoverBridge(place));
  for (const { toy, view } of toys) {
    const topic = topicOf(base, toy);
    put(topic, book.stateOf(view, isQuietAt(house, toy), house.clock.monotonic()));
    put(`${topic}/availability`, { state: isAvailable(view, house.clock.now()) ? "online" : "offline" });
    const { model, firmware } = view;
    const known = { key: toyKey(toy.id), slug: slugOf(toy), model, firmware, isControlled: mayControl };
    put(deviceTopic(place, known.key), discoverToy(place, known));
  }
  return topics;
}

const isAvailable = ({ connected, seenAt }: ToyView, now: number): boolean =>
  connected || (seenAt !== null && now - Date.parse(seenAt) < AWAY_AFTER_MS);
