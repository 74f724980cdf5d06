import type { MessageView } from "../../hub/contract/api.ts";
import { dayKey } from "./timeline-query.ts";

/** So many are drawn in one go: less than a moment's work, also on a slow phone. */
const MOST_TOGETHER = 20;

/** Messages that stand together: of one day, and of one page of the hub's. */
export interface TimelineGroup {
  /** "2026-03-04" */
  readonly day: string;
  /** The day begins here: it has not been named before. */
  readonly isFirst: boolean;
  readonly messages: readonly MessageView[];
}

/**
 * Pages of messages, newest first, by day. What a page is cut into is remembered by the page itself, so that ten thousand messages
 * are not cut anew for each that comes.
 */
export class TimelineGroups {
  readonly #zone: string;
  readonly #days = new WeakMap<MessageView, string>();
  readonly #cut = new WeakMap<readonly MessageView[], readonly Omit<TimelineGroup, "isFirst">[]>();

  /** @param zone IANA: whose midnights part the days */
  constructor(zone: string) {
    this.#zone = zone;
  }

  dayOf(message: MessageView): string {
    const known = this.#days.get(message);
    if (known !== undefined) return known;
    const day = dayKey(message.createdAt, this.#zone);
    this.#days.set(message, day);
    return day;
  }

  of(pages: readonly (readonly MessageView[])[]): readonly TimelineGroup[] {
    let last = "";
    return pages.flatMap((page) =>
      this.#groups(page).map((group) => {
        const isFirst = group.day !== last;
        last = group.day;
        return { ...group, isFirst };
      }),
    );
  }

  /** The first of them, with at least so many messages where there are. */
  static atLeast(groups: readonly TimelineGroup[], count: number): readonly TimelineGroup[] {
    let sum = 0;
    const enough = groups.findIndex(({ messages }) => {
      sum += messages.length;
      return sum >= count;
    });
    return enough < 0 ? groups : groups.slice(0, enough + 1);
  }

  #groups(page: readonly MessageView[]): readonly Omit<TimelineGroup, "isFirst">[] {
    const known = this.#cut.get(page);
    if (known !== undefined) return known;
    const groups: { day: string; messages: MessageView[] }[] = [];
    for (const message of page) {
      const day = this.dayOf(message);
      const last = groups.at(-1);
      if (last?.day === day && last.messages.length < MOST_TOGETHER) last.messages.push(message);
      else groups.push({ day, messages: [message] });
    }
    this.#cut.set(page, groups);
    return groups;
  }
}
