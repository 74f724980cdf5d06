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
import { PretendToyPanel } from "./pretend-toy-panel.tsx";
import { RecordScreen } from "./record-screen.tsx";
import { ReviewScreen } from "./review-screen.tsx";

type View =
  | { readonly kind: "home" }
  | { readonly kind: "find-toy" }
  | { readonly kind: "devices" }
  | { readonly kind: "hand-over" }
  | { readonly kind: "ways-in" }
  | { readonly kind: "people" }
  | { readonly kind: "safety" }
  | { readonly kind: "kept" }
  | { readonly kind: "lock" }
  | { readonly kind: "old-recordings" }
  | { readonly kind: "toys" }
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
  const home = () => setView({ kind: "home" });
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
              <AlertBanner onLook={() => setView({ kind: "safety" })} />
              <SuspendedNote />
              <ResealingNote />
              <BulkSharingNote />
              <ReportNotes />
              <SecondWayNote onShow={() => setView({ kind: "ways-in" })} />
            </>
          )}
          {shown.kind === "home" && (
            <HomeScreen
              house={house}
              onRecord={({ id }) => setView({ kind: "record", toy: id })}
              onSound={({ id }, sound) => setView({ kind: "review", toy: id, sound })}
              onAddToy={() => setView({ kind: "find-toy" })}
            />
          )}
          {shown.kind === "find-toy" && <FindToyScreen house={house} onDone={home} />}
          {shown.kind === "devices" && (
            <DevicesScreen onBack={home} onHandOver={() => setView({ kind: "hand-over" })} />
          )}
          {shown.kind === "hand-over" && (
            <Later
              load={async () => {
                const { HandOverScreen } = await import("./hand-over-screen.tsx");
                return () => <HandOverScreen whose="guardian" onBack={() => setView({ kind: "devices" })} />;
              }}
            />
          )}
          {shown.kind === "safety" && (
            <Later
              load={async () => {
                const { SafetyScreen } = await import("./safety-screen.tsx");
                return () => (
                  <SafetyScreen
                    onBack={home}
                    onDevices={() => setView({ kind: "devices" })}
                    onWaysIn={() => setView({ kind: "ways-in" })}
                    onLock={() => setView({ kind: "lock" })}
                    onPeople={() => setView({ kind: "people" })}
                    onOld={
                      page.people.value?.former.length ? () => setView({ kind: "old-recordings" }) : undefined
                    }
                  />
                );
              }}
            />
          )}
          {shown.kind === "kept" && (
            <Later
              load={async () => {
                const { KeptScreen } = await import("./kept-screen.tsx");
                return () => <KeptScreen onBack={home} />;
              }}
            />
          )}
          {shown.kind === "people" && (
            <Later
              load={async () => {
                const { PeopleScreen } = await import("./people-screen.tsx");
                return () => <PeopleScreen onBack={home} />;
              }}
            />
          )}
          {shown.kind === "toys" && (
            <Later
              load={async () => {
                const { ToysScreen } = await import("./toys-screen.tsx");
                return () => <ToysScreen onBack={home} onAddToy={() => setView({ kind: "find-toy" })} />;
              }}
            />
          )}
          {shown.kind === "ways-in" && (
            <Later
              load={async () => {
                const { WaysInScreen } = await import("./ways-in-screen.tsx");
                return () => <WaysInScreen onBack={home} />;
              }}
            />
          )}
          {shown.kind === "lock" && (
            <Later
              load={async () => {
                const { LockScreen } = await import("./lock-screen.tsx");
                return () => <LockScreen onBack={home} />;
              }}
            />
          )}
          {shown.kind === "old-recordings" && (
            <Later
              load={async () => {
                const { OldRecordingsScreen } = await import("./old-recordings-screen.tsx");
                return () => <OldRecordingsScreen onBack={home} />;
              }}
            />
          )}
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
          onDevices={() => setView({ kind: "devices" })}
          onWaysIn={() => setView({ kind: "ways-in" })}
          onPeople={() => setView({ kind: "people" })}
          onSafety={() => setView({ kind: "safety" })}
          onKept={() => setView({ kind: "kept" })}
          onToys={house.toys.length > 0 ? () => setView({ kind: "toys" }) : undefined}
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
