import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { RoomView } from "../../../hub/contract/rooms.ts";
import { removeRoom, renameRoom } from "../actions/rooms.ts";
import { sayMoment } from "../moments.ts";
import { usePage } from "../page-context.ts";
import { trueAsOf } from "../page-state.ts";
import { words } from "../words.ts";
import { RenameForm } from "./rename-form.tsx";
import { SureForm } from "./sure-form.tsx";

interface RoomFactsProps {
  readonly name: string;
  readonly isReached: boolean;
  /** What is said where it is not, and what to do then. */
  readonly silent: string;
  readonly next?: string;
  readonly toys: readonly string[];
  readonly children?: ComponentChildren;
}

/** A room, whether it is reached, and its toys. While the hub is away nothing is claimed. */
export function RoomFacts({ name, isReached, silent, next, toys, children }: RoomFactsProps) {
  const since = trueAsOf(usePage().connection.value);
  const state = isReached ? words.rooms.reached : silent;
  return (
    <li class="message room">
      <h2>{name}</h2>
      <p class="reach" role="status">
        <span class={isReached && since === undefined ? "dot here" : "dot"} />
        {since === undefined
          ? state
          : words.homes.unknown(sayMoment(new Date(since).toISOString(), Date.now()))}
      </p>
      {!isReached && since === undefined && next !== undefined && <p class="small soft">{next}</p>}
      <p class="small">{toys.length === 0 ? words.rooms.noToys : words.rooms.toys(toys)}</p>
      {children}
    </li>
  );
}

/** Makes the key by which rooms believe each other about toys: docs/rooms.md. */
const HOUSE_KEY = "scripts/pawpost ble house";

const sayToysAfter = ({ takesOver }: RoomView, toys: readonly string[]): string => {
  if (toys.length === 0) return words.rooms.removeNoToys;
  return takesOver ? words.rooms.removeMoved(toys) : words.rooms.removeToys(toys);
};

interface RoomRowProps {
  readonly room: RoomView;
  readonly toys: readonly string[];
  /** Whether this guardian may change anything just now. */
  readonly mayChange: boolean;
  readonly onDone: (said: string) => void;
}

/** Another machine's room, what it is called, and the way to be rid of it. */
export function RoomRow({ room, toys, mayChange, onDone }: RoomRowProps) {
  const page = usePage();
  const [asked, setAsked] = useState<"rename" | "remove">();
  const { name, isReached, silentSince, takesOver } = room;
  const done = (said: string) => {
    setAsked(undefined);
    onDone(said);
  };
  return (
    <RoomFacts
      name={name}
      isReached={isReached}
      silent={
        silentSince === null ? words.rooms.notYet : words.rooms.silent(sayMoment(silentSince, Date.now()))
      }
      next={silentSince === null ? words.rooms.notYetNext : words.rooms.silentNext}
      toys={toys}
    >
      {isReached && takesOver && <p class="small soft">{words.rooms.goThere}</p>}
      {isReached && !takesOver && (
        <>
          <p class="small soft">{words.rooms.goNotThere}</p>
          <p class="command small" dir="ltr">
            <code>{HOUSE_KEY}</code>
          </p>
        </>
      )}
      {mayChange && asked === undefined && (
        <div class="row">
          <button
            type="button"
            class="quiet"
            aria-label={words.verbOf(words.rooms.rename, name)}
            onClick={() => setAsked("rename")}
          >
            {words.rooms.rename}
          </button>
          <button
            type="button"
            class="quiet"
            aria-label={words.verbOf(words.rooms.remove, name)}
            onClick={() => setAsked("remove")}
          >
            {words.rooms.remove}
          </button>
        </div>
      )}
      {asked === "rename" && (
        <RenameForm
          id={`name-of-${room.id}`}
          label={words.rooms.newName}
          name={name}
          submit={words.rooms.rename}
          onName={async (next) => {
            await renameRoom(page, room, next);
            done(words.rooms.renamed(next));
          }}
          onCancel={() => setAsked(undefined)}
        />
      )}
      {asked === "remove" && (
        <SureForm
          title={words.rooms.sureRemove(name)}
          what={words.rooms.whatRemove}
          more={sayToysAfter(room, toys)}
          needsKeys={false}
          submit={words.rooms.remove}
          busy={words.rooms.removing}
          onSure={() => removeRoom(page, room)}
          onDone={() => done(words.rooms.removed(name))}
          onCancel={() => setAsked(undefined)}
        />
      )}
    </RoomFacts>
  );
}
