import { useState } from "preact/hooks";
import type { HouseState, MessageView } from "../../../hub/contract/api.ts";
import { words } from "../words.ts";
import { isStillWaiting, type Moved, MovedNote } from "./another-time.tsx";
import { TrayRow } from "./tray-row.tsx";

interface WakeUpTrayProps {
  /** Those that wait for their time: {@link isInTray}. */
  readonly messages: readonly MessageView[];
  readonly house: HouseState;
}

/** What waits for its time, the next one first: sent after all, at another time, or taken back. Nothing where nothing waits. */
export function WakeUpTray({ messages, house }: WakeUpTrayProps) {
  const [lastMoved, setMoved] = useState<Moved>();
  const moved = lastMoved !== undefined && isStillWaiting(lastMoved, house) ? lastMoved : undefined;
  if (messages.length === 0 && moved === undefined) return null;
  const waiting = messages.toSorted((one, other) => untilOf(one) - untilOf(other));
  return (
    <section class="tray" aria-label={words.tray.title}>
      <h2>{words.tray.title}</h2>
      {moved !== undefined && (
        <MovedNote
          key={`${moved.message.id} ${JSON.stringify(moved.before)}`}
          moved={moved}
          onOver={() => setMoved(undefined)}
        />
      )}
      {waiting.length > 0 && (
        <ul class="messages">
          {waiting.map((message) => (
            <TrayRow key={message.id} message={message} house={house} onMoved={setMoved} />
          ))}
        </ul>
      )}
    </section>
  );
}

export const isInTray = ({ state }: MessageView): boolean => state === "scheduled";

const untilOf = ({ waitsFor }: MessageView): number =>
  Date.parse(waitsFor !== null && "until" in waitsFor ? waitsFor.until : "");
