import { type MessageView, messageView } from "../../../hub/contract/api.ts";
import { readWhen, type WhenWish } from "../../../hub/contract/times.ts";
import type { ChildTimes } from "../../../hub/domain/child-times.ts";
import { WorkerFailure } from "../clips/worker-call.ts";
import { HubRefusal } from "../hub/errors.ts";
import type { Page } from "../page-state.ts";
import { hearHouse } from "./hear-house.ts";
import { openRecording } from "./listen.ts";
import { stampClip } from "./stamp-clip.ts";

/** A child's day and night. What waits moves along. @throws HubRefusal, HubUnreachable */
export const chooseTimes = (page: Page, child: string, times: ChildTimes): Promise<void> =>
  page.client.call("PUT", `/children/${child}/times`, { json: times });

/**
 * What waits for its time goes at another one, or at once. For a moment it is opened here and stamped anew, so that no toy takes it
 * before; to go at once, where the stamp that it has counts later. A stamp is for the very bytes that were opened, of this message and no
 * other, whatever the hub says.
 * @returns `false` while the vault that it is sealed to is locked
 * @throws HubRefusal, HubUnreachable, WorkerFailure `archive.*`
 */
export async function chooseWhen(page: Page, message: MessageView, when: WhenWish): Promise<boolean> {
  if (isSoon(when) && (await goesAsItIs(page, message, when))) return true;
  const stamp = await stampFor(page, message, when);
  if (stamp === undefined) return false;
  await tellWhen(page, message, { when, stamp });
  return true;
}

const isSoon = ({ kind }: WhenWish): boolean => kind === "now" || kind === "at-once";

/** With these the hub says that its stamp does not count now. */
const OF_ANOTHER_TIME: ReadonlySet<string> = new Set(["stamp.too-early", "stamp.expired"]);

async function goesAsItIs(page: Page, message: MessageView, when: WhenWish): Promise<boolean> {
  try {
    await tellWhen(page, message, { when });
    return true;
  } catch (error) {
    if (error instanceof HubRefusal && OF_ANOTHER_TIME.has(error.code)) return false;
    throw error;
  }
}

async function tellWhen(
  page: Page,
  { id }: MessageView,
  json: { readonly when: WhenWish; readonly stamp?: string },
): Promise<void> {
  const changed = await page.client.call("PUT", `/messages/${id}/when`, { json, schema: messageView });
  hearHouse(page, { kind: "message", message: changed });
}

async function stampFor(page: Page, message: MessageView, when: WhenWish): Promise<string | undefined> {
  const { id, child, toy } = message;
  const session = page.session.value;
  const opened = await openRecording(page, message);
  if (session === undefined || opened === undefined || toy === null) return undefined;
  if (opened.about.id !== id || opened.about.direction !== "to-toy")
    throw new WorkerFailure("archive.wrong-content", "another recording than the hub says");
  const clip = { id, sha256: opened.sha256, toy: { id: toy, child }, when: readWhen(when) };
  return stampClip(page, session, clip);
}
