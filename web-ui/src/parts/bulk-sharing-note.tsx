import { useEffect, useState } from "preact/hooks";
import type { AnswersFor } from "../../../hub/contract/post.ts";
import type { PublicId } from "../../../hub/contract/public-id.ts";
import { answersOf, shareMany, stopSharing } from "../actions/share-answer.ts";
import { HubRefusal, HubUnreachable } from "../hub/errors.ts";
import { nameIn } from "../names.ts";
import { usePage } from "../page-context.ts";
import type { Page } from "../page-state.ts";
import { words } from "../words.ts";
import { TroubleNote } from "./trouble-note.tsx";

interface Offer extends AnswersFor {
  readonly person: PublicId;
}

/** A relative with new keys, or who is new, is offered what they had or what others have; nothing is shared by itself. */
export function BulkSharingNote() {
  const page = usePage();
  const people = page.people.value;
  const [offers, setOffers] = useState<readonly Offer[]>([]);
  const [dismissed, setDismissed] = useState<readonly string[]>([]);
  const isRunning = page.sharing.value !== undefined;
  useEffect(() => {
    let isGone = false;
    void lookForOffers(page).then((found) => isGone || setOffers(found));
    return () => {
      isGone = true;
    };
  }, [page, people, isRunning]);
  if (page.sharing.value !== undefined) return <Progress />;
  const offer = offers.find(({ person }) => !dismissed.includes(person));
  if (offer === undefined) return null;
  const { person, again, before } = offer;
  const name = nameIn(people, person) ?? words.share.somebody;
  return (
    <div class="note" role="status">
      <p>
        {again.length > 0
          ? words.share.bulkAgain(name, again.length)
          : words.share.bulkBefore(name, before.length)}
      </p>
      <div class="row">
        <button type="button" onClick={() => void shareMany(page, person, again.length > 0 ? again : before)}>
          {again.length > 0 ? words.share.shareAgain : words.share.shareThem}
        </button>
        <button type="button" class="quiet" onClick={() => setDismissed([...dismissed, person])}>
          {words.share.notNow}
        </button>
      </div>
    </div>
  );
}

function Progress() {
  const page = usePage();
  const now = page.sharing.value;
  if (now === undefined) return null;
  const name = nameIn(page.people.value, now.person) ?? words.share.somebody;
  const isRunning = now.state === "running";
  const says = isRunning
    ? words.share.progress(name, now.done, now.total)
    : words.share.stopped(now.done, now.total);
  return (
    <div class="note">
      <p>{says}</p>
      <progress max={now.total} value={now.done + now.left} aria-label={says} />
      {now.left > 0 && <p class="small">{words.share.left(now.left)}</p>}
      {now.trouble !== undefined && <TroubleNote trouble={now.trouble} />}
      <div class="row">
        <button
          type="button"
          class="quiet"
          onClick={() => {
            if (isRunning) stopSharing(page);
            else page.sharing.value = undefined;
          }}
        >
          {isRunning ? words.share.stop : words.share.close}
        </button>
      </div>
    </div>
  );
}

async function lookForOffers(page: Page): Promise<Offer[]> {
  const offers: Offer[] = [];
  try {
    for (const { id } of page.people.value?.relatives ?? []) {
      const found = await answersOf(page, id);
      if (found.again.length + found.before.length > 0) offers.push({ person: id, ...found });
    }
  } catch (error) {
    // It is offered when the hub is back, or somebody looks again.
    if (!(error instanceof HubUnreachable || error instanceof HubRefusal)) throw error;
  }
  return offers;
}
