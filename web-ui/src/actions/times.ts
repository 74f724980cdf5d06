import { type MessageView, messageView } from "../../../hub/contract/api.ts";
import type { WhenWish } from "../../../hub/contract/times.ts";
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
 * What waits for its time goes now, quiet hours or not. Where it was stamped for later it is opened here and stamped anew: for
 * the very bytes that were opened, of this message and no other, whatever the hub says.
 * @returns `false` while the vault that it is sealed to is locked
 * @throws HubRefusal, HubUnreachable, WorkerFailure `archive.*`
 */
export async function sendAtOnce(page: Page, message: MessageView): Promise<boolean> {
  try {
    await tellWhen(page, message, undefined);
    return true;
  } catch (error) {
    if (!(error instanceof HubRefusal) || error.code !== "stamp.too-early") throw error;
  }
  const stamp = await stampForNow(page, message);
  if (stamp === undefined) return false;
  await tellWhen(page, message, stamp);
  return true;
}

const AT_ONCE: WhenWish = { kind: "at-once" };

async function tellWhen(page: Page, { id }: MessageView, stamp: string | undefined): Promise<void> {
  const json = stamp === undefined ? { when: AT_ONCE } : { when: AT_ONCE, stamp };
  const changed = await page.client.call("PUT", `/messages/${id}/when`, { json, schema: messageView });
  hearHouse(page, { kind: "message", message: changed });
}

async function stampForNow(page: Page, message: MessageView): Promise<string | undefined> {
  const { id, child, toy } = message;
  const session = page.session.value;
  const opened = await openRecording(page, message);
  if (session === undefined || opened === undefined || toy === null) return undefined;
  if (opened.about.id !== id || opened.about.direction !== "to-toy")
    throw new WorkerFailure("archive.wrong-content", "another recording than the hub says");
  return stampClip(page, session, { id, sha256: opened.sha256, toy: { id: toy, child } });
}
