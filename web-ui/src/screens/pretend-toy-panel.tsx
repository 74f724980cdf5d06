import { useEffect, useMemo, useState } from "preact/hooks";
import { PretendToy } from "../actions/pretend-toy.ts";
import { usePage } from "../page-context.ts";
import { Bear } from "../parts/bear.tsx";
import { Player } from "../parts/player.tsx";
import { TroubleNote } from "../parts/trouble-note.tsx";
import { useWork } from "../parts/use-work.ts";
import { words } from "../words.ts";

/** The child's side of a toy that is not there: its heart, its hands, what it says. */
export function PretendToyPanel() {
  const page = usePage();
  const toy = useMemo(() => new PretendToy(page), [page]);
  const work = useWork();
  const [heard, setHeard] = useState<Uint8Array<ArrayBuffer>>();
  const view = toy.view.value;

  useEffect(() => {
    const following = new AbortController();
    void toy.follow(following.signal);
    return () => following.abort(new Error("the panel is gone"));
  }, [toy]);

  const count = view?.heard ?? 0;
  useEffect(() => {
    if (count === 0) return setHeard(undefined);
    let isGone = false;
    toy.heard().then(
      (wav) => isGone || setHeard(wav),
      () => undefined, // The next change of the count brings it.
    );
    return () => {
      isGone = true;
    };
  }, [toy, count]);

  const isRecording = view?.activity === "recording";
  return (
    <section class="pretend" aria-labelledby="pretend-title">
      <header>
        <h2 id="pretend-title">{words.pretend.title}</h2>
        <p class="soft small">{words.pretend.lead}</p>
      </header>
      <div class="stage">
        <Bear hands={true} heart={view?.heart ?? "off"} />
        <p role="status">
          <strong>{words.pretend.heart[view?.heart ?? "off"]}</strong>
          <br />
          <span class="soft small">
            {words.pretend.activity[view?.activity ?? "idle"]}
            {view?.connected === false && ` · ${words.pretend.away}`}
          </span>
        </p>
      </div>
      <div class="hands">
        <div>
          <button
            type="button"
            class="blue"
            disabled={work.isBusy}
            onClick={() => work.run(() => toy.pressBlue())}
          >
            {words.pretend.blue}
          </button>
          <span class="soft small">{words.pretend.blueHint}</span>
        </div>
        <div>
          <button
            type="button"
            class="red"
            disabled={work.isBusy}
            aria-pressed={isRecording}
            onClick={() => work.run(() => toy.pressRed())}
          >
            {words.pretend.red}
          </button>
          <span class="soft small">{isRecording ? words.pretend.redStop : words.pretend.redHint}</span>
        </div>
      </div>
      {toy.isHumming.value && <p class="small soft">{words.pretend.hummed}</p>}
      {work.trouble !== undefined && <TroubleNote trouble={work.trouble} />}
      <div class="field">
        <h3>{words.pretend.heard}</h3>
        {heard === undefined ? (
          <p class="soft small">{words.pretend.nothingHeard}</p>
        ) : (
          <Player wav={heard} name={words.pretend.heard} />
        )}
      </div>
    </section>
  );
}
