/**
 * Tells the house's automation how the toys are, and does the few things that it may ask for. Topics and payloads: `hub/contract/smart-home.ts`.
 *
 * What goes out is made here from scratch, of state alone: no name of a person or a toy, no author, no sound, nothing that was said. What comes
 * in can set how loud a toy is, blink its heart and keep it quiet; there is no word for sending, approving or hearing anything.
 */
import type { HouseEvent } from "../contract/api.ts";
import {
  type BridgeEvent,
  birthTopic,
  parseAsk,
  parseToyWish,
  type SmartHomeAsk,
} from "../contract/smart-home.ts";
import { ms, seconds } from "../domain/duration.ts";
import type { SmartHomeLine } from "../ports/smart-home.ts";
import type { House } from "../use-cases/house.ts";
import { maySpeakOf } from "../use-cases/toys-of-room.ts";
import { viewMessage, viewMessages, viewToys } from "../use-cases/view-house.ts";
import type { DiscoveryPlace } from "./discovery.ts";
import { makeWishes } from "./grant-wishes.ts";
import { type Happening, HouseBook } from "./house-book.ts";
import { countAlerts, lookAtHealth } from "./look-at-health.ts";
import { ownToys, topicOf } from "./own-toys.ts";
import { ToldTopics } from "./told-topics.ts";
import { slugOf } from "./toy-names.ts";
import { wantedTopics } from "./wanted-topics.ts";

/** Signal and progress change several times a second, and a smart home keeps each value that it is told. */
const TELL_AFTER = ms(500);
/** What changes without anybody saying so. */
const LOOK_AGAIN = seconds(60);
const HEALTH_EVERY_LOOKS = 10;
const MAX_PAYLOAD = 1_024;

export interface SmartHomeParts {
  readonly house: House;
  readonly line: SmartHomeLine;
  readonly place: Omit<DiscoveryPlace, "page">;
  /** Where the page is opened by somebody else's browser; `undefined` where no address is good for that. */
  page(): string | undefined;
  /** Whether anybody at that broker may ask for anything. */
  mayControl(): boolean;
}

export interface SmartHome extends AsyncDisposable {
  /** What the open pages are told, too. */
  hear(event: HouseEvent): void;
  /** All of it is looked at again. */
  tellSoon(): void;
}

