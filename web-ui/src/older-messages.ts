import type { HouseEvent, HouseState, MessageView } from "../../hub/contract/api.ts";

/** How many the hub hands out at once. */
const PAGE_LENGTH = 50;

/** What lies behind the newest messages, which the house has: page by page, as far as somebody looked. */
export interface Older {
  readonly pages: readonly (readonly MessageView[])[];
  /** There is nothing before them. */
  readonly isAtEnd: boolean;
}

export const NO_OLDER: Older = { pages: [], isAtEnd: false };

/** From which message on the hub is asked; `undefined` where it has no message at all. */
export const oldestKnown = (older: Older, house: HouseState): MessageView | undefined =>
  older.pages.findLast((page) => page.length > 0)?.at(-1) ?? house.messages.at(-1);

export function addPage(older: Older, messages: readonly MessageView[]): Older {
  return {
    pages: messages.length === 0 ? older.pages : [...older.pages, messages],
    isAtEnd: messages.length < PAGE_LENGTH,
  };
}

/**
 * Whether a message that changed lies behind those of the house: among them it would stand with a gap before it, which nobody
 * would ever look into.
 */
export function isBehind(house: HouseState, message: MessageView): boolean {
  const oldest = house.messages.at(-1);
  return (
    oldest !== undefined &&
    house.messages.length >= PAGE_LENGTH &&
    message.createdAt < oldest.createdAt &&
    house.messages.every(({ id }) => id !== message.id)
  );
}

/** Whether the newest messages of a new state join what was known. Else more came meanwhile than the hub tells at once. */
export function joins(house: HouseState, state: HouseState): boolean {
  const known = new Set(house.messages.map(({ id }) => id));
  return house.messages.length === 0 || state.messages.some(({ id }) => known.has(id));
}

/** What an event changes there. Pages that nothing of changed stay the very same: nothing of them is drawn anew. */
export function hearOlder(older: Older, event: HouseEvent, house: HouseState | undefined): Older {
  switch (event.kind) {
    case "state":
      return house === undefined || joins(house, event.state) ? older : NO_OLDER;
    case "message": {
      const { message } = event;
      return changePages(older, (one) => (one.id === message.id ? message : one));
    }
    case "erased": {
      const gone = new Set<string>(event.messages);
      return changePages(older, (one) => (gone.has(one.id) ? undefined : one));
    }
    case "vault": {
      const { older: left, number } = event.vault;
      if (left !== 0) return older;
      return changePages(older, (one) => inVault(one, number));
    }
    default:
      return older;
  }
}

/** The very same where nothing of it is sealed, or it is sealed to that one already. */
export const inVault = (message: MessageView, number: number): MessageView =>
  message.sealedBytes > 0 && message.vault !== number ? { ...message, vault: number } : message;

function changePages(older: Older, change: (message: MessageView) => MessageView | undefined): Older {
  let hasChanged = false;
  const pages = older.pages.map((page) => {
    const changed = page.map(change);
    if (changed.every((message, at) => message === page[at])) return page;
    hasChanged = true;
    return changed.filter((message) => message !== undefined);
  });
  return hasChanged ? { ...older, pages } : older;
}
