import { useState } from "preact/hooks";
import type { UnderReview } from "../page-state.ts";
import type { RawSound } from "../recording/raw-sound.ts";
import type { NewTake } from "../recording/take-store.ts";
import type { LaterKind } from "./later-screens.tsx";

export type View =
  | { readonly kind: "home" }
  | { readonly kind: "find-toy" }
  | { readonly kind: LaterKind }
  | TakeView;

/** Somebody speaks, or listens to what was said. */
export type TakeView =
  | {
      readonly kind: "record";
      readonly take: NewTake;
      /** What is kept of it, when it goes on after a break. */
      readonly before: readonly RawSound[];
      /** The one that it is to take the place of, which stays until it is there. */
      readonly instead: NewTake | undefined;
    }
  | ({ readonly kind: "review" } & UnderReview);

/** Where a door leads; `back` to where the person came from. */
export type Door = "home" | "find-toy" | LaterKind | "back";

export interface Trail {
  readonly view: View;
  /** From the screen that is shown, so that "back" returns to it. */
  readonly go: (view: View) => void;
  /** From the menu: what was before is forgotten. */
  readonly begin: (view: View) => void;
  readonly back: () => void;
}

const HOME: View = { kind: "home" };

/** Where the person is in the page, and how they came there. */
export function useTrail(first: () => View): Trail {
  const [trail, setTrail] = useState<readonly View[]>(() => [first()]);
  return {
    view: trail.at(-1) ?? HOME,
    go: (view) =>
      setTrail((before) => {
        if (view.kind === "home") return [view];
        return before.at(-1)?.kind === view.kind ? [...before.slice(0, -1), view] : [...before, view];
      }),
    begin: (view) => setTrail([view]),
    back: () => setTrail((before) => (before.length > 1 ? before.slice(0, -1) : [HOME])),
  };
}
