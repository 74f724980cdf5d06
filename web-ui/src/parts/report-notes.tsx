import type { ReportView } from "../../../hub/contract/report.ts";
import { readReport } from "../actions/reports.ts";
import { sayMoment } from "../moments.ts";
import { usePage } from "../page-context.ts";
import { words } from "../words.ts";
import { TroubleNote } from "./trouble-note.tsx";
import { useWork } from "./use-work.ts";

/** What strangers told the household: there until this guardian has read it. Their words are text, never markup, never links. */
export function ReportNotes() {
  const list = usePage().reports.value;
  if (list === undefined || list.reports.length === 0) return null;
  const unread = list.reports.filter(({ isRead }) => !isRead);
  const read = list.reports.filter(({ isRead }) => isRead);
  return (
    <section class="reports" aria-label={words.reports.label}>
      {unread.map((report) => (
        <ReportNote key={report.id} report={report} />
      ))}
      {unread.length > 0 && list.turnedAway > 0 && (
        <p class="soft small">{words.reports.turnedAway(list.turnedAway)}</p>
      )}
      {read.length > 0 && (
        <details>
          <summary class="soft small">{words.reports.read(read.length)}</summary>
          {read.map(({ id, at, text }) => (
            <div key={id}>
              <p class="soft small">{sayMoment(at, Date.now())}</p>
              <StrangersWords text={text} />
            </div>
          ))}
        </details>
      )}
    </section>
  );
}

function ReportNote({ report: { id, at, text } }: { report: ReportView }) {
  const page = usePage();
  const work = useWork();
  return (
    <article class="note" data-report={id}>
      <strong>{words.reports.title(sayMoment(at, Date.now()))}</strong>
      <p>{words.reports.warning}</p>
      <StrangersWords text={text} />
      {work.trouble !== undefined && <TroubleNote trouble={work.trouble} />}
      <div class="row">
        <button type="button" onClick={() => work.run(() => readReport(page, id))} disabled={work.isBusy}>
          {words.reports.iHaveRead}
        </button>
      </div>
    </article>
  );
}

/** In a box of their own, so that they cannot look like the page's; direction marks end with it. */
const StrangersWords = ({ text }: { text: string }) => (
  <blockquote class="strangers-words">
    <bdi>{text}</bdi>
  </blockquote>
);
