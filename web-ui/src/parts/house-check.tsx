import { useState } from "preact/hooks";
import type { HouseCheckView } from "../../../hub/contract/house-check.ts";
import { lookAtHouse, readHouseCheck } from "../actions/house-check.ts";
import { sayDate } from "../moments.ts";
import { usePage } from "../page-context.ts";
import { words } from "../words.ts";
import { TroubleNote } from "./trouble-note.tsx";
import { useShown } from "./use-shown.ts";
import { useWork } from "./use-work.ts";

/** Whether the house that the hub is in is as it should be: what the hub saw itself, and what somebody at the machine saw for it. */
export function HouseCheck() {
  const page = usePage();
  const read = useShown(() => readHouseCheck(page), page.alerts.value);
  const work = useWork();
  const [looked, setLooked] = useState<HouseCheckView>();
  const view = looked ?? read.value;
  const trouble = work.trouble ?? read.trouble;
  return (
    <section class="ways" aria-labelledby="house-check-title">
      <h2 id="house-check-title">{words.houseCheck.title}</h2>
      {trouble !== undefined && <TroubleNote trouble={trouble} />}
      <div role="status">{view !== undefined && <WhatWasSeen view={view} />}</div>
      <button
        type="button"
        class="quiet"
        disabled={work.isBusy}
        onClick={() => work.run(async () => setLooked(await lookAtHouse(page)))}
      >
        {words.houseCheck.look}
      </button>
    </section>
  );
}

function WhatWasSeen({ view }: { view: HouseCheckView }) {
  const { houseCheck } = words;
  if (view.lookedAt === null) return <p>{houseCheck.never}</p>;
  const day = sayDate(view.lookedAt);
  const wrong = view.checks.filter(({ verdict }) => verdict === "fail");
  const doubtful = view.checks.filter(({ verdict }) => verdict === "warn");
  const told = [...wrong, ...doubtful];
  if (told.length === 0) return <p>{houseCheck.well(day)}</p>;
  return (
    <>
      <p>{houseCheck.found(day, told.length)}</p>
      <ul>
        {told.map(({ id, verdict }) => (
          <li key={id}>
            <strong>{houseCheck.checks[id].name}</strong>
            {": "}
            {verdict === "fail" ? houseCheck.checks[id].wrong : houseCheck.doubtful}
          </li>
        ))}
      </ul>
      <p class="small soft">{houseCheck.next}</p>
    </>
  );
}
