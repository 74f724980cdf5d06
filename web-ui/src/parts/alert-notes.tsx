import { type AlertView, BURSTS } from "../../../hub/contract/alerts.ts";
import { acknowledgeAlert } from "../actions/alerts.ts";
import { sayMoment } from "../moments.ts";
import { personName, toyName } from "../names.ts";
import { usePage } from "../page-context.ts";
import type { Page } from "../page-state.ts";
import { words } from "../words.ts";
import { AdvisoriesOfAlert } from "./advisory-lines.tsx";
import { GapNotes } from "./gap-notes.tsx";
import { ReportNotes } from "./report-notes.tsx";
import { TroubleNote } from "./trouble-note.tsx";
import { UpdatesOfAlert } from "./update-lines.tsx";
import { useWork } from "./use-work.ts";

const MOST_NAMED = 3;
/** What takes the hub from the family, if nobody at home did it. */
const GRAVE: ReadonlySet<AlertView["class"]> = new Set(["anew-asked", "started-anew"]);

/** Which versions it is of. */
const OF_VERSIONS: ReadonlySet<AlertView["class"]> = new Set(["updated", "update-turned-back"]);

/** What a toy was found with, after nobody held it. */
const OF_GAPS: ReadonlySet<AlertView["class"]> = new Set([
  "toy-strange",
  "toy-renamed",
  "toy-volume-strange",
  "toy-recorded-unseen",
  "toy-perhaps-strange",
]);

const unseenOf = (page: Page): readonly AlertView[] =>
  (page.alerts.value ?? []).filter(({ unseen }) => unseen > 0);

/** Above all else at home: that there is something to know, and the way to it. */
export function AlertBanner({ onLook }: { onLook: () => void }) {
  const page = usePage();
  const unseen = unseenOf(page);
  if (unseen.length === 0 && page.ledger.value?.kind !== "broken") return null;
  const titles = unseen.map((alert) => titleOf(alert, page));
  if (page.ledger.value?.kind === "broken") titles.unshift(words.safety.brokenTitle);
  const hidden = titles.length - MOST_NAMED;
  return (
    <section class="note alert-banner" aria-label={words.alerts.label}>
      {titles.slice(0, MOST_NAMED).map((title) => (
        <p key={title}>
          <strong>{title}</strong>
        </p>
      ))}
      {hidden > 0 && <p class="small">{words.alerts.more(hidden)}</p>}
      <div class="row">
        <button type="button" onClick={onLook}>
          {words.alerts.look}
        </button>
      </div>
    </section>
  );
}

/** All that there is to know, in one place, each with whether to worry and what to do; there until this guardian has said "seen". */
export function AlertNotes() {
  const page = usePage();
  const unseen = unseenOf(page);
  const isUnread = page.reports.value?.reports.some(({ isRead }) => !isRead) ?? false;
  return (
    <section class="to-know" aria-label={words.alerts.label}>
      {unseen.length === 0 && !isUnread && page.alerts.value !== undefined && (
        <p class="soft">{words.alerts.nothing}</p>
      )}
      {unseen.map((alert) => (
        <AlertNote key={alert.id} alert={alert} />
      ))}
      <ReportNotes />
    </section>
  );
}

function AlertNote({ alert }: { alert: AlertView }) {
  const page = usePage();
  const work = useWork();
  const title = titleOf(alert, page);
  const { worry, next } = words.alertClasses[alert.class];
  return (
    <article class={GRAVE.has(alert.class) ? "note broken" : "note"} data-alert={alert.class}>
      <strong>{title}</strong>
      <p class="small soft">{spanOf(alert)}</p>
      <p>{worry}</p>
      {OF_GAPS.has(alert.class) && <GapNotes alert={alert} />}
      {alert.class === "advisory" && <AdvisoriesOfAlert alert={alert} />}
      {OF_VERSIONS.has(alert.class) && <UpdatesOfAlert alert={alert} />}
      <p>{next}</p>
      {work.trouble !== undefined && <TroubleNote trouble={work.trouble} />}
      <div class="row">
        <button
          type="button"
          aria-label={words.alerts.seenOf(title)}
          disabled={work.isBusy}
          onClick={() => work.run(() => acknowledgeAlert(page, alert))}
        >
          {words.alerts.seen}
        </button>
      </div>
    </article>
  );
}

function titleOf({ class: name, unseen, recent }: AlertView, page: Page): string {
  const own = page.session.value?.info.person.id;
  const house = page.house.value;
  const last = recent[0];
  return words.alertClasses[name].title({
    who: personName(last?.person ?? null, own, page.people.value) ?? words.alerts.somebody,
    isYou: own !== undefined && last?.person === own,
    times: BURSTS[name] === undefined ? unseen : (last?.times ?? unseen),
    toy: house === undefined ? words.someToy : toyName(house, last?.subject ?? null),
  });
}

function spanOf({ unseen, firstAt, lastAt }: AlertView): string {
  const [first, last] = [firstAt, lastAt].map((at) => sayMoment(at, Date.now()));
  return unseen === 1 || first === last ? (last ?? "") : words.alerts.span(first ?? "", last ?? "");
}
