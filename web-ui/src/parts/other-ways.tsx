import type { Trouble } from "../actions/trouble.ts";
import { platformOf } from "../recording/platform.ts";
import type { RawSound } from "../recording/raw-sound.ts";
import { words } from "../words.ts";
import { FileButton } from "./file-button.tsx";
import { TroubleNote } from "./trouble-note.tsx";

interface OtherWaysProps {
  readonly trouble: Trouble;
  readonly onSound: (sound: RawSound) => void;
  readonly onTrouble: (trouble: Trouble) => void;
  /** Where the hub lends its own microphone. */
  readonly onRoom?: (() => void) | undefined;
}

/** Why the page could not record, where this browser has the switch, and what goes without it. */
export function OtherWays({ trouble, onSound, onTrouble, onRoom }: OtherWaysProps) {
  const steps =
    trouble.code === "microphone.denied"
      ? words.otherWays.platforms[platformOf(navigator.userAgent, navigator.maxTouchPoints)]
      : [];
  return (
    <TroubleNote trouble={trouble}>
      {steps.length > 0 && (
        <ol class="steps">
          {steps.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
      )}
      {/* Only phones have a recorder of their own behind it: elsewhere `capture` is a file chooser like the other. */}
      {navigator.maxTouchPoints > 0 && (
        <FileButton label={words.otherWays.record} isCaptured onSound={onSound} onTrouble={onTrouble} />
      )}
      <FileButton onSound={onSound} onTrouble={onTrouble} />
      {onRoom !== undefined && (
        <>
          <button type="button" class="quiet small" onClick={onRoom}>
            {words.otherWays.room}
          </button>
          <p class="small soft">{words.otherWays.roomHint}</p>
        </>
      )}
    </TroubleNote>
  );
}
