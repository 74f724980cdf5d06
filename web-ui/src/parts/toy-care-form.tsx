import { Fragment } from "preact";
import { useId } from "preact/hooks";
import type { ToyView } from "../../../hub/contract/api.ts";
import type { CareChoice } from "../../../hub/contract/toy-care.ts";
import type { ToySkill } from "../../../hub/domain/toy-skill.ts";
import { chooseCare } from "../actions/care-for-toy.ts";
import { usePage } from "../page-context.ts";
import { words } from "../words.ts";
import { SelectField } from "./select-field.tsx";
import { TroubleNote } from "./trouble-note.tsx";
import { useWork } from "./use-work.ts";

/** Percent. */
const LIMITS = [100, 75, 50, 25, 5] as const;

/** Off as they come, and offered where the toy's family has a part for them. */
const OF_SOME = [
  { choice: "saving", skill: "saving" },
  { choice: "recordsOver", skill: "recording" },
] as const satisfies readonly { readonly choice: keyof CareChoice; readonly skill: ToySkill }[];

/** The loudest that a toy may be, by day and at night. */
export function ToyCareForm({ toy }: { toy: ToyView }) {
  const page = usePage();
  const work = useWork();
  const id = useId();
  const { limit, saving, recordsOver } = words.care;
  const { loudestNow, ...chosen } = toy.care;
  const choose = (change: Partial<CareChoice>) =>
    work.run(async () => {
      await chooseCare(page, toy, { ...chosen, ...change });
      const chose =
        change.recordsOver === undefined ? (change.saving === undefined ? limit : saving) : recordsOver;
      page.said.value = chose.done(toy.name);
    });
  const options = (none: string, now: number) =>
    [...new Set([...LIMITS, now])]
      .sort((a, b) => b - a)
      .map((percent): [string, string] => [String(percent), percent === 100 ? none : limit.percent(percent)]);
  return (
    <div class="toy-care">
      <h3>{limit.title}</h3>
      <SelectField
        id={`${id}-day`}
        label={limit.byDay}
        value={String(chosen.loudest)}
        options={options(limit.none, chosen.loudest)}
        onValue={(value) => choose({ loudest: Number(value) })}
      />
      <SelectField
        id={`${id}-night`}
        label={limit.atNight}
        value={String(chosen.loudestAtNight)}
        options={options(limit.asByDay, chosen.loudestAtNight)}
        onValue={(value) => choose({ loudestAtNight: Number(value) })}
      />
      <p class="small soft">{limit.what}</p>
      {loudestNow < 100 && <p class="small soft">{limit.now(loudestNow)}</p>}
      {OF_SOME.filter(({ skill }) => toy.can.includes(skill)).map(({ choice }) => (
        <Fragment key={choice}>
          <label class="tick">
            <input
              type="checkbox"
              checked={chosen[choice]}
              disabled={work.isBusy}
              onChange={(event) => choose({ [choice]: event.currentTarget.checked })}
            />
            <span>{words.care[choice].label}</span>
          </label>
          <p class="small soft">{words.care[choice].what}</p>
        </Fragment>
      ))}
      {work.trouble !== undefined && <TroubleNote trouble={work.trouble} />}
    </div>
  );
}
