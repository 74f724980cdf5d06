import { useState } from "preact/hooks";
import { showDistrust } from "../actions/enter.ts";
import { usePage } from "../page-context.ts";
import { words } from "../words.ts";
import { PassphraseField } from "./passphrase-field.tsx";
import { TroubleNote } from "./trouble-note.tsx";
import { useWork } from "./use-work.ts";

/** Asks for the passphrase where the browser could not keep the vault's key. Nothing is sent. */
export function UnlockForm({ onDone, onCancel }: { onDone: () => void; onCancel: () => void }) {
  const page = usePage();
  const work = useWork((error) => showDistrust(page, error));
  const [passphrase, setPassphrase] = useState("");
  return (
    <form
      class="note"
      onSubmit={(event) => {
        event.preventDefault();
        work.run(async () => {
          const { unlock } = await import("../actions/sign-in.ts");
          await unlock(page, passphrase);
          onDone();
        });
      }}
    >
      <h3>{words.unlock.title}</h3>
      <p class="small">{words.unlock.lead}</p>
      <PassphraseField value={passphrase} onValue={setPassphrase} />
      {work.trouble !== undefined && <TroubleNote trouble={work.trouble} />}
      <div class="row">
        <button type="submit" class="main" disabled={passphrase === "" || work.isBusy}>
          {words.unlock.submit}
        </button>
        <button type="button" class="quiet" onClick={onCancel}>
          {words.unlock.cancel}
        </button>
      </div>
    </form>
  );
}
