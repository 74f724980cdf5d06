import { useEffect, useRef, useState } from "preact/hooks";
import { leave, showDistrust } from "../actions/enter.ts";
import { showPassphrase, showSheet } from "../actions/show-person.ts";
import { answerStepUp } from "../actions/step-up.ts";
import { HubRefusal } from "../hub/errors.ts";
import { parseTypedSheet } from "../keys/recovery-typing.ts";
import { usePage } from "../page-context.ts";
import { words } from "../words.ts";
import { PassphraseField } from "./passphrase-field.tsx";
import { SheetField } from "./sheet-field.tsx";
import { TroubleNote } from "./trouble-note.tsx";
import { useWork } from "./use-work.ts";

/** Asks who is there, before what cannot be undone. Over everything else, and gone with "Not now". */
export function StepUpDialog() {
  const page = usePage();
  const dialog = useRef<HTMLDialogElement>(null);
  const [passphrase, setPassphrase] = useState("");
  const [text, setText] = useState("");
  const slots = page.session.value?.info.slots ?? [];
  const hasPassphrase = slots.some(({ kind }) => kind === "passphrase");
  const hasSheet = slots.some(({ kind }) => kind === "recovery-sheet");
  const [bySheet, setBySheet] = useState(!hasPassphrase);
  const sheet = parseTypedSheet(text);
  const isReady = bySheet ? sheet.kind === "whole" : passphrase !== "";
  const work = useWork((error) => {
    if (error instanceof HubRefusal && error.problem.status === 401) void leave(page, true, error.problem.by);
    else if (!showDistrust(page, error)) return false;
    answerStepUp(page, undefined);
    return true;
  });
  useEffect(() => {
    dialog.current?.showModal();
    // Whatever takes the page away (a session that ends) takes the question away, too.
    return () => answerStepUp(page, undefined);
  }, [page]);
  useEffect(() => dialog.current?.querySelector<HTMLElement>("input, textarea")?.focus(), [bySheet]);

  return (
    <dialog
      ref={dialog}
      aria-labelledby="step-up-title"
      onCancel={(event) => {
        event.preventDefault();
        answerStepUp(page, undefined);
      }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!isReady) return;
          work.run(async () => {
            const opened =
              bySheet && sheet.kind === "whole"
                ? await showSheet(page, sheet.identity)
                : await showPassphrase(page, passphrase);
            answerStepUp(page, opened);
          });
        }}
      >
        <h2 id="step-up-title">{words.stepUp.title}</h2>
        <p class="small soft">{words.stepUp.lead}</p>
        {bySheet ? (
          <SheetField value={text} onValue={setText} />
        ) : (
          <PassphraseField id="step-up-passphrase" value={passphrase} onValue={setPassphrase} />
        )}
        {work.trouble !== undefined && <TroubleNote trouble={work.trouble} />}
        <div class="row">
          <button type="submit" class="main" disabled={!isReady || work.isBusy} aria-busy={work.isBusy}>
            {work.isBusy ? words.stepUp.busy : words.stepUp.submit}
          </button>
          <button type="button" class="quiet" onClick={() => answerStepUp(page, undefined)}>
            {words.unlock.cancel}
          </button>
        </div>
        {hasPassphrase && hasSheet && (
          <button type="button" class="quiet small" onClick={() => setBySheet(!bySheet)}>
            {bySheet ? words.stepUp.byPassphrase : words.stepUp.bySheet}
          </button>
        )}
      </form>
    </dialog>
  );
}
