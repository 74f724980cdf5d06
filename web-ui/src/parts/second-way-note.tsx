import { useEffect, useState } from "preact/hooks";
import { usePage } from "../page-context.ts";
import { words } from "../words.ts";

/** Who has nothing but a passphrase is offered a second way in, from the claim on, until there is one or it was declined here. */
export function SecondWayNote({ onShow }: { onShow: () => void }) {
  const { session, store } = usePage();
  const info = session.value?.info;
  const hub = info?.hub;
  const [isOffered, setOffered] = useState(false);
  useEffect(() => {
    if (hub === undefined) return;
    void store.hasDeclinedSecondWay(hub).then((hasDeclined) => setOffered(!hasDeclined));
  }, [store, hub]);
  const hasSecond =
    info?.slots.some(
      (slot) => slot.kind === "passkey" || (slot.kind === "recovery-sheet" && slot.testedAt !== null),
    ) ?? true;
  if (!isOffered || hasSecond || hub === undefined) return null;
  return (
    <section class="note second-way" aria-labelledby="second-way">
      <h2 id="second-way">{words.ways.secondTitle}</h2>
      <p class="small">{words.ways.second}</p>
      <div class="row">
        <button type="button" onClick={onShow}>
          {words.ways.secondShow}
        </button>
        <button
          type="button"
          class="quiet"
          onClick={() => {
            setOffered(false);
            void store.declineSecondWay(hub);
          }}
        >
          {words.ways.secondDecline}
        </button>
      </div>
    </section>
  );
}
