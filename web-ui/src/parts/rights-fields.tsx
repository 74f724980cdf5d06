import type { HouseState } from "../../../hub/contract/api.ts";
import type { ChildRights } from "../../../hub/contract/roster-entry.ts";
import { words } from "../words.ts";

export type RightsByChild = ReadonlyMap<string, ChildRights>;

const none = (child: ChildRights["child"]): ChildRights => ({
  child,
  mayWrite: false,
  isTrusted: false,
  mayHear: false,
});

/** At first: writes and gets answers, and a guardian listens before anything reaches the child. */
export const usualRights = (children: HouseState["children"]): RightsByChild =>
  new Map(children.map(({ id }) => [id, { ...none(id), mayWrite: true, mayHear: true }]));

export const rightsOf = (children: readonly ChildRights[]): RightsByChild =>
  new Map(children.map((rights) => [rights.child, rights]));

/** Children of whom nothing is allowed are left out. */
export const chosenRights = (rights: RightsByChild, children: HouseState["children"]): ChildRights[] =>
  children.flatMap(({ id }) => {
    const one = rights.get(id);
    return one !== undefined && (one.mayWrite || one.mayHear) ? [one] : [];
  });

interface RightsFieldsProps {
  readonly children: HouseState["children"];
  readonly rights: RightsByChild;
  readonly onRights: (rights: RightsByChild) => void;
}

/** What a relative may do, child by child. */
export function RightsFields({ children, rights, onRights }: RightsFieldsProps) {
  return (
    <>
      {children.map(({ id, name }) => {
        const now = rights.get(id) ?? none(id);
        const change = (part: Partial<ChildRights>) => onRights(new Map(rights).set(id, { ...now, ...part }));
        return (
          <fieldset key={id}>
            <legend>{words.people.forChild(name)}</legend>
            <Tick
              label={words.people.mayWrite}
              checked={now.mayWrite}
              onTick={(mayWrite) => change({ mayWrite, isTrusted: mayWrite && now.isTrusted })}
            />
            <Tick
              label={words.people.isTrusted}
              checked={now.isTrusted}
              disabled={!now.mayWrite}
              onTick={(isTrusted) => change({ isTrusted })}
            />
            <Tick
              label={words.people.mayHear}
              checked={now.mayHear}
              onTick={(mayHear) => change({ mayHear })}
            />
          </fieldset>
        );
      })}
    </>
  );
}

interface TickProps {
  readonly label: string;
  readonly checked: boolean;
  readonly disabled?: boolean;
  readonly onTick: (checked: boolean) => void;
}

function Tick({ label, checked, disabled = false, onTick }: TickProps) {
  return (
    <label class="tick">
      <input
        type="checkbox"
        checked={checked}
        disabled={disabled}
        onChange={(event) => onTick(event.currentTarget.checked)}
      />
      <span>{label}</span>
    </label>
  );
}
