import { useEffect, useState } from "preact/hooks";
import type { HouseState } from "../../../hub/contract/api.ts";
import type { InvitationView } from "../../../hub/contract/invitations.ts";
import { codeOf, confirmJoining, madeHere, withdrawInvitation } from "../actions/people.ts";
import { showDistrust } from "../actions/show-distrust.ts";
import { sayMoment } from "../moments.ts";
import { usePage } from "../page-context.ts";
import { words } from "../words.ts";
import { Digits } from "./digits.tsx";
import { RightsWords } from "./rights-words.tsx";
import { TroubleNote } from "./trouble-note.tsx";
import { useWork } from "./use-work.ts";

interface InvitationRowProps {
  readonly invitation: InvitationView;
  readonly children: HouseState["children"];
  readonly onSaid: (text: string) => void;
}

/** Somebody who was asked to join: whether they have opened the link, and the way to say yes or no. */
export function InvitationRow({ invitation, children, onSaid }: InvitationRowProps) {
  const page = usePage();
  const work = useWork((error) => showDistrust(page, error));
  const [check, setCheck] = useState<{ readonly code: readonly string[]; readonly isOwn: boolean }>();
  const { joining, name, role } = invitation;
  useEffect(() => {
    let isShown = true;
    const look = async () => {
      const found = { code: await codeOf(page, invitation), isOwn: await madeHere(page, invitation) };
      if (isShown) setCheck(found);
    };
    void look();
    return () => {
      isShown = false;
    };
  }, [page, joining?.proof]);
  const called = joining?.name ?? name;

  return (
    <li class="message person" data-invitation={invitation.id}>
      <p class="head">
        <span class="who">{called}</span>
        <span class="when">{words.people.until(sayMoment(invitation.expiresAt, Date.now()))}</span>
      </p>
      <p class="small soft">{words.people.invitedAs[role]}</p>
      <RightsWords rights={invitation.children} children={children} />
      {joining === null || check === undefined ? (
        <p class="small">{words.people.notOpened}</p>
      ) : (
        <div class="note">
          <strong>{words.people.opened(called, joining.device.label || words.people.someDevice)}</strong>
          <p class="small">{check.isOwn ? words.people.checkOwn(called) : words.people.checkCode(called)}</p>
          <Digits code={check.code} />
        </div>
      )}
      {work.trouble !== undefined && <TroubleNote trouble={work.trouble} />}
      <div class="row">
        {joining !== null && check !== undefined && (
          <button
            type="button"
            class="main"
            aria-label={words.people.letInWhom(called)}
            aria-busy={work.isBusy}
            disabled={work.isBusy}
            onClick={() =>
              work.run(async () => {
                await confirmJoining(page, invitation);
                onSaid(words.people.isIn(called));
              })
            }
          >
            {check.isOwn ? words.people.letIn : words.people.sameLetIn}
          </button>
        )}
        <button
          type="button"
          aria-label={words.people.takeBackWhose(called)}
          disabled={work.isBusy}
          onClick={() =>
            work.run(async () => {
              await withdrawInvitation(page, invitation);
              onSaid(words.people.takenBack(called));
            })
          }
        >
          {words.people.takeBack}
        </button>
      </div>
    </li>
  );
}
