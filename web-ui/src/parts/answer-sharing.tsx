import { useState } from "preact/hooks";
import type { MessageView } from "../../../hub/contract/api.ts";
import type { PublicId } from "../../../hub/contract/public-id.ts";
import { shareAnswer, unshareAnswer } from "../actions/share-answer.ts";
import { nameIn } from "../names.ts";
import { usePage } from "../page-context.ts";
import { words } from "../words.ts";
import { TroubleNote } from "./trouble-note.tsx";
import { UnlockForm } from "./unlock-form.tsx";
import { useWork } from "./use-work.ts";

interface AnswerSharingProps {
  readonly message: MessageView;
  readonly child: string;
}

/** Who has a child's answer, and who could have it: those whom the roster, as guardians signed it, lets hear this child. */
export function AnswerSharing({ message, child }: AnswerSharingProps) {
  const page = usePage();
  const work = useWork();
  const [isOpen, setOpen] = useState(false);
  /** Whom it is for, while the passphrase is asked for. */
  const [asking, setAsking] = useState<PublicId>();
  const relatives = [...(page.session.value?.roster.relatives ?? [])].filter(
    ([, { children }]) => children.get(message.child)?.mayHear === true,
  );
  if (relatives.length === 0 || page.session.value?.info.suspended !== null) return null;
  const share = (person: PublicId) =>
    work.run(async () => {
      const isDone = await shareAnswer(page, message, person);
      setAsking(isDone ? undefined : person);
    });
  if (!isOpen)
    return (
      <div class="row">
        <button type="button" onClick={() => setOpen(true)} aria-label={words.share.openFor(child)}>
          {words.share.open}
        </button>
      </div>
    );
  return (
    <fieldset class="note choices">
      <legend>{words.share.title}</legend>
      <p class="small">{words.share.lead}</p>
      {relatives.map(([person, { recipient }]) => {
        const name = nameIn(page.people.value, person) ?? words.share.somebody;
        const given = message.shares.find((one) => one.person === person);
        const isStale = given !== undefined && given.recipient !== recipient;
        return given === undefined || isStale ? (
          <div key={person} class="choices">
            {isStale && <p class="small">{words.share.stale(name)}</p>}
            <button type="button" disabled={work.isBusy} onClick={() => share(person)}>
              {isStale ? words.share.again(name) : words.share.with(name)}
            </button>
          </div>
        ) : (
          <div key={person} class="row ends">
            <span>{words.share.has(name)}</span>
            <button
              type="button"
              class="quiet small"
              disabled={work.isBusy}
              aria-label={words.share.takeBack(name)}
              onClick={() => work.run(() => unshareAnswer(page, message, person))}
            >
              {words.message.cancel}
            </button>
          </div>
        );
      })}
      {asking !== undefined && (
        <UnlockForm
          onDone={() => {
            setAsking(undefined);
            share(asking);
          }}
          onCancel={() => setAsking(undefined)}
        />
      )}
      {work.trouble !== undefined && <TroubleNote trouble={work.trouble} />}
      <button type="button" class="quiet" onClick={() => setOpen(false)}>
        {words.share.close}
      </button>
    </fieldset>
  );
}
