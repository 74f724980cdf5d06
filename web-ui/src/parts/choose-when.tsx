import { useState } from "preact/hooks";
import type { MessageView } from "../../../hub/contract/api.ts";
import type { WhenWish } from "../../../hub/contract/times.ts";
import { chooseWhen } from "../actions/times.ts";
import { usePage } from "../page-context.ts";
import { TroubleNote } from "./trouble-note.tsx";
import { UnlockForm } from "./unlock-form.tsx";
import { useWork, type Work } from "./use-work.ts";

export interface ChoosingWhen {
  readonly work: Work;
  /** What waits for its recording to be opened. */
  readonly locked: WhenWish | undefined;
  choose(when: WhenWish): void;
  forget(): void;
}

/** Gives a message that waits another time. @param onChosen when the hub has it */
export function useChooseWhen(message: MessageView, onChosen: (when: WhenWish) => void): ChoosingWhen {
  const page = usePage();
  const work = useWork();
  const [locked, setLocked] = useState<WhenWish>();
  const choose = (when: WhenWish) =>
    work.run(async () => {
      const isDone = await chooseWhen(page, message, when);
      setLocked(isDone ? undefined : when);
      if (isDone) onChosen(when);
    });
  return { work, locked, choose, forget: () => setLocked(undefined) };
}

/** What went wrong with it, and the passphrase where a stamp for that time wants the recording opened. */
export function ChooseWhenNotes({ choosing }: { choosing: ChoosingWhen }) {
  const { work, locked, choose, forget } = choosing;
  return (
    <>
      {work.trouble !== undefined && <TroubleNote trouble={work.trouble} />}
      {locked !== undefined && <UnlockForm onDone={() => choose(locked)} onCancel={forget} />}
    </>
  );
}
