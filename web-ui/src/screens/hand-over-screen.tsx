import { useState } from "preact/hooks";
import { showDistrust } from "../actions/enter.ts";
import { type HandOver, makeHandOver } from "../actions/hand-over.ts";
import { NotNow } from "../actions/step-up.ts";
import { sayMoment } from "../moments.ts";
import { usePage } from "../page-context.ts";
import { TroubleNote } from "../parts/trouble-note.tsx";
import { useWork } from "../parts/use-work.ts";
import { words } from "../words.ts";

/** Makes a link with which this person goes on at another address, or in an app that keeps things for itself. */
export function HandOverScreen({ onBack }: { onBack: () => void }) {
  const page = usePage();
  const work = useWork((error) => error instanceof NotNow || showDistrust(page, error));
  const [made, setMade] = useState<HandOver>();
  return (
    <section class="screen">
      <header>
        <h1 tabIndex={-1}>{words.handOver.title}</h1>
        <p class="soft">{words.handOver.lead}</p>
      </header>
      {made !== undefined && (
        <>
          <p class="note">{words.handOver.once(sayMoment(made.expiresAt, Date.now()))}</p>
          {made.addresses.map((address) => (
            <OneLink key={address} address={address} fragment={made.fragment} />
          ))}
        </>
      )}
      {work.trouble !== undefined && <TroubleNote trouble={work.trouble} />}
      <button
        type="button"
        class={made === undefined ? "main wide" : "wide"}
        disabled={work.isBusy}
        aria-busy={work.isBusy}
        onClick={() => work.run(async () => setMade(await makeHandOver(page)))}
      >
        {made === undefined ? words.handOver.make : words.handOver.makeAnother}
      </button>
      <div class="row">
        <button type="button" class="quiet" onClick={onBack}>
          {words.findToy.back}
        </button>
      </div>
    </section>
  );
}

function OneLink({ address, fragment }: { address: string; fragment: string }) {
  const page = usePage();
  const link = `${address}/#${fragment}`;
  const { host } = new URL(address);
  const copy = async () => {
    await navigator.clipboard.writeText(link);
    page.said.value = words.handOver.copied(host);
  };
  return (
    <div class="field">
      <label for={`link-${host}`}>{address === location.origin ? words.handOver.here : host}</label>
      <input
        id={`link-${host}`}
        type="text"
        readOnly
        value={link}
        onFocus={(event) => event.currentTarget.select()}
      />
      <div class="row">
        {/* Where the browser lends no clipboard, the text is there to be marked. */}
        <button
          type="button"
          aria-label={`${words.handOver.copy}: ${host}`}
          onClick={() => void copy().catch(() => undefined)}
        >
          {words.handOver.copy}
        </button>
      </div>
    </div>
  );
}
