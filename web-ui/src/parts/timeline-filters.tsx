import type { HouseState } from "../../../hub/contract/api.ts";
import { usePage } from "../page-context.ts";
import type { Page } from "../page-state.ts";
import { EVERYTHING, isEverything, TIMELINE_KINDS, type TimelineQuery } from "../timeline-query.ts";
import { words } from "../words.ts";
import { SelectField } from "./select-field.tsx";

interface TimelineFiltersProps {
  readonly query: TimelineQuery;
  readonly onQuery: (query: TimelineQuery) => void;
  readonly house: HouseState;
}

/** What is looked for: words, a person, a kind, and days. */
export function TimelineFilters({ query, onQuery, house }: TimelineFiltersProps) {
  const page = usePage();
  const change = (part: Partial<TimelineQuery>) => onQuery({ ...query, ...part });
  return (
    <search class="filters">
      <div class="field">
        <label for="look-for">{words.timeline.search}</label>
        <input
          id="look-for"
          type="search"
          value={query.text}
          autocomplete="off"
          aria-describedby="look-for-hint"
          onInput={({ currentTarget }) => change({ text: currentTarget.value })}
        />
        <p id="look-for-hint" class="hint">
          {words.timeline.searchHint}
        </p>
      </div>
      <details>
        <summary>{words.timeline.narrow}</summary>
        <div class="narrow">
          <SelectField
            id="look-who"
            label={words.timeline.who}
            value={query.who}
            options={[["", words.timeline.anybody], ...listPeople(page, house)]}
            onValue={(who) => change({ who })}
          />
          <SelectField
            id="look-kind"
            label={words.timeline.kind}
            value={query.kind}
            options={TIMELINE_KINDS.map((kind) => [kind, words.timeline.kinds[kind]])}
            onValue={(value) => change({ kind: TIMELINE_KINDS.find((kind) => kind === value) ?? "all" })}
          />
          <div class="field">
            <label for="look-from">{words.timeline.from}</label>
            <input
              id="look-from"
              type="date"
              value={query.from}
              max={query.to || undefined}
              onChange={({ currentTarget }) => change({ from: currentTarget.value })}
            />
          </div>
          <div class="field">
            <label for="look-to">{words.timeline.to}</label>
            <input
              id="look-to"
              type="date"
              value={query.to}
              min={query.from || undefined}
              onChange={({ currentTarget }) => change({ to: currentTarget.value })}
            />
          </div>
        </div>
      </details>
      {!isEverything(query) && (
        <button type="button" class="quiet" onClick={() => onQuery(EVERYTHING)}>
          {words.timeline.clear}
        </button>
      )}
    </search>
  );
}

/** Children, then everybody who may have sent something; who is signed in is "You". */
function listPeople({ session, people }: Page, { children }: HouseState): [id: string, name: string][] {
  const own = session.value?.info.person.id;
  const { guardians = [], relatives = [], former = [] } = people.value ?? {};
  const others = [...guardians, ...relatives, ...former].filter(({ id }) => id !== own);
  const me = own === undefined ? [] : [{ id: own, name: words.message.fromYou }];
  return [...children, ...me, ...others].map(({ id, name }) => [id, name]);
}
