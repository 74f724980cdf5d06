import { useState } from "preact/hooks";
import type { HouseState, MessageView } from "../../../hub/contract/api.ts";
import { DECLINE_REASONS, type DeclineReason } from "../../../hub/domain/message-state.ts";
import { declineMessage, type OpenedClip, sendDraft } from "../actions/listen.ts";
import { usePage } from "../page-context.ts";
import { words } from "../words.ts";
import { useApproved } from "./approve-heard.tsx";
import { TroubleNote } from "./trouble-note.tsx";
import { useWork } from "./use-work.ts";

interface ApprovalProps {
  readonly message: MessageView;
  readonly house: HouseState;
  /** What was opened here; the stamp is for these very bytes. */
  readonly opened: OpenedClip | undefined;
  /** Whether it was played to its end. */
  readonly isHeard: boolean;
}

/** A relative's message: let through by who has heard it, or who knows it; or not, for a kind reason. */
export function Approval({ message, house, opened, isHeard }: ApprovalProps) {
  const page = usePage();
  const work = useWork();
  const [isKnown, setKnown] = useState(false);
  const [isDeclining, setDeclining] = useState(false);
  const toy = house.toys.find(({ child }) => child === message.child);
  const mayApprove = isHeard || isKnown;
  const send =
    opened === undefined || toy === undefined ? undefined : () => sendDraft(page, message, opened, toy);
  useApproved(message.id, isHeard ? send : undefined);
  const approve = () => work.run(async () => send?.());
  const decline = (reason: DeclineReason) => work.run(() => declineMessage(page, message, reason));
  return (
    <>
      {toy === undefined && <p class="soft small">{words.approval.noToy}</p>}
      {opened !== undefined && toy !== undefined && !mayApprove && (
        <p class="soft small">{words.approval.whenHeard}</p>
      )}
      {work.trouble !== undefined && <TroubleNote trouble={work.trouble} />}
      {isDeclining ? (
        <fieldset class="note choices">
          <legend>{words.approval.why}</legend>
          <p class="small">{words.approval.whyHint}</p>
          {DECLINE_REASONS.map((reason) => (
            <button key={reason} type="button" disabled={work.isBusy} onClick={() => decline(reason)}>
              {words.declines[reason].choice}
            </button>
          ))}
          <button type="button" class="quiet" onClick={() => setDeclining(false)}>
            {words.unlock.cancel}
          </button>
        </fieldset>
      ) : (
        <div class="row">
          {opened !== undefined && toy !== undefined && (
            <button type="button" class="main" disabled={!mayApprove || work.isBusy} onClick={approve}>
              {words.approval.approve}
            </button>
          )}
          {opened !== undefined && toy !== undefined && !mayApprove && (
            <button type="button" onClick={() => setKnown(true)}>
              {words.approval.known}
            </button>
          )}
          <button type="button" class="quiet" disabled={work.isBusy} onClick={() => setDeclining(true)}>
            {words.approval.decline}
          </button>
        </div>
      )}
    </>
  );
}
