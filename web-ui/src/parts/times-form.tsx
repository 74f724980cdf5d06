import { useState } from "preact/hooks";
import type { HouseState } from "../../../hub/contract/api.ts";
import { type ChildTimes, type NightTimes, nightTrouble } from "../../../hub/domain/child-times.ts";
import { chooseTimes } from "../actions/times.ts";
import { ownZone, sayComing } from "../moments.ts";
import { usePage } from "../page-context.ts";
import { words } from "../words.ts";
import { focusTitle } from "./focus-title.ts";
import { TimeField } from "./time-field.tsx";
import { TroubleNote } from "./trouble-note.tsx";
import { useWork } from "./use-work.ts";
import { ZoneField } from "./zone-field.tsx";

type Child = HouseState["children"][number];

/** One child's day and night. Until somebody chose it proposes this phone's zone, which is likely the child's. */
export function TimesForm({ child }: { readonly child: Child }) {
  const page = usePage();
  const work = useWork();
  const [times, setTimes] = useState<ChildTimes>(() => ({
    ...child.times,
    zone: child.timesChosen ? child.times.zone : ownZone(),
  }));
  const [hasFree, setHasFree] = useState(!isSame(child.times.school, child.times.free));
  const chosen: ChildTimes = hasFree ? times : { ...times, free: times.school };
  const { isQuiet } = chosen;
  const trouble = nightTrouble(chosen.school, isQuiet) ?? nightTrouble(chosen.free, isQuiet);
  const isNews = !child.timesChosen || JSON.stringify(chosen) !== JSON.stringify(child.times);
  const id = (name: string) => `${name}-${child.id}`;
  const change = (part: Partial<ChildTimes>) => setTimes({ ...times, ...part });
  const clock = sayComing(new Date().toISOString(), Date.now(), times.zone);
  return (
    <form
      class="card times"
      aria-label={child.name}
      onSubmit={(event) => {
        event.preventDefault();
        if (trouble !== undefined) return;
        work.run(async () => {
          await chooseTimes(page, child.id, chosen);
          page.said.value = words.times.saved(child.name);
          // The form is made anew with what counts now.
          focusTitle();
        });
      }}
    >
      <h2>{child.name}</h2>
      <label class="tick">
        <input
          type="checkbox"
          checked={times.isQuiet}
          aria-describedby={id("quiet")}
          onChange={(event) => change({ isQuiet: event.currentTarget.checked })}
        />
        <span>{words.times.quiet}</span>
      </label>
      <p id={id("quiet")} class="hint soft small">
        {words.times.quietMeans}
      </p>
      <NightFields
        id={id("school")}
        legend={hasFree ? words.times.school : words.times.everyNight}
        night={times.school}
        isQuiet={times.isQuiet}
        onNight={(school) => change({ school })}
      />
      <label class="tick">
        <input
          type="checkbox"
          checked={hasFree}
          onChange={(event) => {
            if (event.currentTarget.checked && isSame(times.school, times.free))
              change({ free: times.school });
            setHasFree(event.currentTarget.checked);
          }}
        />
        <span>{words.times.otherFree}</span>
      </label>
      {hasFree && (
        <NightFields
          id={id("free")}
          legend={words.times.free}
          night={times.free}
          isQuiet={times.isQuiet}
          onNight={(free) => change({ free })}
        />
      )}
      <ZoneField
        id={id("zone")}
        zone={times.zone}
        hint={words.times.nowThere(clock)}
        onZone={(zone) => change({ zone })}
      />
      <p class="small wrong" role="status">
        {trouble === undefined ? "" : words.times.troubles[trouble]}
      </p>
      {work.trouble !== undefined && <TroubleNote trouble={work.trouble} />}
      <div class="row">
        <button
          type="submit"
          class="main"
          disabled={trouble !== undefined || !isNews || work.isBusy}
          aria-busy={work.isBusy}
        >
          {words.people.save}
        </button>
      </div>
    </form>
  );
}

interface NightFieldsProps {
  readonly id: string;
  readonly legend: string;
  readonly night: NightTimes;
  readonly isQuiet: boolean;
  readonly onNight: (night: NightTimes) => void;
}

/** In the order of a night. */
const FIELDS = ["bedtime", "quietFrom", "quietTo", "wakeUp"] as const satisfies readonly (keyof NightTimes)[];

function NightFields({ id, legend, night, isQuiet, onNight }: NightFieldsProps) {
  return (
    <fieldset class="night">
      <legend>{legend}</legend>
      {FIELDS.filter((field) => isQuiet || !field.startsWith("quiet")).map((field) => (
        <TimeField
          key={field}
          id={`${field}-${id}`}
          label={words.times.moments[field]}
          value={night[field]}
          onValue={(clock) => onNight({ ...night, [field]: clock })}
        />
      ))}
    </fieldset>
  );
}

const isSame = (one: NightTimes, other: NightTimes): boolean =>
  FIELDS.every((field) => one[field] === other[field]);
