import { useId, useState } from "preact/hooks";
import type { KeepsakeRequest } from "../../../hub/contract/keepsake.ts";
import type { PublicId } from "../../../hub/contract/public-id.ts";
import { makeKeepsake } from "../actions/make-keepsake.ts";
import { usePage } from "../page-context.ts";
import { words } from "../words.ts";

interface KeepsakeFormProps {
  readonly child: PublicId;
  readonly name: string;
  readonly onClose: () => void;
}

const CHOICES = ["all", "starred", "days"] as const;

/** Which recordings a keepsake takes. */
export function KeepsakeForm({ child, name, onClose }: KeepsakeFormProps) {
  const page = usePage();
  const id = useId();
  const [choice, setChoice] = useState<(typeof CHOICES)[number]>("all");
  const [from, setFrom] = useState("");
  const [until, setUntil] = useState("");
  const { keepsake } = words;
  const isReady = choice !== "days" || (from !== "" && until !== "" && from <= until);
  const wish: KeepsakeRequest = {
    child,
    from: choice === "days" && isReady ? startOf(from, 0) : null,
    until: choice === "days" && isReady ? startOf(until, 1) : null,
    starred: choice === "starred",
  };
  return (
    <form
      class="note keepsake"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isReady) return;
        void makeKeepsake(page, wish, name);
        onClose();
      }}
    >
      <h3>{keepsake.title(name)}</h3>
      <p class="small">{keepsake.what}</p>
      <fieldset>
        <legend>{keepsake.which}</legend>
        {CHOICES.map((one) => (
          <label class="tick" key={one}>
            <input
              type="radio"
              name={`${id}-which`}
              checked={choice === one}
              onChange={() => setChoice(one)}
            />
            <span>{keepsake[one]}</span>
          </label>
        ))}
      </fieldset>
      {choice === "days" && (
        <div class="dates">
          <div class="field">
            <label for={`${id}-from`}>{keepsake.from}</label>
            <input
              id={`${id}-from`}
              type="date"
              value={from}
              onInput={(event) => setFrom(event.currentTarget.value)}
            />
          </div>
          <div class="field">
            <label for={`${id}-until`}>{keepsake.until}</label>
            <input
              id={`${id}-until`}
              type="date"
              value={until}
              min={from}
              onInput={(event) => setUntil(event.currentTarget.value)}
            />
          </div>
        </div>
      )}
      <div class="row">
        <button type="submit" class="main" disabled={!isReady}>
          {keepsake.begin}
        </button>
        <button type="button" class="quiet" onClick={onClose}>
          {words.unlock.cancel}
        </button>
      </div>
    </form>
  );
}

/** Midnight of a day that was typed, in the viewer's own zone, or of one some days later. */
function startOf(day: string, later: number): string {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  return new Date(year, month - 1, date + later).toISOString();
}
