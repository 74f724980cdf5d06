import { describeTrouble, type Trouble } from "../actions/trouble.ts";
import type { RawSound } from "../recording/raw-sound.ts";
import { readSoundFile } from "../recording/sound-file.ts";
import { words } from "../words.ts";

export interface FileButtonProps {
  readonly label?: string;
  /** A phone opens its own recorder for it, in place of a list of files. */
  readonly isCaptured?: boolean;
  readonly onSound: (sound: RawSound) => void;
  readonly onTrouble: (trouble: Trouble) => void;
}

/** A sound file in place of the microphone. */
export function FileButton({
  label = words.home.chooseFile,
  isCaptured = false,
  onSound,
  onTrouble,
}: FileButtonProps) {
  return (
    <label class="file-button small">
      {label}
      <input
        class="unseen"
        type="file"
        accept="audio/*"
        {...(isCaptured ? { capture: "user" } : {})}
        onChange={(event) => {
          const [file] = event.currentTarget.files ?? [];
          // The same file can be chosen a second time.
          event.currentTarget.value = "";
          if (file === undefined) return;
          readSoundFile(file).then(onSound, (error: unknown) => onTrouble(describeTrouble(error)));
        }}
      />
    </label>
  );
}
