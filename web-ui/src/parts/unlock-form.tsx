import { showDistrust } from "../actions/show-distrust.ts";
import { usePage } from "../page-context.ts";
import { words } from "../words.ts";
import { FormEnd } from "./form-end.tsx";
import { useWork } from "./use-work.ts";
import { useWay, WayField } from "./way-field.tsx";

/** Asks for passkey or passphrase where the browser could not keep the vault's key. Nothing is sent. */
export function UnlockForm({ onDone, onCancel }: { onDone: () => void; onCancel: () => void }) {
  const page = usePage();
  const work = useWork((error) => showDistrust(page, error));
  const choice = useWay();
  const { way } = choice;
  return (
    <form
      class="note"
      onSubmit={(event) => {
        event.preventDefault();
        if (way === undefined) return;
        work.run(async () => {
          const { unlock } = await import("../actions/open-keys.ts");
          await unlock(page, way);
          onDone();
        });
      }}
    >
      <h3>{words.unlock.title}</h3>
      <p class="small">{words.unlock.lead}</p>
      <WayField choice={choice} />
      <FormEnd work={work} isReady={way !== undefined} submit={words.unlock.submit} onCancel={onCancel} />
    </form>
  );
}
