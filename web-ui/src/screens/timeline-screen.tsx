import type { ComponentChild } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { MessageView } from "../../../hub/contract/api.ts";
import { loadOlder } from "../actions/timeline.ts";
import { isSpoken, sayState } from "../message-facts.ts";
import { daysBetween, ownZone, placeOf, sayDay } from "../moments.ts";
import { authorName, childName, zoneOf, zoneOfDays } from "../names.ts";
import { usePage } from "../page-context.ts";
import type { Page } from "../page-state.ts";
import { PostTimes } from "../parts/post-times.tsx";
import { ScreenTitle } from "../parts/screen-title.tsx";
import { TimelineDay } from "../parts/timeline-day.tsx";
import { TimelineFilters } from "../parts/timeline-filters.tsx";
import { TroubleNote } from "../parts/trouble-note.tsx";
import { useNearness } from "../parts/use-nearness.ts";
import { useSettled } from "../parts/use-settled.ts";
import { useWork } from "../parts/use-work.ts";
import { TimelineGroups } from "../timeline-groups.ts";
import {
  dayKey,
  EVERYTHING,
  findMessages,
  isEverything,
  plain,
  type TimelineQuery,
} from "../timeline-query.ts";
import { spokenLanguage, words } from "../words.ts";

/** So many pages are looked through by themselves for what somebody seeks; then the page asks. */
const PAGES_AHEAD = 20;
/** So many lines are drawn at first, and as many again whenever their end comes near. */
const LINES_AHEAD = 20;
/** A word is looked for when somebody stops typing for so long. */
const PAUSE_MS = 150;

/** All that was said, newest first, by day; older ones come as somebody scrolls. */
export function TimelineScreen() {
  const page = usePage();
  const work = useWork();
  const [asked, setAsked] = useState<TimelineQuery>(EVERYTHING);
  const query = useSettled(asked, PAUSE_MS);
  const [most, setMost] = useState(LINES_AHEAD);
  const [budget, setBudget] = useState(PAGES_AHEAD);
  const end = useRef<HTMLDivElement>(null);
  const isNear = useNearness(end);
  const house = page.house.value;
  const { pages: olderPages, isAtEnd } = page.older.value;
  const zone = house === undefined ? ownZone() : zoneOfDays(house, page.homeOf.value);
  const groups = useMemo(() => new TimelineGroups(zone), [zone]);
  const drawDay = useMemo(() => rememberDays(zone), [zone]);
  const newest = house?.messages ?? [];
  const pages = [newest, ...olderPages];
  const wordsOf = useWordsOf(page);
  const isSearching = !isEverything(query);
  const found = useMemo(() => {
    const memory = new WeakMap<readonly MessageView[], readonly MessageView[]>();
    return (one: readonly MessageView[]) => {
      const known =
        memory.get(one) ??
        findMessages(one.filter(isSpoken), query, wordsOf, (message) => groups.dayOf(message));
      memory.set(one, known);
      return known;
    };
  }, [query, wordsOf, groups]);
  const shown = pages.map(found);
  const count = lengthOf(shown);
  const isAllDrawn = count <= most;
  const mayGoOn = !isAtEnd && work.trouble === undefined && (!isSearching || budget > 0);
  useEffect(() => {
    if (!isNear) return;
    if (!isAllDrawn) return setMost((before) => before + LINES_AHEAD);
    if (!mayGoOn) return;
    work.run(async () => {
      await loadOlder(page);
      if (isSearching) setBudget((left) => left - 1);
    });
  }, [page, isNear, isAllDrawn, most, mayGoOn, olderPages.length, isSearching, work.isBusy]);
  if (house === undefined) return null;
  const change = (next: TimelineQuery) => {
    setAsked(next);
    setBudget(PAGES_AHEAD);
    setMost(LINES_AHEAD);
  };

  return (
    <section class="screen timeline">
      <header>
        <ScreenTitle title={words.timeline.title} />
      </header>
      <TimelineFilters query={asked} onQuery={change} house={house} />
      <PostTimes />
      {zone !== ownZone() && <p class="small soft">{words.timeline.where(placeOf(zone))}</p>}
      <p role="status" class="small soft">
        {isSearching ? words.timeline.found(count, lengthOf(pages)) : ""}
      </p>
      {count === 0 && !work.isBusy && (
        <p class="soft">{isSearching ? words.timeline.nothing : words.timeline.empty}</p>
      )}
      <div>
        {TimelineGroups.atLeast(groups.of(shown), most).map(({ isFirst, messages }) =>
          drawDay(messages, isFirst ? sayDayOf(messages[0], zone) : undefined),
        )}
      </div>
      {work.trouble !== undefined && <TroubleNote trouble={work.trouble} />}
      <div ref={end} class="end-of-list">
        {isAtEnd && isAllDrawn ? (
          count > 0 && <p class="small soft">{words.timeline.beginning}</p>
        ) : (
          <button
            type="button"
            class="quiet"
            aria-busy={work.isBusy}
            onClick={() => {
              setBudget(PAGES_AHEAD);
              if (!isAllDrawn) return setMost((before) => before + LINES_AHEAD);
              work.run(() => loadOlder(page));
            }}
          >
            {isSearching ? words.timeline.further : words.timeline.older}
          </button>
        )}
      </div>
    </section>
  );
}

/** A day that says the same is the very same element: it is passed by, however many there are. What changes in it, it hears for itself. */
function rememberDays(
  zone: string,
): (messages: readonly MessageView[], title: string | undefined) => ComponentChild {
  const drawn = new WeakMap<readonly MessageView[], { title: string | undefined; day: ComponentChild }>();
  return (messages, title) => {
    const known = drawn.get(messages);
    if (known !== undefined && known.title === title) return known.day;
    const day = <TimelineDay key={messages[0]?.id} title={title} messages={messages} zone={zone} />;
    drawn.set(messages, { title, day });
    return day;
  };
}

/** "New York", of `America/New_York`. */
const lengthOf = (pages: readonly (readonly MessageView[])[]): number =>
  pages.reduce((sum, { length }) => sum + length, 0);

const sayDayOf = (message: MessageView | undefined, zone: string): string => {
  if (message === undefined) return "";
  const [at, now] = [Date.parse(message.createdAt), Date.now()];
  const days = daysBetween(at, now, zone);
  if (days === 0) return words.timeline.today;
  return days === 1 ? words.timeline.yesterday : sayDay(at, now, zone);
};

/**
 * What a message can be found by: who, whose, which toy, the day, what became of it, and its title where it was opened here. Made
 * when it is first looked for, kept in memory, and made anew where names or titles changed.
 */
function useWordsOf(page: Page): (message: MessageView) => string {
  const house = page.house.value;
  const [people, titles, children] = [page.people.value, page.titles.value, house?.children];
  const own = page.session.value?.info.person.id;
  return useMemo(() => {
    const known = new WeakMap<MessageView, string>();
    return (message) => {
      const before = known.get(message);
      if (before !== undefined || house === undefined) return before ?? "";
      const at = Date.parse(message.createdAt);
      const text = plain(
        [
          authorName(house, message, own, people),
          childName(house, message.child),
          sayState(message, house, at, people),
          sayDay(at, at, zoneOf(house, message.child)),
          dayKey(message.createdAt, zoneOf(house, message.child) ?? ownZone()),
          words.timeline.kinds[message.direction === "from-toy" ? "answers" : "sent"],
          titles.get(message.id) ?? "",
        ].join(" "),
      );
      known.set(message, text);
      return text;
    };
  }, [people, titles, children, own, house === undefined, spokenLanguage()]);
}
