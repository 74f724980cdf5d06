import { useState } from "preact/hooks";
import type { HouseState } from "../../../hub/contract/api.ts";
import { type InvitationWish, invite, type RelativeView } from "../actions/people.ts";
import { showDistrust } from "../actions/show-distrust.ts";
import { usePage } from "../page-context.ts";
import { words } from "../words.ts";
import { FormEnd } from "./form-end.tsx";
import { chosenRights, RightsFields, rightsOf, usualRights } from "./rights-fields.tsx";
import { TextField } from "./text-field.tsx";
import { useWork } from "./use-work.ts";

interface InviteFormProps {
  readonly children: HouseState["children"];
  /** Who lost the keys; somebody new without it. */
  readonly anew?: RelativeView;
  readonly onLink: (made: { readonly link: string; readonly name: string }) => void;
  readonly onCancel: () => void;
}

/** Whom to ask, and what they may do. */
export function InviteForm({ children, anew, onLink, onCancel }: InviteFormProps) {
  const page = usePage();
  const work = useWork((error) => showDistrust(page, error));
  const [role, setRole] = useState<InvitationWish["role"]>("relative");
  const [name, setName] = useState(anew?.name ?? "");
  const [rights, setRights] = useState(() =>
    anew === undefined ? usualRights(children) : rightsOf(anew.children),
  );
  const chosen = chosenRights(rights, children);
  const isReady = name.trim() !== "" && (role === "guardian" || chosen.length > 0);
  const wish: InvitationWish =
    role === "guardian"
      ? { role, name: name.trim() }
      : { role, name: name.trim(), children: chosen, ...(anew === undefined ? {} : { person: anew.id }) };

  return (
    <form
      class="card"
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) work.run(async () => onLink({ link: await invite(page, wish), name: name.trim() }));
      }}
    >
      <h2>{anew === undefined ? words.people.inviteTitle : words.people.anewTitle(anew.name)}</h2>
      {anew !== undefined && <p class="small soft">{words.people.anewLead}</p>}
      {anew === undefined && (
        <>
          <fieldset>
            <legend>{words.people.asWhat}</legend>
            {(["relative", "guardian"] as const).map((one) => (
              <label class="tick" key={one}>
                <input type="radio" name="role" checked={role === one} onChange={() => setRole(one)} />
                <span>
                  {words.people.role[one]}
                  <br />
                  <span class="small soft">{words.people.roleHint[one]}</span>
                </span>
              </label>
            ))}
          </fieldset>
          <TextField
            id="invited-name"
            label={words.people.name}
            value={name}
            onValue={setName}
            autocomplete="off"
            hint={words.people.nameHint}
          />
        </>
      )}
      {role === "relative" &&
        (children.length === 0 ? (
          <p class="note">{words.people.noChild}</p>
        ) : (
          <RightsFields children={children} rights={rights} onRights={setRights} />
        ))}
      <FormEnd
        work={work}
        isReady={isReady}
        submit={words.people.makeLink}
        busy={words.people.making}
        onCancel={onCancel}
      />
    </form>
  );
}
