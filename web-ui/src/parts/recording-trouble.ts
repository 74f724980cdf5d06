import { describeTrouble, type Trouble } from "../actions/trouble.ts";
import type { RecordingState } from "../recording/recording-session.ts";
import { words } from "../words.ts";

/** Why it did not begin; `undefined` where it did, or may yet. */
export function recordingTrouble(state: RecordingState | undefined): Trouble | undefined {
  if (state?.kind === "elsewhere") return { ...words.recording.elsewhere, code: "recording.elsewhere" };
  return state?.kind === "failed" ? describeTrouble(state.error) : undefined;
}
