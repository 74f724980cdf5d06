import { useEffect, useState } from "preact/hooks";
import type { ToyView } from "../../../hub/contract/api.ts";
import { leave } from "../actions/enter.ts";
import { sendMessage } from "../actions/send-message.ts";
import { sayMoment } from "../moments.ts";
import { childName } from "../names.ts";
import { usePage } from "../page-context.ts";
import type { RawSound } from "../recording/recorder.ts";
import { words } from "../words.ts";
import { FindToyScreen } from "./find-toy-screen.tsx";
import { HomeScreen } from "./home-screen.tsx";
import { PretendToyPanel } from "./pretend-toy-panel.tsx";
import { RecordScreen } from "./record-screen.tsx";
import { ReviewScreen } from "./review-screen.tsx";

type View =
  | { readonly kind: "home" }
  | { readonly kind: "find-toy" }
  | { readonly kind: "record"; readonly toy: ToyView }
  | { readonly kind: "review"; readonly toy: ToyView; readonly sound: RawSound };

/** Everything behind the door. */
export function InsideScreens() {
  const page = usePage();
  const house = page.house.value;
  const [view, setView] = useState<View>({ kind: "home" });
  const title = view.kind;
  useBackButton(title, () => setView({ kind: "home" }));
  // Another screen begins at its top; a person who reads with the ears hears where they are.
  useEffect(() => {
    scrollTo({ top: 0 });
    if (title !== "home") document.querySelector<HTMLElement>("main h1")?.focus();
  }, [title]);

  if (house === undefined) {
    return (
      <main class="opening">
        <p>{words.opening}</p>
        <ConnectionBanner />
      </main>
    );
  }
  const home = () => setView({ kind: "home" });
  const shown = house.toys.length === 0 && view.kind === "home" ? { kind: "find-toy" as const } : view;

  return (
    <div class="frame">
      <ConnectionBanner />
      <div class={house.pretendToy ? "columns two" : "columns"}>
        <main class="screen-holder">
          {shown.kind === "home" && (
            <HomeScreen
              house={house}
              onRecord={(toy) => setView({ kind: "record", toy })}
              onSound={(toy, sound) => setView({ kind: "review", toy, sound })}
              onAddToy={() => setView({ kind: "find-toy" })}
            />
          )}
          {shown.kind === "find-toy" && <FindToyScreen house={house} onDone={home} />}
          {shown.kind === "record" && (
            <RecordScreen
              child={childName(house, shown.toy.child)}
              toy={shown.toy.name}
              onSound={(sound) => setView({ kind: "review", toy: shown.toy, sound })}
              onDiscard={home}
            />
          )}
          {shown.kind === "review" && (
            <ReviewScreen
              child={childName(house, shown.toy.child)}
              toy={shown.toy.name}
              sound={shown.sound}
              onAgain={() => setView({ kind: "record", toy: shown.toy })}
              onDiscard={home}
              onSend={(clip) => {
                void sendMessage(page, clip, shown.toy);
                home();
              }}
            />
          )}
        </main>
        {house.pretendToy && <PretendToyPanel />}
      </div>
      {(shown.kind === "home" || shown.kind === "find-toy") && <End />}
      <p class="unseen" aria-live="polite">
        {page.said}
      </p>
    </div>
  );
}

const AWAY = "away-from-home";

/** The phone's own "back" leads home from every screen, and only from home out of the page. */
function useBackButton(view: View["kind"], onHome: () => void): void {
  useEffect(() => {
    addEventListener("popstate", onHome);
    return () => removeEventListener("popstate", onHome);
  }, []);
  useEffect(() => {
    if (view === "home" && history.state === AWAY) history.back();
    if (view !== "home" && history.state !== AWAY) history.pushState(AWAY, "");
  }, [view]);
}

function ConnectionBanner() {
  const { connection } = usePage();
  const now = connection.value;
  if (now.kind === "live") return null;
  const since = sayMoment(new Date(now.since).toISOString(), Date.now());
  return (
    <p class="banner" role="status">
      {words.connection.lost(since)} {words.connection.trying}
    </p>
  );
}

function End() {
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
      <button type="button" class="quiet small" onClick={() => void signOut().catch(() => undefined)}>
        {words.footer.signOut}
      </button>
    </footer>
  );
}
