import { usePage } from "../page-context.ts";
import { BackButton } from "../parts/back-button.tsx";
import { ScreenTitle } from "../parts/screen-title.tsx";
import { TimesForm } from "../parts/times-form.tsx";
import { words } from "../words.ts";

/** Each child's day and night: quiet hours, bedtime and wake-up, where the child is. */
export function TimesScreen({ onBack }: { onBack: () => void }) {
  const children = usePage().house.value?.children ?? [];
  return (
    <section class="screen">
      <header>
        <ScreenTitle title={words.times.title} />
        <p class="soft">{words.times.lead}</p>
      </header>
      {children.map((child) => (
        // What another guardian chose meanwhile takes the place of what was not saved here.
        <TimesForm key={`${child.id} ${JSON.stringify(child.times)}`} child={child} />
      ))}
      <BackButton onBack={onBack} />
    </section>
  );
}
