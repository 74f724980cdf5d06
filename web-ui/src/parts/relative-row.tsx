import { useState } from "preact/hooks";
import type { HouseState } from "../../../hub/contract/api.ts";
import { changeRights, type RelativeView, removeRelative } from "../actions/people.ts";
import { showDistrust } from "../actions/show-distrust.ts";
import { saySeen } from "../moments.ts";
import { usePage } from "../page-context.ts";
import { words } from "../words.ts";
import { FormEnd } from "./form-end.tsx";
import { chosenRights, RightsFields, rightsOf } from "./rights-fields.tsx";
import { RightsWords } from "./rights-words.tsx";
import { SureForm } from "./sure-form.tsx";
import { useWork } from "./use-work.ts";

interface RelativeRowProps {
  readonly relative: RelativeView;
  readonly children: HouseState["children"];
  readonly onSaid: (text: string) => void;
  /** The keys are lost: a new link. */
  readonly onAnew: () => void;
}

/** A relative: what they may do, and the ways to change that. */
export function RelativeRow({ relative, children, onSaid, onAnew }: RelativeRowProps) {
  const page = usePage();
  const [open, setOpen] = useState<"rights" | "removal">();
  const { name } = relative;
  return (
    <li class="message person">
      <p class="head">
        <span class="who">{name}</span>
        <span class="when">{saySeen(relative.lastSeenAt)}</span>
      </p>
      <RightsWords rights={relative.children} children={children} />
      {open === undefined && (
        <div class="row">
          <button type="button" aria-label={words.people.changeWhose(name)} onClick={() => setOpen("rights")}>
            {words.people.change}
          </button>
          <button type="button" aria-label={words.people.newLinkFor(name)} onClick={onAnew}>
            {words.people.newLink}
          </button>
          <button type="button" aria-label={words.people.removeWhom(name)} onClick={() => setOpen("removal")}>
            {words.people.remove}
          </button>
        </div>
      )}
      {open === "rights" && (
        <RightsForm
          relative={relative}
          children={children}
          onDone={() => {
            setOpen(undefined);
            onSaid(words.people.changed(name));
          }}
          onCancel={() => setOpen(undefined)}
        />
      )}
      {open === "removal" && (
        <SureForm
          title={words.people.sureRemove(name)}
          what={words.people.whatRemove(name)}
          busy={words.people.removing}
          needsKeys={false}
          submit={words.people.remove}
          onSure={() => removeRelative(page, relative)}
          onDone={() => onSaid(words.people.removed(name))}
          onCancel={() => setOpen(undefined)}
        />
      )}
    </li>
  );
}

interface RightsFormProps {
  readonly relative: RelativeView;
  readonly children: HouseState["children"];
  readonly onDone: () => void;
  readonly onCancel: () => void;
}

function RightsForm({ relative, children, onDone, onCancel }: RightsFormProps) {
  const page = usePage();
  const work = useWork((error) => showDistrust(page, error));
  const [rights, setRights] = useState(() => rightsOf(relative.children));
  const chosen = chosenRights(rights, children);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (chosen.length === 0) return;
        work.run(async () => {
          await changeRights(page, relative, chosen);
          onDone();
        });
      }}
    >
      <RightsFields children={children} rights={rights} onRights={setRights} />
      {chosen.length === 0 && <p class="small">{words.people.nothingLeft}</p>}
      <FormEnd
        work={work}
        isReady={chosen.length !== 0}
        submit={words.people.save}
        busy={words.people.saving}
        onCancel={onCancel}
      />
    </form>
  );
}
