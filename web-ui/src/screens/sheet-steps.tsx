import { useState } from "preact/hooks";
import type { AgeIdentity } from "../../../hub/archive/identity.ts";
import { readAnew } from "../actions/read-anew.ts";
import { type SheetSlot, sheetsOn, testSheet } from "../actions/recovery.ts";
import { showDistrust } from "../actions/show-distrust.ts";
import { parseTypedSheet } from "../keys/recovery-typing.ts";
import { sayDate } from "../moments.ts";
import { usePage } from "../page-context.ts";
import { ScreenTitle } from "../parts/screen-title.tsx";
import { SheetField } from "../parts/sheet-field.tsx";
import { SheetPaper } from "../parts/sheet-paper.tsx";
import { TroubleNote } from "../parts/trouble-note.tsx";
import { useWork } from "../parts/use-work.ts";
import { words } from "../words.ts";

interface PaperStepProps {
  readonly identity: AgeIdentity;
  readonly onPaper: () => void;
  readonly onBack: () => void;
}

/** The sheet, to print or to write down. It is shown only here. */
export function PaperStep({ identity, onPaper, onBack }: PaperStepProps) {
  const { session, client } = usePage();
  return (
    <section class="screen">
      <header>
        <ScreenTitle title={words.recovery.paperTitle} />
        <p class="soft">{words.recovery.paperLead}</p>
      </header>
      <SheetPaper
        identity={identity}
        name={session.value?.info.person.name ?? ""}
        address={session.value?.info.sheetAddress ?? location.origin}
        date={sayDate(new Date(client.hubNow()).toISOString())}
      />
      <p class="note">{words.recovery.warning}</p>
      <div class="row">
        <button type="button" onClick={() => print()}>
          {words.recovery.print}
        </button>
        <button type="button" class="main" onClick={onPaper}>
          {words.recovery.onPaper}
        </button>
        <button type="button" class="quiet" onClick={onBack}>
          {words.findToy.back}
        </button>
      </div>
    </section>
  );
}

interface TypeStepProps {
  readonly id: SheetSlot["id"];
  readonly onWorks: () => void;
  readonly onBack: () => void;
}

/** The sheet, typed back from paper. */
export function TypeStep({ id, onWorks, onBack }: TypeStepProps) {
  const page = usePage();
  const work = useWork((error) => showDistrust(page, error));
  const [text, setText] = useState("");
  const [isOther, setOther] = useState(false);
  const slot = sheetsOn(page).find((one) => one.id === id);
  const typed = parseTypedSheet(text);
  const isReady = typed.kind === "whole" && slot !== undefined;
  return (
    <section class="screen">
      <header>
        <ScreenTitle title={words.recovery.typeTitle} />
        <p class="soft">{words.recovery.typeLead}</p>
      </header>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!isReady) return;
          work.run(async () => {
            if (await testSheet(page, await readAnew(page), slot, typed.value)) return onWorks();
            setOther(true);
          });
        }}
      >
        <SheetField
          value={text}
          onValue={(value) => {
            setText(value);
            setOther(false);
          }}
        />
        {isOther && (
          <p class="note" role="alert">
            {words.recovery.otherSheet}
          </p>
        )}
        {work.trouble !== undefined && <TroubleNote trouble={work.trouble} />}
        <div class="row">
          <button type="submit" class="main" disabled={!isReady || work.isBusy} aria-busy={work.isBusy}>
            {work.isBusy ? words.recovery.checking : words.recovery.check}
          </button>
          <button type="button" class="quiet" onClick={onBack}>
            {words.findToy.back}
          </button>
        </div>
      </form>
    </section>
  );
}
