import { useState } from "preact/hooks";
import { byDay, type HistoryGroup, type HistoryLine, lineOf } from "../history-lines.ts";
import { sayClock } from "../moments.ts";
import { personName } from "../names.ts";
import { usePage } from "../page-context.ts";
import { words } from "../words.ts";
import { SelectField } from "./select-field.tsx";
import { TroubleNote } from "./trouble-note.tsx";
import { useHistory } from "./use-history.ts";

type Group = HistoryGroup | "all";

/** The ledger in words, by day, newest first. */
export function History() {
  const page = usePage();
  const history = useHistory();
  const [group, setGroup] = useState<Group>("all");
  const [person, setPerson] = useState("");
  const house = page.house.value;
  if (house === undefined) return null;
  if (page.ledger.value?.kind === "broken") {
    return (
      <section class="history">
        <h2>{words.safety.history}</h2>
        <p class="soft">{words.safety.notShown}</p>
      </section>
    );
  }
  const info = page.session.value?.info;
  const own = info?.person.id;
  const lines = history.entries.map((entry) =>
    lineOf(entry, {
      person: own,
      device: page.device.publicKey,
      house,
      people: page.people.value,
      slots: info?.slots ?? [],
    }),
  );
  const people = [...new Set(lines.flatMap((line) => line.person ?? []))];
  const shown = lines.filter(
    (line) => (group === "all" || line.group === group) && (person === "" || line.person === person),
  );
  return (
    <section class="history">
      <h2>{words.safety.history}</h2>
      <div class="filters">
        <SelectField
          id="history-group"
          label={words.safety.show}
          value={group}
          options={Object.entries(words.safety.groups)}
          onValue={(value) => setGroup(value as Group)}
        />
        {people.length > 1 && (
          <SelectField
            id="history-person"
            label={words.safety.whoLabel}
            value={person}
            options={[
              ["", words.safety.anybody],
              ...people.map((id): [string, string] => [id, personName(id, own, page.people.value) ?? ""]),
            ]}
            onValue={setPerson}
          />
        )}
      </div>
      {shown.length === 0 && lines.length > 0 && <p class="soft">{words.safety.nothing}</p>}
      <Days lines={shown} />
      {history.trouble !== undefined && <TroubleNote trouble={history.trouble} />}
      {history.older === undefined && lines.length > 0 && <p class="small soft">{words.safety.beginning}</p>}
      {history.older !== undefined && (
        <button type="button" class="quiet" onClick={history.older} disabled={history.isBusy}>
          {words.safety.older}
        </button>
      )}
    </section>
  );
}

function Days({ lines }: { lines: readonly HistoryLine[] }) {
  return byDay(lines, Date.now()).map((day) => (
    <div key={day.lines[0]?.number} class="day">
      <h3>{day.name}</h3>
      <ol>
        {day.lines.map(({ number, at, text, times }) => (
          <li key={number}>
            <time dateTime={new Date(at).toISOString()}>{sayClock(at)}</time>
            <span>{words.safety.times(text, times)}</span>
          </li>
        ))}
      </ol>
    </div>
  ));
}
