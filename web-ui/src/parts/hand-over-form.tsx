import { useState } from "preact/hooks";
import { showDistrust } from "../actions/enter.ts";
import { parseHandOverLink } from "../keys/hand-over-link.ts";
import { usePage } from "../page-context.ts";
import { words } from "../words.ts";
import { TroubleNote } from "./trouble-note.tsx";
import { useWork } from "./use-work.ts";

/** Goes on with a link that another page made: the one that this page was opened with, or one that is pasted. Never by itself. */
export function HandOverForm() {
  const page = usePage();
  const work = useWork((error) => showDistrust(page, error));
  const [text, setText] = useState("");
  const link = page.handOver.value ?? parseHandOverLink(text);
  return (
    <form
      class="card"
      onSubmit={(event) => {
        event.preventDefault();
        if (link === undefined) return;
        work.run(async () => {
          const { takeHandOver } = await import("../actions/hand-over.ts");
          await takeHandOver(page, link).finally(() => {
            page.handOver.value = undefined;
          });
        });
      }}
    >
      <p class="small">{page.handOver.value === undefined ? words.handOver.paste : words.handOver.came}</p>
      {page.handOver.value === undefined && (
        <div class="field">
          <label for="hand-over">{words.handOver.field}</label>
          <input
            id="hand-over"
            type="text"
            autocomplete="off"
            spellcheck={false}
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
          />
        </div>
      )}
      {work.trouble !== undefined && <TroubleNote trouble={work.trouble} />}
      <button
        type="submit"
        class="main wide"
        disabled={link === undefined || work.isBusy}
        aria-busy={work.isBusy}
      >
        {work.isBusy ? words.signIn.busy : words.handOver.goOn}
      </button>
    </form>
  );
}
