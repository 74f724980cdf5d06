import { useState } from "preact/hooks";
import { showDistrust } from "../actions/show-distrust.ts";
import { HAND_OVER_TO_TYPE, parseTypedHandOver } from "../keys/hand-over-secret.ts";
import { usePage } from "../page-context.ts";
import { words } from "../words.ts";
import { TroubleNote } from "./trouble-note.tsx";
import { TypedField } from "./typed-field.tsx";
import { useWork } from "./use-work.ts";

/**
 * Goes on with what another page made: the link that this page was opened with, or the code that is typed or pasted here, as in an
 * app that opens by its icon and by no link. Never by itself.
 */
export function HandOverForm() {
  const page = usePage();
  const work = useWork((error) => showDistrust(page, error));
  const [text, setText] = useState("");
  const came = page.handOver.value;
  const typed = parseTypedHandOver(text);
  const secret = came ?? (typed.kind === "whole" ? typed.value : undefined);
  return (
    <form
      class="card"
      onSubmit={(event) => {
        event.preventDefault();
        if (secret === undefined) return;
        work.run(async () => {
          const { takeHandOver } = await import("../actions/hand-over.ts");
          await takeHandOver(page, secret).finally(() => {
            page.handOver.value = undefined;
          });
        });
      }}
    >
      <p class="small">{came === undefined ? words.handOver.type : words.handOver.came}</p>
      {came === undefined && (
        <TypedField
          id="hand-over"
          label={words.handOver.code}
          rows={2}
          what={HAND_OVER_TO_TYPE}
          says={words.handOverTyping}
          value={text}
          onValue={setText}
        />
      )}
      {work.trouble !== undefined && <TroubleNote trouble={work.trouble} />}
      <button
        type="submit"
        class="main wide"
        disabled={secret === undefined || work.isBusy}
        aria-busy={work.isBusy}
      >
        {work.isBusy ? words.signIn.busy : words.handOver.goOn}
      </button>
    </form>
  );
}
