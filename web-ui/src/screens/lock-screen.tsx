import { useState } from "preact/hooks";
import { changeVault } from "../actions/change-vault.ts";
import { showDistrust } from "../actions/show-distrust.ts";
import { stepUp } from "../actions/step-up.ts";
import { usePage } from "../page-context.ts";
import { BackButton } from "../parts/back-button.tsx";
import { PanicForm } from "../parts/panic-form.tsx";
import { ResealingNote } from "../parts/resealing-note.tsx";
import { ScreenTitle } from "../parts/screen-title.tsx";
import { TroubleNote } from "../parts/trouble-note.tsx";
import { useWork } from "../parts/use-work.ts";
import { words } from "../words.ts";

/** What the recordings are locked with, and a new lock for them. */
export function LockScreen({ onBack }: { onBack: () => void }) {
  const page = usePage();
  const work = useWork((error) => showDistrust(page, error));
  const [isDone, setDone] = useState(false);
  const changeIt = () =>
    work.run(async () => {
      await changeVault(page, await stepUp(page));
      setDone(true);
      page.said.value = words.lock.done;
    });
  return (
    <section class="screen">
      <header>
        <ScreenTitle title={words.lock.title} />
        <p class="soft">{words.lock.lead}</p>
      </header>
      {isDone && (
        <p class="note" role="status">
          {words.lock.done}
        </p>
      )}
      <ResealingNote />
      <p>{words.lock.what}</p>
      <p class="small soft">{words.lock.limit}</p>
      {work.trouble !== undefined && <TroubleNote trouble={work.trouble} />}
      <div class="row">
        <button type="button" class="main" disabled={work.isBusy} aria-busy={work.isBusy} onClick={changeIt}>
          {work.isBusy ? words.lock.busy : words.lock.change}
        </button>
      </div>
      <h2>{words.panic.title}</h2>
      <p>{words.panic.lead}</p>
      <PanicForm />
      <BackButton onBack={onBack} />
    </section>
  );
}
