import { useState } from "preact/hooks";
import type { PushOutcome } from "../../../hub/contract/push.ts";
import { readPush, tryPush, turnPushOff, turnPushOn } from "../actions/push.ts";
import { usePage } from "../page-context.ts";
import { words } from "../words.ts";
import { TroubleNote } from "./trouble-note.tsx";
import { useShown } from "./use-shown.ts";
import { useWork } from "./use-work.ts";

/** Whether this device is told while the page is closed, and the way to change that and to try it. */
export function PushSwitch() {
  const page = usePage();
  const { value: view, trouble, reload } = useShown(() => readPush(page));
  const work = useWork();
  const [outcome, setOutcome] = useState<PushOutcome>();
  const change = (act: typeof turnPushOn, said: string) =>
    work.run(async () => {
      setOutcome(undefined);
      try {
        await act(page);
        page.said.value = said;
      } finally {
        reload();
      }
    });
  const trial = () =>
    work.run(async () => {
      setOutcome(undefined);
      const came = await tryPush(page);
      setOutcome(came);
      if (came === "gone") reload();
    });
  const wrong = work.trouble ?? trouble;
  return (
    <section class="ways push" aria-labelledby="push-title">
      <h2 id="push-title">{words.push.title}</h2>
      <p class="small soft">{words.push.lead}</p>
      {wrong !== undefined && <TroubleNote trouble={wrong} />}
      {view === "none" && <p>{words.push.none}</p>}
      {view === "install-first" && <p>{words.push.installFirst}</p>}
      {view === "refused" && <p>{words.push.refused}</p>}
      {view === "off" && (
        <>
          <p>{words.push.off}</p>
          <button type="button" disabled={work.isBusy} onClick={() => change(turnPushOn, words.push.saidOn)}>
            {work.isBusy ? words.push.asking : words.push.turnOn}
          </button>
        </>
      )}
      {view === "on" && (
        <>
          <p class="strength good">{words.push.on}</p>
          <div class="row">
            <button type="button" disabled={work.isBusy} onClick={trial}>
              {words.push.test}
            </button>
            <button
              type="button"
              class="quiet"
              disabled={work.isBusy}
              onClick={() => change(turnPushOff, words.push.saidOff)}
            >
              {words.push.turnOff}
            </button>
          </div>
        </>
      )}
      <p role="status" class="small">
        {outcome === undefined ? "" : words.pushOutcomes[outcome]}
      </p>
    </section>
  );
}
