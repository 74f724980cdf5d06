import { useLayoutEffect, useState } from "preact/hooks";
import { hasRoomMicrophone, startRoomRecorder } from "../actions/record-in-room.ts";
import { NotNow } from "../actions/step-up.ts";
import type { Trouble } from "../actions/trouble.ts";
import { usePage } from "../page-context.ts";
import type { RawSound } from "../recording/raw-sound.ts";
import type { NewTake } from "../recording/take-store.ts";
import { recordingTrouble } from "./recording-trouble.ts";
import type { RecordingInHand } from "./use-recording.ts";

export interface Microphones {
  /** Why it did not begin, or a sound file was none; `undefined` where it did, or may yet. */
  readonly trouble: Trouble | undefined;
  /** What is heard is the room where the hub stands. */
  readonly isRoom: boolean;
  /** Takes the hub's own in the place of this device's; `undefined` where it is not lent. */
  readonly onRoom: (() => void) | undefined;
  readonly onTrouble: (trouble: Trouble) => void;
  readonly tryAgain: () => void;
}

/**
 * Records as soon as it is shown, by this device's microphone; and by the hub's, if that does not go and somebody wants it.
 * @param before what is kept of it, when it goes on after a break
 */
export function useMicrophones(
  recording: RecordingInHand,
  take: NewTake,
  before: readonly RawSound[],
): Microphones {
  const page = usePage();
  const [fileTrouble, setFileTrouble] = useState<Trouble>();
  /** Why this device could not, since the hub's microphone is used in its place. */
  const [ownTrouble, setOwnTrouble] = useState<Trouble>();
  // Not `useEffect`: that waits for a paint, and by then somebody speaks.
  useLayoutEffect(() => recording.begin(take, before), [take.id]);
  const { state } = recording;
  // Whoever would rather not show who they are is where they were.
  const isNotNow = state?.kind === "failed" && state.error instanceof NotNow;
  const trouble = fileTrouble ?? (isNotNow ? ownTrouble : recordingTrouble(state));
  const takeRoom = () => {
    setFileTrouble(undefined);
    setOwnTrouble(ownTrouble ?? trouble);
    recording.begin(take, before, startRoomRecorder(page));
  };
  return {
    trouble,
    isRoom: ownTrouble !== undefined,
    onRoom: hasRoomMicrophone(page.house.value, location.href) ? takeRoom : undefined,
    onTrouble: setFileTrouble,
    tryAgain() {
      setFileTrouble(undefined);
      if (!isNotNow) return recording.again();
      setOwnTrouble(undefined);
      recording.begin(take, before);
    },
  };
}
