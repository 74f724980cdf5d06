import { useState } from "preact/hooks";
import { endEverything } from "../actions/guardians.ts";
import { usePage } from "../page-context.ts";
import { words } from "../words.ts";
import { SureForm } from "./sure-form.tsx";

/** "Somebody may have got in": one question, then every other door is shut. */
export function PanicForm() {
  const page = usePage();
  const [state, setState] = useState<"calm" | "asked" | "done">("calm");
  if (state === "done")
    return (
      <p class="note" role="status">
        <strong>{words.panic.done}</strong> {words.panic.after}
      </p>
    );
  if (state === "asked")
    return (
      <SureForm
        title={words.panic.sure}
        what={words.panic.what}
        submit={words.panic.submit}
        busy={words.panic.busy}
        needsKeys={false}
        onSure={() => endEverything(page)}
        onDone={() => {
          page.said.value = words.panic.done;
          setState("done");
        }}
        onCancel={() => setState("calm")}
      />
    );
  return (
    <button type="button" onClick={() => setState("asked")}>
      {words.panic.open}
    </button>
  );
}
