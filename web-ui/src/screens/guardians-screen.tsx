import { useState } from "preact/hooks";
import {
  type GuardianView,
  listGuardians,
  reinstate,
  removeGuardian,
  suspend,
} from "../actions/guardians.ts";
import { sayMoment } from "../moments.ts";
import { usePage } from "../page-context.ts";
import { PresenceForm } from "../parts/presence-form.tsx";
import { SureForm } from "../parts/sure-form.tsx";
import { TroubleNote } from "../parts/trouble-note.tsx";
import { useHeadingFocus } from "../parts/use-heading-focus.ts";
import { useShown } from "../parts/use-shown.ts";
import { words } from "../words.ts";

interface Asked {
  readonly id: GuardianView["id"];
  readonly what: "suspend" | "reinstate" | "remove";
}

/** Who holds the key, and what one guardian may do about another. */
export function GuardiansScreen({ onBack }: { onBack: () => void }) {
  const page = usePage();
  useHeadingFocus("guardians");
  const { value: guardians, trouble, reload: load } = useShown(() => listGuardians(page));
  const [asked, setAsked] = useState<Asked>();
  const info = page.session.value?.info;
  const mayChange = info !== undefined && info.suspended === null;

  const done = (said: string) => {
    page.said.value = said;
    setAsked(undefined);
    document.querySelector<HTMLElement>("main h1")?.focus({ preventScroll: true });
    load();
  };

  return (
    <section class="screen">
      <header>
        <h1 tabIndex={-1}>{words.guardians.title}</h1>
        <p class="soft">{words.guardians.lead}</p>
      </header>
      {trouble !== undefined && <TroubleNote trouble={trouble} />}
      <ul class="messages">
        {guardians?.map((guardian) => (
          <li class="message" key={guardian.id} data-guardian={guardian.id}>
            <p class="head">
              <span class="who">{guardian.name}</span>
              <span class="when">{sayStanding(guardian, guardian.id === info?.person.id)}</span>
            </p>
            {guardian.suspension !== null && (
              <p class="small soft">
                {words.guardians.suspendedBy(
                  nameOf(guardians, guardian.suspension.by),
                  sayMoment(guardian.suspension.at, Date.now()),
                )}
              </p>
            )}
            {mayChange && guardian.id !== info.person.id && asked?.id !== guardian.id && (
              <div class="row">
                {verbsFor(guardian).map((what) => (
                  <button
                    key={what}
                    type="button"
                    aria-label={`${words.guardians[what].verb}: ${guardian.name}`}
                    onClick={() => setAsked({ id: guardian.id, what })}
                  >
                    {words.guardians[what].verb}
                  </button>
                ))}
              </div>
            )}
            {asked?.id === guardian.id && (
              <Question
                guardian={guardian}
                what={asked.what}
                onDone={() => done(words.guardians[asked.what].done(guardian.name))}
                onCancel={() => setAsked(undefined)}
              />
            )}
          </li>
        ))}
      </ul>
      {guardians?.length === 1 && <p class="soft">{words.guardians.alone}</p>}
      <div class="row">
        <button type="button" class="quiet" onClick={onBack}>
          {words.findToy.back}
        </button>
      </div>
    </section>
  );
}

interface QuestionProps {
  readonly guardian: GuardianView;
  readonly what: Asked["what"];
  readonly onDone: () => void;
  readonly onCancel: () => void;
}

function Question({ guardian, what, onDone, onCancel }: QuestionProps) {
  const page = usePage();
  const [isPresent, setPresent] = useState(false);
  const isReady =
    guardian.suspension !== null && Date.parse(guardian.suspension.removableAt) <= page.client.hubNow();
  const act = { suspend, reinstate, remove: removeGuardian }[what];
  const { sure, what: consequence, verb, busy } = words.guardians[what];
  if (what === "remove" && !isReady && !isPresent) {
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
      what={consequence}
      submit={verb}
      busy={busy}
      needsKeys={false}
      onSure={() => act(page, guardian)}
      onDone={onDone}
      onCancel={onCancel}
    />
  );
}

const verbsFor = ({ isSuspended }: GuardianView): readonly Asked["what"][] =>
  isSuspended ? ["reinstate", "remove"] : ["suspend", "remove"];
const nameOf = (guardians: readonly GuardianView[], id: string): string =>
  guardians.find((one) => one.id === id)?.name ?? words.message.fromGuardian;

function sayStanding({ isSuspended, lastSeenAt }: GuardianView, isOwn: boolean): string {
  if (isSuspended) return words.guardians.suspended;
  if (isOwn) return words.guardians.you;
  return lastSeenAt === null
    ? words.guardians.neverSeen
    : words.guardians.seen(sayMoment(lastSeenAt, Date.now()));
}
