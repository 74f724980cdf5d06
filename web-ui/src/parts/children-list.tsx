import { useState } from "preact/hooks";
import type { HouseState } from "../../../hub/contract/api.ts";
import type { PublicId } from "../../../hub/contract/public-id.ts";
import { nameChild } from "../actions/people.ts";
import { usePage } from "../page-context.ts";
import { words } from "../words.ts";
import { FormEnd } from "./form-end.tsx";
import { TextField } from "./text-field.tsx";
import { useWork } from "./use-work.ts";

/** The children of the family, with or without a toy. */
export function ChildrenList({
  children,
  onTimes,
}: {
  readonly children: HouseState["children"];
  readonly onTimes: () => void;
}) {
  const [open, setOpen] = useState<PublicId | "new">();
  const close = () => setOpen(undefined);
  return (
    <>
      <ul class="messages">
        {children.map(({ id, name }) => (
          <li class="message person" key={id}>
            {open === id ? (
              <NameForm child={id} name={name} onClose={close} />
            ) : (
              <div class="row ends">
                <span class="who">{name}</span>
                <div class="row">
                  <button type="button" aria-label={words.times.of(name)} onClick={onTimes}>
                    {words.times.open}
                  </button>
                  <button
                    type="button"
                    class="quiet"
                    aria-label={words.people.renameWhom(name)}
                    onClick={() => setOpen(id)}
                  >
                    {words.people.rename}
                  </button>
                </div>
              </div>
            )}
          </li>
        ))}
      </ul>
      {open === "new" ? (
        <NameForm name="" onClose={close} />
      ) : (
        <button type="button" onClick={() => setOpen("new")}>
          {words.people.addChild}
        </button>
      )}
    </>
  );
}

interface NameFormProps {
  readonly child?: PublicId;
  readonly name: string;
  readonly onClose: () => void;
}

function NameForm({ child, name: before, onClose }: NameFormProps) {
  const page = usePage();
  const work = useWork();
  const [name, setName] = useState(before);
  const isReady = name.trim() !== "" && name.trim() !== before;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!isReady) return;
        work.run(async () => {
          await nameChild(page, name.trim(), child);
          onClose();
        });
      }}
    >
      <TextField
        id="child"
        label={words.findToy.childName}
        value={name}
        onValue={setName}
        autocomplete="off"
      />
      <FormEnd work={work} isReady={isReady} submit={words.people.save} onCancel={onClose} />
    </form>
  );
}
