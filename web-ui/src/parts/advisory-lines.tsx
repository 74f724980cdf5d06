import type { AdvisoryView } from "../../../hub/contract/advisories.ts";
import type { AlertView } from "../../../hub/contract/alerts.ts";
import { readAdvisories } from "../actions/advisories.ts";
import { usePage } from "../page-context.ts";
import { spokenLanguage, words } from "../words.ts";
import { TroubleNote } from "./trouble-note.tsx";
import { useShown } from "./use-shown.ts";

/** Beside the alert that tells of them: what each weakness is, in the project's own words. */
export function AdvisoriesOfAlert({ alert }: { alert: AlertView }) {
  const page = usePage();
  const { value, trouble } = useShown(() => readAdvisories(page), alert.lastAt);
  const told = alert.recent.map(({ subject }) => subject);
  return (
    <>
      {trouble !== undefined && <TroubleNote trouble={trouble} />}
      <AdvisoryLines rows={(value?.advisories ?? []).filter(({ subject }) => told.includes(subject))} />
    </>
  );
}

/** Text, never markup, never links; in English where the project has no other language of the reader's. */
export const AdvisoryLines = ({ rows }: { rows: readonly AdvisoryView[] }) => (
  <>
    {rows.map(({ id, severity, fixedIn, concerns, words: said }) => {
      const language = Object.hasOwn(said, spokenLanguage()) ? spokenLanguage() : "en";
      const { title, risk, action } = said[language] ?? { title: id, risk: "", action: "" };
      return (
        <blockquote key={id} class="strangers-words">
          <bdi lang={language}>
            <strong>{title}</strong>
            <br />
            {risk}
            <br />
            {action}
          </bdi>
          <p class="small soft">
            {words.severities[severity]} · {id} ·{" "}
            {!concerns
              ? words.advisories.gone
              : fixedIn === null
                ? words.advisories.notFixed
                : words.advisories.fixedIn(fixedIn)}
          </p>
        </blockquote>
      );
    })}
  </>
);