export async function openSmartHome(parts: SmartHomeParts): Promise<SmartHome> {
  const { house, line, place } = parts;
  const { base, discovery } = place;
  const { clock } = house;
  const beganMs = clock.monotonic();
  const told = new ToldTopics(line, house.fail);
  const ending = new AbortController();
  const { signal } = ending;
  const again = new Set<string>();
  const open = (await house.messages.open()).map((record) => viewMessage(house, record));
  const newest = (await viewMessages(house)).reverse();
  const book = new HouseBook(viewToys(house).toys, [...newest, ...open], beganMs);
  let health = await lookAtHealth(house, 0);

  let stopTelling: (() => void) | undefined;
  const tell = () => {
    stopTelling = undefined;
    const repeated = new Set(again);
    again.clear();
    const page = parts.page();
    const where = { ...place, ...(page === undefined ? {} : { page }) };
    told.be(wantedTopics(house, book, where, { mayControl: parts.mayControl(), health }), repeated);
  };
  const tellSoon = () => {
    if (!signal.aborted) stopTelling ??= clock.after(TELL_AFTER, tell);
  };
  const lookAgain = async () => {
    health = await lookAtHealth(house, clock.monotonic() - beganMs);
    tellSoon();
  };
  let looks = 0;
  let stopLooking = () => {};
  const look = () => {
    stopLooking = clock.after(LOOK_AGAIN, look);
    looks += 1;
    if (looks % HEALTH_EVERY_LOOKS === 0) lookAgain().catch(house.fail);
    tellSoon();
  };

  const say = (topic: string, body: object) => {
    if (!signal.aborted) line.publish(topic, JSON.stringify(body), { retain: false }).catch(house.fail);
  };
  const sayBridge = (type: BridgeEvent, data: object) => say(`${base}/bridge/event`, { type, data });
  const familyToy = (id: string | null) => house.household.toys().find((one) => one.claimed && one.id === id);
  const tellHappening = ({ kind, toy: id }: Happening) => {
    const toy = familyToy(id);
    sayBridge(kind, toy === undefined ? {} : { friendly_name: slugOf(toy) });
    if (toy !== undefined && (kind === "message_played" || kind === "recording_received"))
      say(`${topicOf(base, toy)}/event`, { event_type: kind });
  };

  const findToy = (slug: string) => ownToys(house, book.toys()).find(({ toy }) => slugOf(toy) === slug)?.toy;
  const tellAgain = (toy: Parameters<typeof topicOf>[1]) => {
    again.add(topicOf(base, toy));
    tellSoon();
  };
  const wishes = makeWishes({ house, signal, findToy, lookAtHealth: lookAgain, tellAgain });
  const hearAsk = async (ask: SmartHomeAsk, payload: string): Promise<void> => {
    if (ask.kind === "get") {
      const toy = findToy(ask.toy);
      return toy === undefined ? undefined : tellAgain(toy);
    }
    if (!parts.mayControl()) return house.log.warn("a smart home that only listens asked for something", {});
    if (ask.kind === "request")
      return say(`${base}/bridge/response/${ask.verb}`, await wishes.request(ask.verb, payload));
    const why = await wishes.ofToy(ask.toy, parseToyWish(ask.key, payload));
    if (why !== undefined) house.log.info("a smart home's wish was not granted", {});
  };

  line.onMessage((topic, payload) => {
    if (signal.aborted || payload.length > MAX_PAYLOAD) return;
    if (topic === birthTopic(discovery)) {
      if (payload === "online") told.forget();
      return tellSoon();
    }
    const ask = parseAsk(base, topic);
    if (ask !== undefined) hearAsk(ask, payload).catch(house.fail);
  });
  line.onKept((topic) => {
    told.note(topic);
    tellSoon();
  });
  line.onFresh(() => {
    told.forget();
    tellSoon();
  });
  house.toys.onEvent((room, event) => {
    if (event.kind !== "paw" || !maySpeakOf(house, room, event.toy)) return;
    const toy = familyToy(event.toy);
    if (toy !== undefined) say(`${topicOf(base, toy)}/event`, { event_type: "paw_pressed" });
  });
  let alerts = countAlerts(house);
  house.alerts.onChange(() => {
    if (signal.aborted) return;
    const now = countAlerts(house);
    if (now > alerts) sayBridge("security_alert", {});
    alerts = now;
    lookAgain().catch(house.fail);
  });
  look();

  return {
    tellSoon,
    hear(event) {
      if (signal.aborted) return;
      // Only these say which toys there are; progress is told several times a second.
      const before = saysWhichToys(event) ? slugs() : undefined;
      for (const happening of book.hear(event, clock.monotonic())) tellHappening(happening);
      if (before !== undefined) tellWhoCame(before, slugs());
      if (event.kind === "radio") lookAgain().catch(house.fail);
      tellSoon();
    },
    async [Symbol.asyncDispose]() {
      ending.abort();
      stopTelling?.();
      stopLooking();
      await line
        .publish(`${base}/bridge/state`, JSON.stringify({ state: "offline" }), { retain: true })
        .catch(() => undefined);
    },
  };

  function tellWhoCame(before: ReadonlySet<string>, now: ReadonlySet<string>): void {
    for (const slug of now) if (!before.has(slug)) sayBridge("toy_joined", { friendly_name: slug });
    for (const slug of before) if (!now.has(slug)) sayBridge("toy_left", { friendly_name: slug });
  }

  function slugs(): Set<string> {
    return new Set(ownToys(house, book.toys()).map(({ toy }) => slugOf(toy)));
  }
}

const saysWhichToys = ({ kind }: HouseEvent): boolean => kind === "toys" || kind === "state";
