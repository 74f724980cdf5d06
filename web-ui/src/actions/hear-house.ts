import type { HouseEvent, HouseState, MessageView } from "../../../hub/contract/api.ts";
import { notePace } from "../delivery-pace.ts";
import { childName, toyOf } from "../names.ts";
import { hearOlder, inVault, isBehind, joins } from "../older-messages.ts";
import type { Page } from "../page-state.ts";
import { words } from "../words.ts";

/** Takes in one event of the hub, and says aloud what a person would want to be told. */
export function hearHouse(page: Page, event: HouseEvent): void {
  const before = page.house.value;
  // First: whoever sees the news asks how long the rest will take.
  if (event.kind === "message") notePace(page.paces, event.message, Date.now());
  page.older.value = hearOlder(page.older.value, event, before);
  if (event.kind === "message" && before !== undefined && isBehind(before, event.message)) return;
  const after = applyEvent(before, event);
  page.house.value = after;
  // With the whole state the line is back: what happened meanwhile nobody told.
  if (event.kind === "kept" || event.kind === "state") page.keptNews.value += 1;
  if (event.kind === "library" || event.kind === "state") page.libraryNews.value += 1;
  if (event.kind === "rooms" || event.kind === "state") page.roomsNews.value += 1;
  if (event.kind === "drill" || event.kind === "state") page.drillNews.value += 1;
  if (event.kind === "signal" || event.kind === "walk") page.toyNews.value = event;
  if (after === undefined || before === undefined || event.kind !== "message") return;
  const old = before.messages.find(({ id }) => id === event.message.id);
  const isDark = toyOf(after, event.message)?.quietUntil != null;
  const text = announce(old, event.message, childName(after, event.message.child), isDark);
  if (text !== undefined) page.said.value = text;
}

export function applyEvent(house: HouseState | undefined, event: HouseEvent): HouseState | undefined {
  if (event.kind === "state") return keepOlder(house, event.state);
  if (house === undefined) return undefined;
  switch (event.kind) {
    case "message":
      return { ...house, messages: putMessage(house.messages, event.message) };
    case "toys": {
      const { toys, goneToys, candidates, searching, heldForOthers } = event;
      return { ...house, toys, goneToys, candidates, searching, heldForOthers };
    }
    case "radio":
      return { ...house, radio: event.radio };
    case "erased": {
      const gone = new Set<string>(event.messages);
      return { ...house, messages: house.messages.filter(({ id }) => !gone.has(id)) };
    }
    case "children":
      return { ...house, children: event.children };
    case "vault": {
      const { vault } = event;
      // Nothing is for an earlier one any more.
      const messages =
        vault.older === 0 ? house.messages.map((one) => inVault(one, vault.number)) : house.messages;
      return { ...house, vault, messages };
    }
    // Of no lasting thing: who shows it listens for itself.
    case "signal":
    case "walk":
    case "alerts":
    case "people":
    case "kept":
    case "reports":
    case "library":
    case "rooms":
    case "drill":
      return house;
  }
}

/** Newest first, whatever order the news came in. */
export function putMessage(messages: readonly MessageView[], message: MessageView): MessageView[] {
  const others = messages.filter(({ id }) => id !== message.id);
  const older = others.findIndex(({ createdAt }) => createdAt < message.createdAt);
  const known = messages.findIndex(({ id }) => id === message.id);
  const at = known >= 0 ? known : older >= 0 ? older : others.length;
  return others.toSpliced(at, 0, message);
}

/** A new state has the newest messages only; older ones that are known stay, unless there is a gap before them. */
function keepOlder(house: HouseState | undefined, state: HouseState): HouseState {
  const oldest = state.messages.at(-1);
  if (house === undefined || oldest === undefined || !joins(house, state)) return state;
  const known = new Set(state.messages.map(({ id }) => id));
  const older = house.messages.filter(({ id, createdAt }) => !known.has(id) && createdAt < oldest.createdAt);
  return { ...state, messages: [...state.messages, ...older] };
}

const STEPS = [25, 50, 75, 100];

/** Progress at 25, 50, 75 and 100 % only (WCAG 4.1.3 without chatter), and the changes that matter. @param isDark whether the toy's heart stays dark now */
export function announce(
  old: MessageView | undefined,
  message: MessageView,
  child: string,
  isDark = false,
): string | undefined {
  if (message.state === "delivering") {
    const [was, is] = [old?.progress?.percent ?? 0, message.progress?.percent ?? 0];
    const step = STEPS.findLast((percent) => percent <= is);
    return step !== undefined && step > was ? words.live.delivered(step) : undefined;
  }
  if (old?.state === message.state) return undefined;
  switch (message.state) {
    case "quarantined":
      return words.live.unseen;
    case "received":
      return words.live.answer(child);
    case "on_toy":
      return isDark ? words.live.on_toy_unconfirmed : words.live.on_toy;
    case "on_toy_unconfirmed":
    case "played":
    case "failed":
      return words.live[message.state];
    default:
      return undefined;
  }
}
