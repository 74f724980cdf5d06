import { useId, useState } from "preact/hooks";
import type { ToyView } from "../../../hub/contract/api.ts";
import { switchMailbox } from "../actions/care-for-toy.ts";
import { usePage } from "../page-context.ts";
import { words } from "../words.ts";
import { TroubleNote } from "./trouble-note.tsx";
import { useWork } from "./use-work.ts";

/** Up to four messages on a toy, and its hands answered by the hub: off until somebody wants it, and has read what that may cost. */
export function MailboxSwitch({ toy }: { toy: ToyView }) {
  const page = usePage();
  const work = useWork();
  const means = useId();
  /** While the hub has not answered. */
  const [wish, setWish] = useState(false);
  const { mailbox } = words.care;
  return (
    <div class="mailbox">
      <h3>{mailbox.title}</h3>
      <label class="tick">
        <input
          type="checkbox"
          checked={work.isBusy ? wish : toy.mailbox}
          disabled={work.isBusy}
          aria-describedby={means}
          onChange={(event) => {
            const isOn = event.currentTarget.checked;
            setWish(isOn);
            work.run(async () => {
              await switchMailbox(page, toy, isOn);
              page.said.value = isOn ? mailbox.on(toy.name) : mailbox.off(toy.name);
            });
          }}
        />
        <span>{mailbox.wish(toy.name)}</span>
      </label>
      <div id={means}>
        <p class="small">{mailbox.means}</p>
        <p class="small">
          <strong>{mailbox.trial}</strong> {mailbox.risk}
        </p>
      </div>
      {toy.mailbox && <p class="small soft">{sayNow(toy)}</p>}
      {work.trouble !== undefined && <TroubleNote trouble={work.trouble} />}
    </div>
  );
}

function sayNow(toy: ToyView): string {
  const { now } = words.care.mailbox;
  if (!toy.connected) return now.away;
  if (toy.answering) return now.answering;
  if (toy.loop !== null) return now.lullaby;
  return toy.quietUntil === null ? now.weak : now.night;
}
