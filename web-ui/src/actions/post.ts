/** What a relative's page does: look at what is theirs, listen to what was shared, send, and take back. */
import { batch } from "@preact/signals";
import {
  type PostMessage,
  type PostView,
  postEvent,
  postMessage,
  postView,
} from "../../../hub/contract/post.ts";
import type { PreparedClip } from "../clips/prepared-clip.ts";
import { WorkerFailure } from "../clips/worker-call.ts";
import { browserTimer } from "../hub/browser-timer.ts";
import { HubRefusal, HubUnreachable } from "../hub/errors.ts";
import { follow } from "../hub/follow.ts";
import { KeyError } from "../keys/errors.ts";
import { cut, type Page, type UnderReview } from "../page-state.ts";
import { endSession } from "./end-session.ts";
import { hearPost } from "./hear-post.ts";
import type { OpenedClip } from "./listen.ts";
import { sendReviewed } from "./send-reviewed.ts";
import { stampClip } from "./stamp-clip.ts";
import { takeClock } from "./take-clock.ts";

export type PostChild = PostView["children"][number];
export type PostAnswer = PostView["answers"][number];

/**
 * Keeps what is theirs up to date for as long as this device is on the family's list. The stream says that something changed,
 * never what. A session that ends is made anew.
 */
export async function keepFollowingPost(page: Page, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await followPost(page, signal);
    if (signal.aborted) return;
    // Nothing comes of a hub that is away: the next round waits for it.
    await endSession(page).catch(() => undefined);
    await browserTimer.pause(1_000, signal).catch(() => undefined); // Aborted: the loop ends.
  }
}

function followPost(page: Page, signal: AbortSignal): Promise<void> {
  return follow(
    page.client,
    {
      path: "/post/events",
      schema: postEvent,
      timer: browserTimer,
      onEvent: () => void fetchPost(page),
      onConnection(isLive) {
        if (!isLive) page.connection.value = cut(page.connection.value, Date.now());
      },
      onEnded: () => undefined,
    },
    signal,
  );
}

async function fetchPost(page: Page): Promise<void> {
  try {
    const post = await page.client.call("GET", "/post", { schema: postView });
    batch(() => {
      takeClock(page, post.now);
      page.post.value = post;
      page.connection.value = { kind: "live" };
    });
  } catch (error) {
    // The stream says when the hub is away, and tells anew when it is back.
    if (!(error instanceof HubUnreachable || error instanceof HubRefusal)) throw error;
  }
}

/** Stamped by this device where a guardian trusts the sender for this child; else sealed to the guardians, and nothing more. */
export async function sendPost(
  page: Page,
  clip: PreparedClip,
  child: PostChild,
  reviewed: UnderReview,
): Promise<void> {
  const { sha256, milliseconds } = clip;
  const [toy] = child.toys;
  await sendReviewed(page, clip, reviewed, async (id, session) => {
    const meta =
      child.isTrusted && toy !== undefined
        ? {
            id,
            child: child.id,
            toy,
            clip: sha256,
            stamp: await stampClip(page, session, { id, sha256, toy: { id: toy, child: child.id } }),
          }
        : { id, child: child.id, clip: sha256, milliseconds };
    return { child: child.name, toy: "", title: reviewed.take.notes.title.trim(), meta };
  });
}

/**
 * An answer that was shared, opened with this person's own key.
 * @throws HubRefusal, HubUnreachable, WorkerFailure `archive.*`, KeyError `keys.none` where this browser has lost it
 */
export async function openAnswer(page: Page, answer: PostAnswer): Promise<OpenedClip> {
  const hub = page.session.value?.info.hub;
  const own = hub === undefined ? undefined : await page.store.ownKeys(hub);
  if (own === undefined) throw new KeyError("keys.none", "this browser has no key of this person's");
  const sealed = await page.client.bytes(`/post/answers/${answer.id}`);
  const opened = await page.clips.call("open", { sealed, keys: [own.identity] });
  if (opened.about.id !== answer.id)
    throw new WorkerFailure("archive.wrong-content", "another recording than it is said to be");
  return opened;
}

export async function takeBackOwn(page: Page, { id }: PostMessage): Promise<void> {
  hearPost(page, await page.client.call("POST", `/post/messages/${id}/cancel`, { schema: postMessage }));
}
