import { words } from "../words.ts";

/** Guardian, toy, its paw, the first message. */
const STEPS = [1, 2, 3, 4] as const;

/** How far a newcomer is. */
export function WizardStep({ step }: { step: (typeof STEPS)[number] }) {
  return (
    <p class="wizard-step small">
      <span class="pips" aria-hidden="true">
        {STEPS.map((each) => (
          <span key={each} class={each <= step ? "on" : ""} />
        ))}
      </span>
      {words.wizard.step(step, STEPS.length)}
    </p>
  );
}
