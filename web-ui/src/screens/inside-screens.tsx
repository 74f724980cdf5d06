import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { HouseState, ToyView } from "../../../hub/contract/api.ts";
import { newTake } from "../actions/takes.ts";
import { childName } from "../names.ts";
import { usePage } from "../page-context.ts";
import type { Page } from "../page-state.ts";
import { AlertBanner } from "../parts/alert-notes.tsx";
import { BulkSharingNote } from "../parts/bulk-sharing-note.tsx";
import { ClockNote } from "../parts/clock-note.tsx";
import { ConnectionBanner } from "../parts/connection-banner.tsx";
import { focusTitle } from "../parts/focus-title.ts";
import { InstallNote } from "../parts/install-note.tsx";
import { Later } from "../parts/later.tsx";
import { MainMenu, type MenuKind } from "../parts/main-menu.tsx";
import { NewerNote } from "../parts/newer-note.tsx";
import { ReportNotes } from "../parts/report-notes.tsx";
import { ResealingNote } from "../parts/resealing-note.tsx";
import { SecondWayNote } from "../parts/second-way-note.tsx";
import { SuspendedNote } from "../parts/suspended-note.tsx";
import { TakeNotes } from "../parts/take-notes.tsx";
import { TopBar } from "../parts/top-bar.tsx";
import { useKeptFocus } from "../parts/use-kept-focus.ts";
import { useLook } from "../parts/use-look.ts";
import type { RawSound } from "../recording/raw-sound.ts";
import { words } from "../words.ts";
import { FindToyScreen } from "./find-toy-screen.tsx";
import { HomeScreen } from "./home-screen.tsx";
import { isLater, LATER_SCREENS, type LaterKind } from "./later-screens.tsx";
import { PretendToyPanel } from "./pretend-toy-panel.tsx";
import { recordFor, reviewSound, TakeScreens, toyFor } from "./take-screens.tsx";
import { type Door, useTrail, type View } from "./view.ts";

/** Everything behind the door. */
export function InsideScreens() {
  const page = usePage();
  const house = page.house.value;
  const trail = useTrail(() => whereLeft(page));
  useKeptFocus();
  const { view, go } = trail;
  const title = view.kind;
  useLook(!("take" in view), go);
  const again = page.reopened.value;
  useEffect(() => {
    // Not while somebody speaks: it waits for them.
    if (again === undefined || "take" in view) return;
    page.reopened.value = undefined;
    trail.begin({ kind: "review", ...again });
  }, [page, again, view]);
  useBackButton(title, () => go({ kind: "home" }));
  useEffect(() => {
    page.unsent.value = view.kind === "review" ? view : undefined;
  }, [page, view]);
  useEffect(() => {
    scrollTo({ top: 0 });
    // What was just sent is seen, however large the letters are.
    if (title === "home" && page.outbox.value.length > 0)
      document.querySelector("main .message")?.scrollIntoView({ block: "nearest" });
  }, [page, title]);

  if (house === undefined || !page.isWhole.value) {
    return (
      <main class="opening">
        <p>{words.opening}</p>
        <ConnectionBanner />
      </main>
    );
  }
  const to = (door: Door) => () => (door === "back" ? trail.back() : go({ kind: door }));
  const home = to("home");
  const loading = (kind: LaterKind) => () => LATER_SCREENS[kind](to, page);
  const isLost = "take" in view && toyFor(house, view.take) === undefined;
  const isToyNeeded = house.toys.length === 0 && NEEDS_TOY.has(view.kind);
  const shown: View = isToyNeeded ? { kind: "find-toy" } : isLost ? { kind: "home" } : view;
  // Somebody speaks or is about to send: nothing else is at hand.
  const isRecording = "take" in shown;
  const record = (toy: ToyView) => {
    const next = recordFor(page, toy);
    if (next !== undefined) trail.begin(next);
  };
  const review = async ({ id }: ToyView, sound: RawSound) => {
    const take = newTake(page, id);
    if (take !== undefined) trail.begin(await reviewSound(page, take, sound));
  };

  // What cannot wait, and what can until the post was seen.
  const urgent = (
    <div class="notes">
      {shown.kind === "home" && (
        <TakeNotes
          isShown={({ notes }) => notes.library === undefined}
          nameOf={(take) => childName(house, toyFor(house, take)?.child ?? "")}
          onGoOn={(take, before) => trail.begin({ kind: "record", take, before, instead: undefined })}
          onOpen={(take, sound) => trail.begin({ kind: "review", take, sound, isKept: true, isFresh: false })}
        />
      )}
      <ClockNote />
      <AlertBanner onLook={to("safety")} />
      <SuspendedNote />
      <ReportNotes />
    </div>
  );
  const notes = (
    <div class="notes">
      <NewerNote />
      <ResealingNote />
      <BulkSharingNote />
      <SecondWayNote onShow={to("ways-in")} />
      <InstallNote hasPost={house.messages.length > 0} handOver={words.handOver.guardian.title} />
    </div>
  );

  return (
    <div class={isRecording ? "frame" : "frame with-menu"}>
      <ConnectionBanner />
      {!isRecording && (
        <>
          <button type="button" class="skip" onClick={skip}>
            {words.menu.skip}
          </button>
          <MainMenu
            here={menuOf(shown.kind)}
            isEmpty={(kind) => leadsNowhere(kind, house)}
            onGo={(kind) => trail.begin({ kind })}
          />
          <TopBar onHelp={to("help")} onSafety={to("safety")} />
        </>
      )}
      <div class={house.pretendToy ? "columns two" : "columns"}>
        <main class="screen-holder">
          {shown.kind === "home" && (
            <HomeScreen
              house={house}
              onRecord={record}
              onSound={(toy, sound) => void review(toy, sound)}
              onAll={to("timeline")}
              onToys={to("toys")}
              urgent={urgent}
              notes={notes}
            />
          )}
          {shown.kind === "find-toy" && (
            <FindToyScreen house={house} onDone={home}>
              {urgent}
              {notes}
            </FindToyScreen>
          )}
          {isLater(shown.kind) && <Later key={shown.kind} load={loading(shown.kind)} />}
          {"take" in shown && <TakeScreens house={house} view={shown} onView={trail.begin} onHome={home} />}
          {(shown.kind === "home" || shown.kind === "find-toy") && <SignedIn />}
        </main>
        {house.pretendToy && page.connection.value.kind !== "lost" && <PretendToyPanel />}
      </div>
      {page.stepUpAsked.value !== undefined && (
        <Later
          load={async () => {
            const { StepUpDialog } = await import("../parts/step-up-dialog.tsx");
            return () => <StepUpDialog />;
          }}
        />
      )}
      <p class="unseen" aria-live="polite">
        {page.said}
      </p>
    </div>
  );
}

