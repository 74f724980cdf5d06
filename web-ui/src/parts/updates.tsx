import { useEffect, useId, useState } from "preact/hooks";
import type { UpdatesView } from "../../../hub/contract/updates.ts";
import { askForUpdates, installUpdate, readUpdates, switchUpdates } from "../actions/updates.ts";
import { sayDate } from "../moments.ts";
import { usePage } from "../page-context.ts";
import { words } from "../words.ts";
import { TroubleNote } from "./trouble-note.tsx";
import { useShown } from "./use-shown.ts";
import { useWork } from "./use-work.ts";

/** While something is under way, how far it is. */
const LOOK_EVERY_MS = 3_000;

/** Whether there is a newer version, when it comes in, and whether that is by itself. */
export function Updates() {
  const page = usePage();
  const read = useShown(() => readUpdates(page), page.alerts.value);
  const work = useWork();
  const means = useId();
  /** While the hub has not answered. */
  const [wish, setWish] = useState<boolean>();
  const [answered, setAnswered] = useState<UpdatesView>();
  const view = answered ?? read.value;
  const isUnderWay = view !== undefined && (view.wanted !== null || view.state === "handed");
  useEffect(() => {
    if (!isUnderWay) return;
    const timer = setInterval(() => readUpdates(page).then(setAnswered, () => undefined), LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [page, isUnderWay]);
  const trouble = work.trouble ?? read.trouble;
  const act = (ask: () => Promise<UpdatesView>, said?: string) =>
    work.run(async () => {
      try {
        setAnswered(await ask());
      } finally {
        setWish(undefined);
      }
      if (said !== undefined) page.said.value = said;
    });
  const isAsked = view !== undefined && view.state !== "off" && view.state !== "no-keys";
  return (
    <section class="about updates" aria-labelledby="updates-title">
      <h2 id="updates-title">{words.updates.title}</h2>
      {trouble !== undefined && <TroubleNote trouble={trouble} />}
      <div role="status">{view !== undefined && <WhatIsThere view={view} />}</div>
      {view?.isInstalled === true && view.offered !== null && view.state !== "handed" && (
        <div class="row">
          {view.wanted === null ? (
            <>
              <button
                type="button"
                disabled={work.isBusy}
                onClick={() => act(() => installUpdate(page, "by-day"))}
              >
                {words.updates.byDay}
              </button>
              <button
                type="button"
                class="quiet"
                disabled={work.isBusy}
                onClick={() => act(() => installUpdate(page, "now"))}
              >
                {words.updates.now}
              </button>
            </>
          ) : (
            <button
              type="button"
              class="quiet"
              disabled={work.isBusy}
              onClick={() => act(() => installUpdate(page, null))}
            >
              {words.updates.notYet}
            </button>
          )}
        </div>
      )}
      {isAsked && view.isInstalled && (
        <>
          <label class="tick">
            <input
              type="checkbox"
              checked={work.isBusy && wish !== undefined ? wish : view.isAutomatic}
              disabled={work.isBusy}
              aria-describedby={means}
              onChange={(event) => {
                const isOn = event.currentTarget.checked;
                setWish(isOn);
                act(() => switchUpdates(page, isOn), isOn ? words.updates.saidOn : words.updates.saidOff);
              }}
            />
            <span>{words.updates.automatic}</span>
          </label>
          <p id={means} class="small soft">
            {words.updates.automaticMeans}
          </p>
        </>
      )}
      {isAsked && (
        <button
          type="button"
          class="quiet"
          disabled={work.isBusy}
          onClick={() => act(() => askForUpdates(page))}
        >
          {words.updates.ask}
        </button>
      )}
    </section>
  );
}

function WhatIsThere({ view }: { view: UpdatesView }) {
  const { offered, lastTry, isInstalled } = view;
  const [last] = view.changes;
  return (
    <>
      <p>{stateOf(view)}</p>
      {offered !== null && offered.mends.length > 0 && <p>{words.updates.mends(offered.mends.join(", "))}</p>}
      {offered !== null && (
        <p class="small soft">{isInstalled ? words.updates.means : words.updates.byHand}</p>
      )}
      {lastTry !== null && lastTry.trouble !== null && (
        <p class="small soft">
          {words.updates.lastTry(sayDate(lastTry.at), words.updateTroubles[lastTry.trouble])}
        </p>
      )}
      {last !== undefined && (
        <p class="small soft">
          {sayDate(last.at)}: {sayChange(last)}
        </p>
      )}
    </>
  );
}

function stateOf({ state, version, offered, wanted }: UpdatesView): string {
  const { updates } = words;
  if (state === "off") return updates.off;
  if (state === "no-keys") return updates.noKeys;
  if (state === "handed") return updates.handed;
  if (offered === null) return state === "current" ? updates.current(version) : updates.waiting;
  if (state === "fetching")
    return updates.fetching(`${Math.floor((100 * offered.fetched) / offered.bytes)} %`);
  if (wanted !== null) return wanted === "now" ? updates.willBeNow : updates.willBeByDay;
  return updates.offered(offered.version);
}

export const sayChange = ({ kind, version, before }: UpdatesView["changes"][number]): string =>
  kind === "updated" ? words.updates.updated(version, before) : words.updates.turnedBack(version, before);
