import { useState } from "preact/hooks";
import type { RoomList } from "../../../hub/contract/rooms.ts";
import { listRooms, withdrawRoomCode } from "../actions/rooms.ts";
import { sayMoment } from "../moments.ts";
import { isInGoneRoom } from "../names.ts";
import { usePage } from "../page-context.ts";
import { AddRoom } from "../parts/add-room.tsx";
import { BackButton } from "../parts/back-button.tsx";
import { focusTitle } from "../parts/focus-title.ts";
import { RadioNote } from "../parts/radio-note.tsx";
import { RoomFacts, RoomRow } from "../parts/room-row.tsx";
import { ScreenTitle } from "../parts/screen-title.tsx";
import { TroubleNote } from "../parts/trouble-note.tsx";
import { useShown } from "../parts/use-shown.ts";
import { useWork } from "../parts/use-work.ts";
import { words } from "../words.ts";

/** The rooms from which toys are held: the hub's own, and machines in others. */
export function RoomsScreen({ onBack }: { onBack: () => void }) {
  const page = usePage();
  const house = page.house.value;
  const { value: list, trouble, reload } = useShown(() => listRooms(page), page.roomsNews.value);
  const [isAdding, setAdding] = useState(false);
  if (house === undefined) return null;
  const mayChange = page.session.value?.info.suspended === null;
  const heldIn = (room: string | null) => house.toys.flatMap((toy) => (toy.room === room ? [toy.name] : []));
  const lost = house.toys.filter(isInGoneRoom).map(({ name }) => name);
  const done = (said: string) => {
    page.said.value = said;
    focusTitle();
    reload();
  };
  const close = () => {
    setAdding(false);
    reload();
  };

  return (
    <section class="screen">
      <header>
        <ScreenTitle title={words.rooms.title} />
        <p class="soft">{words.rooms.lead}</p>
      </header>
      <RadioNote radio={house.radio} />
      {trouble !== undefined && <TroubleNote trouble={trouble} />}
      {list !== undefined && (
        <>
          {isAdding && <AddRoom list={list} onClose={close} />}
          {!isAdding && mayChange && (
            <>
              {list.invitation !== null && <OpenCode invitation={list.invitation} />}
              <button type="button" class="main wide" onClick={() => setAdding(true)}>
                {words.rooms.add}
              </button>
            </>
          )}
          <ul class="messages">
            <RoomFacts
              name={words.rooms.ownRoom}
              isReached={house.radio.online}
              silent={words.rooms.ownSilent}
              toys={heldIn(null)}
            />
            {list.rooms.map((room) => (
              <RoomRow
                key={room.id}
                room={room}
                toys={heldIn(room.name)}
                mayChange={mayChange}
                onDone={done}
              />
            ))}
          </ul>
          {list.rooms.length === 0 && <p class="small soft">{words.rooms.alone}</p>}
          {lost.length > 0 && <p class="note">{words.rooms.goneToys(lost)}</p>}
        </>
      )}
      <BackButton onBack={onBack} />
    </section>
  );
}

/** A code that this page does not show: it was made at another device, at the machine, or before the page was loaded anew. */
function OpenCode({ invitation }: { invitation: NonNullable<RoomList["invitation"]> }) {
  const page = usePage();
  const work = useWork();
  return (
    <section class="note" aria-label={words.rooms.add}>
      <p>{words.rooms.made(invitation.name, sayMoment(invitation.until, Date.now()))}</p>
      {work.trouble !== undefined && <TroubleNote trouble={work.trouble} />}
      <div class="row">
        <button
          type="button"
          disabled={work.isBusy}
          onClick={() =>
            work.run(async () => {
              await withdrawRoomCode(page);
              page.said.value = words.rooms.cancelled;
            })
          }
        >
          {words.rooms.takeBack}
        </button>
      </div>
    </section>
  );
}