/** What is nothing without a toy: one is looked for in its place. */
const NEEDS_TOY: ReadonlySet<View["kind"]> = new Set(["home", "toys", "record", "review"]);

/** Screens that lie under one of the menu. */
const UNDER: { readonly [kind in View["kind"]]?: MenuKind } = {
  home: "home",
  "find-toy": "home",
  timeline: "timeline",
  toys: "toys",
  library: "library",
  settings: "settings",
  people: "settings",
  times: "settings",
  safety: "settings",
  kept: "settings",
  devices: "settings",
  rooms: "settings",
  "hand-over": "settings",
  "ways-in": "settings",
  lock: "settings",
  "old-recordings": "settings",
};
/** Toys without a toy; the timeline before anything was said, and with no toy to say it to. */
const leadsNowhere = (kind: MenuKind, { toys, messages }: HouseState): boolean =>
  toys.length === 0 && (kind === "toys" || (kind === "timeline" && messages.length === 0));
const menuOf = (kind: View["kind"]): MenuKind | undefined => UNDER[kind];

/** Past the menu: where the screen begins. */
function skip(): void {
  scrollTo({ top: 0 });
  focusTitle();
}

/** Home, or where a session ended under somebody's hands. */
function whereLeft(page: Page): View {
  const unsent = page.unsent.value;
  const isTheirs = unsent?.take.person === page.session.value?.info.person.id;
  return unsent !== undefined && isTheirs ? { kind: "review", ...unsent } : { kind: "home" };
}

const AWAY = "away-from-home";

/** The phone's own "back" leads home from every screen, and only from home out of the page. */
function useBackButton(view: View["kind"], onHome: () => void): void {
  const isOurs = useRef(false);
  useEffect(() => {
    // Else the browser scrolls back to where home was left, past what was just sent.
    history.scrollRestoration = "manual";
    addEventListener("popstate", onHome);
    return () => removeEventListener("popstate", onHome);
  }, []);
  // At once: whoever presses "back" as soon as a screen is there means that screen.
  useLayoutEffect(() => {
    if (view === "home" && history.state === AWAY) {
      // After a reload the step before belongs to a page that is gone: going there would load everything once more.
      if (isOurs.current) history.back();
      else history.replaceState(null, "");
    }
    if (view !== "home" && history.state !== AWAY) {
      history.pushState(AWAY, "");
      isOurs.current = true;
    }
  }, [view]);
}

/** Families share devices. Said once the hub has said it. */
function SignedIn() {
  const { session, connection } = usePage();
  const name = session.value?.info.person.name;
  return name === undefined || connection.value.kind === "asked" ? null : (
    <p class="signed-in">{words.footer.signedInAs(name)}</p>
  );
}
