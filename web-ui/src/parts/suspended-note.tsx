import { usePage } from "../page-context.ts";
import { words } from "../words.ts";

/** A guardian whom another one suspended is told by whom, and what that means. */
export function SuspendedNote() {
  const suspended = usePage().session.value?.info.suspended;
  if (suspended === null || suspended === undefined) return null;
  return (
    <p class="note resealing" role="status">
      <strong>{words.guardians.told(suspended.by ?? words.message.fromGuardian)}</strong>{" "}
      {words.guardians.toldMore}
    </p>
  );
}
