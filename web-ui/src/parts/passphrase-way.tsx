import { useEffect, useRef, useState } from "preact/hooks";
import { openAnew } from "../actions/open-keys.ts";
import { changePassphrase } from "../actions/recovery.ts";
import { showDistrust } from "../actions/show-distrust.ts";
import { sayMoment } from "../moments.ts";
import { usePage } from "../page-context.ts";
import { words } from "../words.ts";
import { FormEnd } from "./form-end.tsx";
import { PassphraseField } from "./passphrase-field.tsx";
import { useJudgedPassphrase } from "./use-judged-passphrase.ts";
import { useWork } from "./use-work.ts";
import { useWay, WayField } from "./way-field.tsx";
import type { WaysProps } from "./ways-props.ts";

/** The passphrase, and the way to another one. */
export function PassphraseWay({ asked, onAsk, onDone }: WaysProps) {
  const { session } = usePage();
  const slot = session.value?.info.slots.find(({ kind }) => kind === "passphrase");
  const madeAt = slot?.madeAt ?? null;
  const verb = slot === undefined ? words.ways.set : words.ways.change;
  return (
    <section class="ways">
      <h2>{words.claim.passphrase}</h2>
      <p class="small soft">
        {madeAt === null ? words.ways.passphrase : words.ways.passphraseSince(sayMoment(madeAt, Date.now()))}
      </p>
      {asked === "passphrase" ? (
        <NewPassphraseForm
          title={verb}
          onDone={() => onDone(words.ways.passphraseSet)}
          onCancel={() => onAsk(undefined)}
        />
      ) : (
        <button type="button" onClick={() => onAsk("passphrase")}>
          {verb}
        </button>
      )}
    </section>
  );
}

interface FormProps {
  readonly title: string;
  readonly onDone: () => void;
  readonly onCancel: () => void;
}

/** First what opens the keys now, then what will. */
function NewPassphraseForm({ title, onDone, onCancel }: FormProps) {
  const page = usePage();
  const work = useWork((error) => showDistrust(page, error));
  const choice = useWay();
  const [passphrase, setPassphrase] = useState("");
  const judged = useJudgedPassphrase(passphrase, []);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector("input")?.focus(), []);
  const { way } = choice;
  const isReady = way !== undefined && judged.isTaken;
  return (
    <form
      ref={form}
      class="note"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isReady) return;
        work.run(async () => {
          await changePassphrase(page, ...(await openAnew(page, way)), passphrase);
          onDone();
        });
      }}
    >
      <h3>{title}</h3>
      <p class="small">{words.ways.whatPassphrase}</p>
      <WayField choice={choice} />
      <PassphraseField
        id="new-passphrase"
        label={words.lostPassphrase.field}
        value={passphrase}
        onValue={setPassphrase}
        judged={judged}
      />
      <FormEnd
        work={work}
        isReady={isReady}
        submit={words.ways.setIt}
        busy={words.ways.setting}
        onCancel={onCancel}
      />
    </form>
  );
}
