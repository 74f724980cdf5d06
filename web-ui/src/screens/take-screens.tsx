import { useLayoutEffect } from "preact/hooks";
import type { HouseState, ToyView } from "../../../hub/contract/api.ts";
import { sendMessage } from "../actions/send-message.ts";
import { discardTake, keepSound, letGo, newTake, takeUp } from "../actions/takes.ts";
import { childName, isFree } from "../names.ts";
import { usePage } from "../page-context.ts";
import type { Page } from "../page-state.ts";
import { useNoteTake } from "../parts/use-note-take.ts";
import type { RawSound } from "../recording/raw-sound.ts";
import type { NewTake } from "../recording/take-store.ts";
import { words } from "../words.ts";
import { RecordScreen } from "./record-screen.tsx";
import { ReviewScreen } from "./review-screen.tsx";
import type { TakeView } from "./view.ts";

interface TakeScreensProps {
  readonly house: HouseState;
  readonly view: TakeView;
  readonly onView: (view: TakeView) => void;
  readonly onHome: () => void;
}

/** From the press of Record to Send. Whoever leaves in between finds what was said at home. */
export function TakeScreens({ house, view, onView, onHome }: TakeScreensProps) {
  const page = usePage();
  const { take } = view;
  // At once: one that is left before its effects ran would stay with this tab, and be found by none.
  useLayoutEffect(() => {
    void takeUp(page, take.id);
    return () => void letGo(page, take.id);
  }, [page, take.id]);
  const note = useNoteTake();
  const toy = toyFor(house, take);
  if (toy === undefined) return null;
  const child = childName(house, toy.child);
  const discard = () => {
    void discardTake(page, take.id);
    onHome();
  };

  if (view.kind === "record")
    return (
      <RecordScreen
        key={take.id}
        child={child}
        toy={toy.name}
        take={take}
        before={view.before}
        onStopped={(sound, isKept) => {
          if (view.instead !== undefined) void discardTake(page, view.instead.id);
          onView({ kind: "review", take, sound, isKept, isFresh: true });
        }}
        onSound={(sound) => void reviewSound(page, take, sound).then(onView)}
        onDiscard={onHome}
      />
    );
  return (
    <ReviewScreen
      key={take.id}
      reviewed={view}
      toys={house.toys
        .filter((each) => !isFree(house, each))
        .map((each) => ({ toy: each, name: words.record.title(childName(house, each.child), each.name) }))}
      to={toy}
      child={house.children.find(({ id }) => id === toy.child)}
      now={page.client.hubNow()}
      onNotes={(notes) => {
        note(take.id, notes);
        onView({ ...view, take: { ...take, notes } });
      }}
      onAgain={() => {
        const next = recordFor(page, toy, take);
        if (next !== undefined) onView(next);
      }}
      onDiscard={discard}
      onSend={(clip) => {
        void sendMessage(page, clip, toy, view);
        onHome();
      }}
    />
  );
}

/** @param instead the one that it is to take the place of, which stays until the new one is there */
export function recordFor(page: Page, { id }: ToyView, instead?: NewTake): TakeView | undefined {
  const take = newTake(page, id);
  return take && { kind: "record", take, before: [], instead };
}

/** A sound that was not recorded here. */
export async function reviewSound(page: Page, take: NewTake, sound: RawSound): Promise<TakeView> {
  return { kind: "review", take, sound, isKept: await keepSound(page, take, sound), isFresh: false };
}

/** The one that it was recorded for, or another one where that is gone. */
export const toyFor = (house: HouseState, { notes }: NewTake): ToyView | undefined =>
  house.toys.find(({ id }) => id === notes.to) ?? house.toys.find((toy) => !isFree(house, toy));
