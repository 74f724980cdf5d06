import { REPORT_FORM } from "../../../hub/contract/report-limits.ts";
import { BackButton } from "../parts/back-button.tsx";
import { PhoneCard } from "../parts/phone-card.tsx";
import { ScreenTitle } from "../parts/screen-title.tsx";
import { words } from "../words.ts";

/** What to do if …: answers that need no network, in the browser's own disclosures. */
export function HelpScreen({ onBack }: { onBack: () => void }) {
  return (
    <section class="screen help-screen">
      <header>
        <ScreenTitle title={words.help.title} />
        <p class="soft">{words.help.lead}</p>
      </header>
      <div class="answers">
        {words.help.answers.map(({ title, steps }) => (
          <details key={title}>
            <summary>{title}</summary>
            {steps.map((step) => (
              <p key={step}>{step}</p>
            ))}
          </details>
        ))}
      </div>
      <PhoneCard />
      <section class="about">
        <h2>{words.help.moreTitle}</h2>
        <p>{words.help.more}</p>
      </section>
      <section class="about">
        <h2>{words.help.reportTitle}</h2>
        <p>{words.help.report}</p>
        <p>
          {words.help.strangers}{" "}
          <a class="link" href={REPORT_FORM}>
            {words.help.reportForm}
          </a>
        </p>
      </section>
      <BackButton onBack={onBack} />
    </section>
  );
}
