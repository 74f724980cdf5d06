import type { AlertView } from "../../../hub/contract/alerts.ts";
import { readUpdates } from "../actions/updates.ts";
import { usePage } from "../page-context.ts";
import { TroubleNote } from "./trouble-note.tsx";
import { sayChange } from "./updates.tsx";
import { useShown } from "./use-shown.ts";

/** Beside the alert that tells of them: which versions. */
export function UpdatesOfAlert({ alert }: { alert: AlertView }) {
  const page = usePage();
  const { value, trouble } = useShown(() => readUpdates(page), alert.lastAt);
  const told = alert.recent.map(({ subject }) => subject);
  return (
    <>
      {trouble !== undefined && <TroubleNote trouble={trouble} />}
      {(value?.changes ?? [])
        .filter(({ subject }) => told.includes(subject))
        .map((change) => (
          <p key={change.subject}>{sayChange(change)}</p>
        ))}
    </>
  );
}
