import { useEffect, useRef, useState } from "preact/hooks";
import { leave } from "../actions/enter.ts";
import { showDistrust } from "../actions/show-distrust.ts";
import { showPasskey, showPassphrase, showSheet } from "../actions/show-person.ts";
import { answerStepUp } from "../actions/step-up.ts";
import { HubRefusal } from "../hub/errors.ts";
import type { OpenedSlot } from "../keys/open-slot.ts";
import { parseTypedSheet } from "../keys/recovery-typing.ts";
import { usePage } from "../page-context.ts";
import { words } from "../words.ts";
import { FormEnd } from "./form-end.tsx";
import { SheetField } from "./sheet-field.tsx";
import { useWork } from "./use-work.ts";
import { useWay, WayField } from "./way-field.tsx";

/** Asks who is there, before what cannot be undone. Over everything else, and gone with "Not now". */
export function StepUpDialog() {
  const page = usePage();
  const dialog = useRef<HTMLDialogElement>(null);
  const choice = useWay();
  const [text, setText] = useState("");
  const slots = page.session.value?.info.slots ?? [];
  const hasOther = choice.isPasskey || slots.some(({ kind }) => kind === "passphrase");
  const hasSheet = slots.some(({ kind }) => kind === "recovery-sheet");
  const [bySheet, setBySheet] = useState(!hasOther);
  const sheet = parseTypedSheet(text);
  const isReady = bySheet ? sheet.kind === "whole" : choice.way !== undefined;
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
  useEffect(
    () => dialog.current?.querySelector<HTMLElement>("input, textarea, button[type=submit]")?.focus(),
    [bySheet],
  );

  const show = (): Promise<OpenedSlot> => {
    if (bySheet && sheet.kind === "whole") return showSheet(page, sheet.value);
    return choice.isPasskey ? showPasskey(page) : showPassphrase(page, choice.passphrase);
  };

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
          work.run(async () => answerStepUp(page, await show()));
        }}
      >
        <h2 id="step-up-title">{words.stepUp.title}</h2>
        <p class="small soft">{words.stepUp.lead}</p>
        {bySheet ? (
          <SheetField value={text} onValue={setText} />
        ) : (
          <WayField choice={choice} id="step-up-passphrase" />
        )}
        <FormEnd
          work={work}
          isReady={isReady}
          submit={words.stepUp.submit}
          busy={words.stepUp.busy}
          onCancel={() => answerStepUp(page, undefined)}
        />
        {hasOther && hasSheet && (
          <button type="button" class="quiet small other-way" onClick={() => setBySheet(!bySheet)}>
            {bySheet ? words.stepUp.notBySheet : words.stepUp.bySheet}
          </button>
        )}
      </form>
    </dialog>
  );
}
