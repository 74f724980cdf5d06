import { describeTrouble, type Trouble } from "../actions/trouble.ts";
import type { RawSound } from "../recording/recorder.ts";
import { readSoundFile } from "../recording/sound-file.ts";
import { words } from "../words.ts";

export interface FileButtonProps {
  readonly onSound: (sound: RawSound) => void;
  readonly onTrouble: (trouble: Trouble) => void;
}

/** A sound file in place of the microphone. */
export function FileButton({ onSound, onTrouble }: FileButtonProps) {
  return (
    <label class="file-button small">
      {words.home.chooseFile}
      <input
        class="unseen"
        type="file"
        accept="audio/*"
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
