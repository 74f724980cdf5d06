import { useState } from "preact/hooks";
import { fetchPeople } from "../actions/fetch-people.ts";
import { type GuardianView, reinstate, removeGuardian, suspend } from "../actions/guardians.ts";
import { sayMoment, saySeen } from "../moments.ts";
import { nameIn } from "../names.ts";
import { usePage } from "../page-context.ts";
import { words } from "../words.ts";
import { PresenceForm } from "./presence-form.tsx";
import { SureForm } from "./sure-form.tsx";

type Verb = "suspend" | "reinstate" | "remove";

interface GuardianRowProps {
  readonly guardian: GuardianView;
  readonly onSaid: (text: string) => void;
}

/** A guardian, and what another one may do about them. */
export function GuardianRow({ guardian, onSaid }: GuardianRowProps) {
  const page = usePage();
  const [asked, setAsked] = useState<Verb>();
  const { id, name, suspension } = guardian;
  const info = page.session.value?.info;
  const isOwn = id === info?.person.id;
  const mayChange = info?.suspended === null && !isOwn;
  return (
    <li class="message person" data-guardian={id}>
      <p class="head">
        <span class="who">
          {name}
          {isOwn && <span class="soft"> {words.people.you}</span>}
        </span>
        <span class="when">{saySeen(guardian.lastSeenAt)}</span>
      </p>
      {suspension !== null && (
        <p class="small">
          {words.guardians.suspended(
            nameIn(page.people.value, suspension.by) ?? words.message.fromGuardian,
            sayMoment(suspension.at, Date.now()),
          )}
        </p>
      )}
      {mayChange && asked === undefined && (
        <div class="row">
          {verbsFor(guardian).map((verb) => (
            <button
              key={verb}
              type="button"
              aria-label={words.verbOf(words.guardians[verb].verb, name)}
              onClick={() => setAsked(verb)}
            >
              {words.guardians[verb].verb}
            </button>
          ))}
        </div>
      )}
      {mayChange && asked !== undefined && (
        <Question
          guardian={guardian}
          verb={asked}
          onDone={() => {
            setAsked(undefined);
            onSaid(words.guardians[asked].done(name));
            void fetchPeople(page);
          }}
          onCancel={() => setAsked(undefined)}
        />
      )}
    </li>
  );
}

interface QuestionProps {
  readonly guardian: GuardianView;
  readonly verb: Verb;
  readonly onDone: () => void;
  readonly onCancel: () => void;
}

/** Sure? And, for who is to go before a day is over, first: are you at the hub? */
function Question({ guardian, verb, onDone, onCancel }: QuestionProps) {
  const page = usePage();
  const [isPresent, setPresent] = useState(false);
  const isReady =
    guardian.suspension !== null && Date.parse(guardian.suspension.removableAt) <= page.client.hubNow();
  const act = { suspend, reinstate, remove: removeGuardian }[verb];
  const { sure, what, verb: submit, busy } = words.guardians[verb];
  if (verb === "remove" && !isReady && !isPresent) {
    return (
      <>
        <PresenceForm onShown={() => setPresent(true)} />
        <div class="row">
          <button type="button" class="quiet" onClick={onCancel}>
            {words.unlock.cancel}
          </button>
        </div>
      </>
    );
  }
  return (
    <SureForm
      title={sure(guardian.name)}
      what={what}
      submit={submit}
      busy={busy}
      needsKeys={false}
      onSure={() => act(page, guardian)}
      onDone={onDone}
      onCancel={onCancel}
    />
  );
}

const verbsFor = ({ isSuspended }: GuardianView): readonly Verb[] =>
  isSuspended ? ["reinstate", "remove"] : ["suspend", "remove"];
