import { useId, useState } from "preact/hooks";
import { readWhen, type WhenWish } from "../../../hub/contract/times.ts";
import type { ChildTimes } from "../../../hub/domain/child-times.ts";
import { outsideNight, wishedAt } from "../../../hub/domain/message-when.ts";
import { sayComing } from "../moments.ts";
import { parseWish, wallText, wishChoices, wishLimits } from "../wish-choices.ts";
import { words } from "../words.ts";

interface WhenFieldProps {
  readonly child: string;
  readonly times: ChildTimes;
  /** Unix ms, the hub's. */
  readonly now: number;
  readonly when: WhenWish;
  readonly onWhen: (when: WhenWish) => void;
}

/** When a message goes: now, at a moment of the child's day, or at a date. All times are the child's. */
export function WhenField({ child, times, now, when, onWhen }: WhenFieldProps) {
  const name = useId();
  const { quietUntil, wakeUp, bedtime } = wishChoices(times, now);
  const coming = (at: number) => sayComing(new Date(at).toISOString(), now, times.zone);
  const { min, max } = wishLimits(times.zone, now);
  const chosen = when.kind === "at" ? wallText(times.zone, Date.parse(when.at)) : "";
  const [typed, setTyped] = useState(chosen);
  const isBad = when.kind === "at" && typed !== "" && parseWish(times.zone, typed, now) === undefined;
  const sayWish = (): string => {
    const at = wishedAt(readWhen(when), times);
    if (at !== undefined) {
      const then = outsideNight(times, at);
      return then === at ? words.when.goes(coming(at)) : words.when.goesAfter(child, coming(then), true);
    }
    if (quietUntil === undefined) return words.when.goesNow;
    return when.kind === "at-once"
      ? words.when.goesAtOnce(child)
      : words.when.goesAfter(child, coming(quietUntil), false);
  };
  const choice = (wish: WhenWish, label: string) => (
    <label class="pill">
      <input type="radio" name={name} checked={when.kind === wish.kind} onChange={() => onWhen(wish)} />
      <span>{label}</span>
    </label>
  );
  return (
    <fieldset class="wishes">
      <legend>{words.when.title}</legend>
      <div class="pills">
        {choice({ kind: "now" }, quietUntil === undefined ? words.when.now : words.when.afterNight)}
        {quietUntil !== undefined && choice({ kind: "at-once" }, words.when.atOnce)}
        {choice(wakeUp.wish, words.when.wakeUp)}
        {choice(bedtime.wish, words.when.bedtime)}
        {choice(
          when.kind === "at" ? when : { kind: "at", at: new Date(wakeUp.at).toISOString() },
          words.when.date,
        )}
      </div>
      <p class="soft small" role="status">
        {sayWish()}
      </p>
      {when.kind === "at" && (
        <div class="field">
          <label for={`${name}-at`}>{words.when.dateOf(child)}</label>
          <input
            id={`${name}-at`}
            type="datetime-local"
            min={min}
            max={max}
            value={typed === "" ? chosen : typed}
            aria-describedby={isBad ? `${name}-bad` : undefined}
            aria-invalid={isBad}
            onInput={(event) => {
              setTyped(event.currentTarget.value);
              const wish = parseWish(times.zone, event.currentTarget.value, now);
              if (wish !== undefined) onWhen(wish);
            }}
          />
          {isBad && (
            <p id={`${name}-bad`} class="hint" role="alert">
              {words.when.badDate}
            </p>
          )}
        </div>
      )}
    </fieldset>
  );
}
