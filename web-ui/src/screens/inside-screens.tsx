import { useEffect, useState } from "preact/hooks";
import type { PublicId } from "../../../hub/contract/public-id.ts";
import { leave } from "../actions/enter.ts";
import { sendMessage } from "../actions/send-message.ts";
import { childName } from "../names.ts";
import { usePage } from "../page-context.ts";
import type { Page } from "../page-state.ts";
import { AlertBanner } from "../parts/alert-notes.tsx";
import { BulkSharingNote } from "../parts/bulk-sharing-note.tsx";
import { ConnectionBanner } from "../parts/connection-banner.tsx";
import { Later } from "../parts/later.tsx";
import { ReportNotes } from "../parts/report-notes.tsx";
import { ResealingNote } from "../parts/resealing-note.tsx";
import { SecondWayNote } from "../parts/second-way-note.tsx";
import { SuspendedNote } from "../parts/suspended-note.tsx";
import { useHeadingFocus } from "../parts/use-heading-focus.ts";
import type { RawSound } from "../recording/recorder.ts";
import { words } from "../words.ts";
import { DevicesScreen } from "./devices-screen.tsx";
import { FindToyScreen } from "./find-toy-screen.tsx";
import { HomeScreen } from "./home-screen.tsx";
import { isLater, LATER_SCREENS, type LaterKind } from "./later-screens.tsx";
import { PretendToyPanel } from "./pretend-toy-panel.tsx";
import { RecordScreen } from "./record-screen.tsx";
import { ReviewScreen } from "./review-screen.tsx";

type View =
  | { readonly kind: "home" }
  | { readonly kind: "find-toy" }
  | { readonly kind: "devices" }
  | { readonly kind: LaterKind }
  | { readonly kind: "record"; readonly toy: PublicId }
  | { readonly kind: "review"; readonly toy: PublicId; readonly sound: RawSound };

/** Everything behind the door. */
export function InsideScreens() {
  const page = usePage();
  const house = page.house.value;
  const [view, setView] = useState(() => whereLeft(page));
  const title = view.kind;
  useEffect(() => {
    if (!page.isLookAsked.value) return;
    page.isLookAsked.value = false;
    // What somebody is recording or about to send is not taken from them.
    if (!("toy" in view)) setView({ kind: "safety" });
  }, [page, page.isLookAsked.value]);
  useBackButton(title, () => setView({ kind: "home" }));
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
  const to = (kind: "home" | "find-toy" | "devices" | LaterKind) => () => setView({ kind });
  const home = to("home");
  const loading = (kind: LaterKind) => () => LATER_SCREENS[kind](to, page);
  const toy = "toy" in view ? house.toys.find(({ id }) => id === view.toy) : undefined;
  const isLost = "toy" in view && toy === undefined;
  const isToyNeeded = house.toys.length === 0 && !WITHOUT_TOY.has(view.kind);
  const shown: View = isToyNeeded ? { kind: "find-toy" } : isLost ? { kind: "home" } : view;

  return (
    <div class="frame">
      <ConnectionBanner />
      <div class={house.pretendToy ? "columns two" : "columns"}>
        <main class="screen-holder">
          {(shown.kind === "home" || shown.kind === "find-toy") && (
            <>
              <AlertBanner onLook={to("safety")} />
              <SuspendedNote />
              <ResealingNote />
              <BulkSharingNote />
              <ReportNotes />
              <SecondWayNote onShow={to("ways-in")} />
            </>
          )}
          {shown.kind === "home" && (
            <HomeScreen
              house={house}
              onRecord={({ id }) => setView({ kind: "record", toy: id })}
              onSound={({ id }, sound) => setView({ kind: "review", toy: id, sound })}
              onAddToy={to("find-toy")}
            />
          )}
          {shown.kind === "find-toy" && <FindToyScreen house={house} onDone={home} />}
          {shown.kind === "devices" && <DevicesScreen onBack={home} onHandOver={to("hand-over")} />}
          {isLater(shown.kind) && <Later key={shown.kind} load={loading(shown.kind)} />}
          {shown.kind === "record" && toy !== undefined && (
            <RecordScreen
              child={childName(house, toy.child)}
              toy={toy.name}
              onSound={(sound) => setView({ kind: "review", toy: shown.toy, sound })}
              onDiscard={home}
            />
          )}
          {shown.kind === "review" && toy !== undefined && (
            <ReviewScreen
              child={childName(house, toy.child)}
              toy={toy.name}
              sound={shown.sound}
              onAgain={() => setView({ kind: "record", toy: shown.toy })}
              onDiscard={home}
              onSend={(clip) => {
                void sendMessage(page, clip, toy);
                home();
              }}
            />
          )}
        </main>
        {house.pretendToy && <PretendToyPanel />}
      </div>
      {(shown.kind === "home" || shown.kind === "find-toy") && (
        <End
          onDevices={to("devices")}
          onWaysIn={to("ways-in")}
          onPeople={to("people")}
          onSafety={to("safety")}
          onKept={to("kept")}
          onToys={house.toys.length > 0 ? to("toys") : undefined}
        />
      )}
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
]);

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

interface Doors {
  readonly onDevices: () => void;
  readonly onWaysIn: () => void;
  readonly onPeople: () => void;
  readonly onSafety: () => void;
  readonly onKept: () => void;
  readonly onToys: (() => void) | undefined;
}

function End(doors: Doors) {
  const page = usePage();
  const session = page.session.value;
  if (session === undefined) return null;
  const signOut = async () => {
    try {
      await page.client.call("DELETE", "/session");
    } finally {
      // Whatever the hub says, this browser lets go of its keys.
      await leave(page, false);
    }
  };
  return (
    <footer class="end">
      <span>{words.footer.signedInAs(session.info.person.name)}</span>
      <span class="doors">
        {doors.onToys !== undefined && (
          <button type="button" class="quiet small" onClick={doors.onToys}>
            {words.toys.title}
          </button>
        )}
        <button type="button" class="quiet small" onClick={doors.onPeople}>
          {words.people.open}
        </button>
        <button type="button" class="quiet small" onClick={doors.onSafety}>
          {words.safety.open}
        </button>
        <button type="button" class="quiet small" onClick={doors.onDevices}>
          {words.devices.open}
        </button>
        <button type="button" class="quiet small" onClick={doors.onWaysIn}>
          {words.ways.open}
        </button>
        <button type="button" class="quiet small" onClick={doors.onKept}>
          {words.kept.open}
        </button>
        <button type="button" class="quiet small" onClick={() => void signOut().catch(() => undefined)}>
          {words.footer.signOut}
        </button>
      </span>
    </footer>
  );
}
