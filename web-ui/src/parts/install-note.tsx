import { useEffect, useState } from "preact/hooks";
import { usePage } from "../page-context.ts";
import { words } from "../words.ts";

/** @property hasPost whether something was said already: nobody is asked before they know what it is for */
export function InstallNote({ hasPost, handOver }: { hasPost: boolean; handOver: string }) {
  const { installOffer, store } = usePage();
  const [isOffered, setOffered] = useState(false);
  useEffect(() => {
    void store.hasDeclinedInstall().then((hasDeclined) => setOffered(!hasDeclined));
  }, [store]);
  const offer = installOffer.value;
  if (!isOffered || !hasPost || offer === undefined) return null;
  const decline = () => {
    setOffered(false);
    void store.declineInstall();
  };
  return (
    <section class="note install" aria-labelledby="install">
      <h2 id="install">{words.install.title}</h2>
      <p class="small">{words.install.lead}</p>
      {offer.kind === "by-hand" && <p class="small">{words.install.byHand(handOver)}</p>}
      <div class="row">
        {offer.kind === "ask" && (
          <button
            type="button"
            onClick={() => {
              // A browser asks once for each time that it let the page ask.
              installOffer.value = undefined;
              void offer.ask().catch(() => undefined); // It changed its mind.
            }}
          >
            {words.install.ask}
          </button>
        )}
        <button type="button" class="quiet" onClick={decline}>
          {words.install.decline}
        </button>
      </div>
    </section>
  );
}
