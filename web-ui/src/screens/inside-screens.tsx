import { useEffect } from "preact/hooks";
import { sendMessage } from "../actions/send-message.ts";
import { childName } from "../names.ts";
import { usePage } from "../page-context.ts";
import type { Page } from "../page-state.ts";
import { AlertBanner } from "../parts/alert-notes.tsx";
import { BulkSharingNote } from "../parts/bulk-sharing-note.tsx";
import { ConnectionBanner } from "../parts/connection-banner.tsx";
import { Later } from "../parts/later.tsx";
import { MainMenu, type MenuKind } from "../parts/main-menu.tsx";
import { ReportNotes } from "../parts/report-notes.tsx";
import { ResealingNote } from "../parts/resealing-note.tsx";
import { SecondWayNote } from "../parts/second-way-note.tsx";
import { SuspendedNote } from "../parts/suspended-note.tsx";
import { TopBar } from "../parts/top-bar.tsx";
import { useHeadingFocus } from "../parts/use-heading-focus.ts";
import { words } from "../words.ts";
import { DevicesScreen } from "./devices-screen.tsx";
import { FindToyScreen } from "./find-toy-screen.tsx";
import { HomeScreen } from "./home-screen.tsx";
import { isLater, LATER_SCREENS, type LaterKind } from "./later-screens.tsx";
import { PretendToyPanel } from "./pretend-toy-panel.tsx";
import { RecordScreen } from "./record-screen.tsx";
import { ReviewScreen } from "./review-screen.tsx";
import { type Door, useTrail, type View } from "./view.ts";

/** Everything behind the door. */
export function InsideScreens() {
  const page = usePage();
  const house = page.house.value;
  const trail = useTrail(() => whereLeft(page));
  const { view, go } = trail;
  const title = view.kind;
  useEffect(() => {
    if (!page.isLookAsked.value) return;
    page.isLookAsked.value = false;
    // What somebody is recording or about to send is not taken from them.
    if (!("toy" in view)) go({ kind: "safety" });
  }, [page, page.isLookAsked.value]);
  useBackButton(title, () => go({ kind: "home" }));
  useEffect(() => {
    const person = page.session.value?.info.person.id;
    const isUnsent = view.kind === "review" && person !== undefined;
    page.unsent.value = isUnsent ? { person, toy: view.toy, sound: view.sound } : undefined;
  }, [page, view]);
  useHeadingFocus(title);
  useEffect(() => {
    scrollTo({ top: 0 });
    // What was just sent is seen, however large the letters are.
    if (title === "home" && page.outbox.value.length > 0)
      document.querySelector("main .message")?.scrollIntoView({ block: "nearest" });
  }, [page, title]);

  if (house === undefined) {
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
  const toy = "toy" in view ? house.toys.find(({ id }) => id === view.toy) : undefined;
  const isLost = "toy" in view && toy === undefined;
  const isToyNeeded = house.toys.length === 0 && !WITHOUT_TOY.has(view.kind);
  const shown: View = isToyNeeded ? { kind: "find-toy" } : isLost ? { kind: "home" } : view;
  // Somebody speaks or is about to send: nothing else is at hand.
  const isRecording = shown.kind === "record" || shown.kind === "review";

  // What cannot wait, and what can until the post was seen.
  const urgent = (
    <div class="notes">
      <AlertBanner onLook={to("safety")} />
      <SuspendedNote />
      <ReportNotes />
    </div>
  );
  const notes = (
    <div class="notes">
      <ResealingNote />
      <BulkSharingNote />
      <SecondWayNote onShow={to("ways-in")} />
    </div>
  );

  return (
    <div class={isRecording ? "frame" : "frame with-menu"}>
      <ConnectionBanner />
      {!isRecording && (
        <>
          <button type="button" class="skip" onClick={focusContent}>
            {words.menu.skip}
          </button>
          <MainMenu
            here={menuOf(shown.kind)}
            hasToys={house.toys.length > 0}
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
              onRecord={({ id }) => go({ kind: "record", toy: id })}
              onSound={({ id }, sound) => go({ kind: "review", toy: id, sound })}
              onAll={to("timeline")}
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
          {shown.kind === "devices" && <DevicesScreen onBack={to("back")} onHandOver={to("hand-over")} />}
          {isLater(shown.kind) && <Later key={shown.kind} load={loading(shown.kind)} />}
          {shown.kind === "record" && toy !== undefined && (
            <RecordScreen
              child={childName(house, toy.child)}
              toy={toy.name}
              onSound={(sound) => go({ kind: "review", toy: shown.toy, sound })}
              onDiscard={home}
            />
          )}
          {shown.kind === "review" && toy !== undefined && (
            <ReviewScreen
              child={childName(house, toy.child)}
              toy={toy.name}
              sound={shown.sound}
              onAgain={() => go({ kind: "record", toy: shown.toy })}
              onDiscard={home}
              onSend={(clip) => {
                void sendMessage(page, clip, toy);
                home();
              }}
            />
          )}
          {(shown.kind === "home" || shown.kind === "find-toy") && <SignedIn />}
        </main>
        {house.pretendToy && <PretendToyPanel />}
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

/** What can be seen before there is a toy. */
const WITHOUT_TOY: ReadonlySet<View["kind"]> = new Set([
  "devices",
  "people",
  "hand-over",
  "ways-in",
  "safety",
  "kept",
  "lock",
  "old-recordings",
  "settings",
  "help",
]);

/** Screens that lie under one of the menu. */
const UNDER: { readonly [kind in View["kind"]]?: MenuKind } = {
  home: "home",
  "find-toy": "home",
  timeline: "timeline",
  toys: "toys",
  settings: "settings",
  people: "settings",
  safety: "settings",
  kept: "settings",
  devices: "settings",
  "hand-over": "settings",
  "ways-in": "settings",
  lock: "settings",
  "old-recordings": "settings",
};
const menuOf = (kind: View["kind"]): MenuKind | undefined => UNDER[kind];

/** Past the menu: where the screen begins. */
const focusContent = () => document.querySelector<HTMLElement>("main h1")?.focus();

/** Home, or where a session ended under somebody's hands. */
function whereLeft(page: Page): View {
  const unsent = page.unsent.value;
  if (unsent === undefined || unsent.person !== page.session.value?.info.person.id) return { kind: "home" };
  return { kind: "review", toy: unsent.toy, sound: unsent.sound };
}

const AWAY = "away-from-home";

/** The phone's own "back" leads home from every screen, and only from home out of the page. */
function useBackButton(view: View["kind"], onHome: () => void): void {
  useEffect(() => {
    // Else the browser scrolls back to where home was left, past what was just sent.
    history.scrollRestoration = "manual";
    addEventListener("popstate", onHome);
    return () => removeEventListener("popstate", onHome);
  }, []);
  useEffect(() => {
    if (view === "home" && history.state === AWAY) history.back();
    if (view !== "home" && history.state !== AWAY) history.pushState(AWAY, "");
  }, [view]);
}

/** Families share devices. */
function SignedIn() {
  const { session } = usePage();
  const name = session.value?.info.person.name;
  return name === undefined ? null : <p class="signed-in">{words.footer.signedInAs(name)}</p>;
}
