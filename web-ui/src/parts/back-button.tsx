import { words } from "../words.ts";

/** The way back from a screen, at its end. */
export function BackButton({ onBack }: { onBack: () => void }) {
  return (
    <div class="row">
      <button type="button" class="quiet" onClick={onBack}>
        {words.findToy.back}
      </button>
    </div>
  );
}
