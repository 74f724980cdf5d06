import type { HouseState, ToyView } from "../../../hub/contract/api.ts";
import { sayAgo } from "../moments.ts";
import { authorName, childName } from "../names.ts";
import { usePage } from "../page-context.ts";
import { hasSlot, slotsOf, type ToySlot } from "../pictures/toy-slots.ts";
import { spokenLocale, words } from "../words.ts";

/** What lies on a toy: a pebble for each of its slots, and the same in words below; of a toy that holds one thing, the words. */
export function SlotPebbles({ toy, house }: { toy: ToyView; house: HouseState }) {
  const page = usePage();
  const own = page.session.value?.info.person.id;
  const people = page.people.value;
  const now = Date.now();
  const slots = slotsOf(house.messages, toy.id, toy.recordedOverAt);
  const { slots: said } = words.care;
  const places = slots.map((_, at) => at).filter((at) => hasSlot(toy.can, at));
  const isOnly = places.length === 1;
  const line = isOnly ? said.only : said;
  const isBehind = slots.some(({ kind }) => kind === "behind");
  const hasMailbox = toy.mailbox || isBehind;
  const unheard = slots.filter((slot) => lookOf(slot) === "unheard").length;
  const sayRoom = (left: number) => (left === 0 ? said.full : said.room(left));
  const nameOf = (slot: ToySlot): string => {
    if (slot.kind === "recording") return childName(house, slot.message.child);
    return slot.kind === "message" || slot.kind === "behind"
      ? authorName(house, slot.message, own, people)
      : "";
  };
  const say = (slot: ToySlot, at: number): string | undefined => {
    const name = nameOf(slot);
    switch (slot.kind) {
      case "recording":
        return said.recording(name, sayAgo(slot.at, now));
      case "recorded-over":
        return said.recordedOver(sayAgo(slot.at, now));
      case "message":
        if (slot.message.library !== undefined) return line.ofLibrary(sayAgo(slot.at, now));
        if (slot.isHeard) return line.heard(name, sayAgo(slot.at, now));
        return slot.message.state === "on_toy"
          ? line.unheard(name, sayAgo(slot.at, now))
          : line.unseen(name, sayAgo(slot.at, now));
      case "behind":
        return said.behind(said.names[at] ?? "", name, sayAgo(slot.at, now));
      case "unsure":
        return line.unsure(sayAgo(slot.at, now));
      case "unknown":
        return at === 0 ? said.noRecording : line.noMessage;
      case "unused":
        return undefined;
    }
  };
  return (
    <div class="slots">
      <h3>{said.title}</h3>
      {!isOnly && (
        <div class="pebbles" aria-hidden="true">
          {slots.map(
            (slot, at) =>
              hasSlot(toy.can, at) && (
                <span key={said.names[at]} class={`pebble ${lookOf(slot)}`}>
                  <span class="stone">{slot.kind === "unsure" ? "?" : firstLetter(nameOf(slot))}</span>
                  <span class="number">{said.names[at]}</span>
                </span>
              ),
          )}
        </div>
      )}
      <ul class="small">
        {slots.map((slot, at) => {
          const text = hasSlot(toy.can, at) ? say(slot, at) : undefined;
          return text === undefined ? null : <li key={said.names[at]}>{text}</li>;
        })}
        {toy.can.includes("mailbox") && (
          <li class="soft">{hasMailbox ? sayRoom(FOUR - unheard) : said.unused}</li>
        )}
      </ul>
    </div>
  );
}

/** Of a mailbox. */
const FOUR = 4;

const lookOf = (slot: ToySlot): string =>
  slot.kind === "behind"
    ? "unheard"
    : slot.kind === "message"
      ? slot.isHeard || slot.message.library !== undefined
        ? "heard"
        : "unheard"
      : slot.kind;

/** What a person takes for one letter: an emoji of several parts, too. */
function firstLetter(name: string): string {
  const [first] = new Intl.Segmenter().segment(name.trim());
  return first?.segment.toLocaleUpperCase(spokenLocale()) ?? "";
}
