import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { leave } from "../actions/enter.ts";
import { renderDiagnostics } from "../diagnostics.ts";
import { usePage } from "../page-context.ts";
import type { Page } from "../page-state.ts";
import { LanguageChoice } from "../parts/language-choice.tsx";
import { ScreenTitle } from "../parts/screen-title.tsx";
import { Updates } from "../parts/updates.tsx";
import { saveFile } from "../save-file.ts";
import { VERSION } from "../version.ts";
import { spokenLanguage, words } from "../words.ts";
import type { Door } from "./view.ts";

/** All that is not needed every day, each with what is behind it. */
export function SettingsScreen({ to }: { to: (door: Door) => () => void }) {
  const page = usePage();
  const { session } = page;
  return (
    <section class="screen settings">
      <header>
        <ScreenTitle title={words.settings.title} />
        {session.value !== undefined && (
          <p class="soft">{words.footer.signedInAs(session.value.info.person.name)}</p>
        )}
      </header>
      <Group title={words.settings.family}>
        <DoorRow name={words.people.open} about={words.settings.people} onOpen={to("people")} />
        <DoorRow name={words.safety.open} about={words.settings.safety} onOpen={to("safety")} />
        <DoorRow name={words.kept.open} about={words.settings.kept} onOpen={to("kept")} />
      </Group>
      <Group title={words.settings.you}>
        <DoorRow name={words.devices.open} about={words.settings.devices} onOpen={to("devices")} />
        <DoorRow name={words.ways.open} about={words.settings.ways} onOpen={to("ways-in")} />
        <DoorRow name={words.lock.open} about={words.settings.lock} onOpen={to("lock")} />
      </Group>
      <Group title={words.settings.house}>
        <DoorRow name={words.rooms.open} about={words.settings.rooms} onOpen={to("rooms")} />
      </Group>
      <Updates />
      <section class="about" aria-labelledby="about-page">
        <h2 id="about-page">{words.settings.page}</h2>
        <LanguageChoice isLabelShown />
        <p>{words.settings.version(VERSION)}</p>
        <p class="small soft">{words.settings.diagnosticsHint}</p>
        <div class="row">
          <button type="button" onClick={() => saveDiagnostics(page)}>
            {words.settings.diagnostics}
          </button>
          <button type="button" onClick={() => void signOut(page).catch(() => undefined)}>
            {words.footer.signOut}
          </button>
        </div>
      </section>
      <section class="about" aria-labelledby="about-ending">
        <h2 id="about-ending">{words.settings.ending}</h2>
        <p class="small soft">{words.settings.endingHow}</p>
      </section>
    </section>
  );
}

function Group({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <section>
      <h2>{title}</h2>
      <ul class="doors">{children}</ul>
    </section>
  );
}

interface DoorRowProps {
  readonly name: string;
  readonly about: string;
  readonly onOpen: () => void;
}

function DoorRow({ name, about, onOpen }: DoorRowProps) {
  const id = useId();
  return (
    <li>
      <button type="button" aria-describedby={id} onClick={onOpen}>
        {name}
      </button>
      <p id={id} class="small soft">
        {about}
      </p>
    </li>
  );
}

async function signOut(page: Page): Promise<void> {
  try {
    await page.client.call("DELETE", "/session");
  } finally {
    // Whatever the hub says, this browser lets go of its keys.
    await leave(page, false);
  }
}

function saveDiagnostics(page: Page): void {
  const text = renderDiagnostics(page, {
    version: VERSION,
    userAgent: navigator.userAgent,
    language: spokenLanguage(),
    isOnline: navigator.onLine,
    isInstalled: matchMedia("(display-mode: standalone)").matches,
  });
  saveFile(new Blob([text], { type: "text/plain" }), words.settings.diagnosticsFile);
}
