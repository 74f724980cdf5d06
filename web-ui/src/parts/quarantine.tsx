import type { HouseState, MessageView } from "../../../hub/contract/api.ts";
import { tellMessage } from "../actions/listen.ts";
import { childName, toyName } from "../names.ts";
import { usePage } from "../page-context.ts";
import { words } from "../words.ts";
import { TroubleNote } from "./trouble-note.tsx";
import { useWork } from "./use-work.ts";

interface QuarantineProps {
  readonly message: MessageView;
  readonly house: HouseState;
  /** Whether it was played here to its end. */
  readonly isHeard: boolean;
}

/** What was recorded while nobody watched: a guardian hears it, and lets it in among the child's, or erases it. */
export function Quarantine({ message, house, isHeard }: QuarantineProps) {
  const page = usePage();
  const work = useWork();
  const { quarantine } = words;
  const [toy, child] = [toyName(house, message.toy), childName(house, message.child)];
  return (
    <>
      <p class="small">{quarantine.note(toy, child)}</p>
      {!isHeard && <p class="soft small">{quarantine.whenHeard}</p>}
      {work.trouble !== undefined && <TroubleNote trouble={work.trouble} />}
      <div class="row">
        <button
          type="button"
          class={isHeard ? "main" : ""}
          disabled={!isHeard || work.isBusy}
          onClick={() => work.run(() => tellMessage(page, message, "let-in"))}
        >
          {quarantine.letIn}
        </button>
      </div>
    </>
  );
}
