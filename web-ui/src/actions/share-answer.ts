/** A child's answer given to relatives: opened here, sealed again here, to the recipient that the verified roster has for each. */
import { type MessageView, messageView } from "../../../hub/contract/api.ts";
import { answersFor } from "../../../hub/contract/post.ts";
import type { PublicId } from "../../../hub/contract/public-id.ts";
import { HubRefusal } from "../hub/errors.ts";
import type { Page } from "../page-state.ts";
import { leave } from "./enter.ts";
import { hearHouse } from "./hear-house.ts";
import { isUnreadable } from "./is-unreadable.ts";
import { readAnew } from "./read-anew.ts";
import { NotNow, stepUp } from "./step-up.ts";
import { describeTrouble, type Trouble } from "./trouble.ts";

/** Many answers that are on their way to one relative. */
export interface BulkSharing {
  readonly person: PublicId;
  readonly state: "running" | "stopped" | "failed";
  readonly total: number;
  readonly done: number;
  /** Do not open here, or are another recording than the hub says: nobody gets those. */
  readonly left: number;
  readonly trouble: Trouble | undefined;
}

const FEW = 30;
/** Answers under way at once: one is on the line while another is in the worker. */
const AT_ONCE = 4;

/**
 * @returns `false` while the vault that it is sealed to is locked
 * @throws HubRefusal, HubUnreachable, WorkerFailure `archive.*`
 */
export async function shareAnswer(
  page: Page,
  message: Pick<MessageView, "id" | "vault">,
  person: PublicId,
): Promise<boolean> {
  if (!page.vaults.value.has(message.vault)) return false;
  // Somebody may have new keys since this browser signed in.
  await readAnew(page);
  hearHouse(page, { kind: "message", message: await shareOne(page, message.id, person) });
  return true;
}

export async function unshareAnswer(page: Page, { id }: MessageView, person: PublicId): Promise<void> {
  const path = `/messages/${id}/shares/${person}`;
  const changed = await page.client.call("DELETE", path, { schema: messageView });
  hearHouse(page, { kind: "message", message: changed });
}

/** Never to an address that the hub names: only the roster, which guardians signed, says whose key that is. */
async function shareOne(page: Page, id: PublicId, person: PublicId): Promise<MessageView> {
  const recipient = page.session.value?.roster.relatives.get(person)?.recipient;
  if (recipient === undefined) throw new NobodyThere();
  const sealed = await page.client.bytes(`/messages/${id}/archive`);
  const keys = [...page.vaults.value.values()];
  const bytes = await page.clips.call("share", { sealed, keys, recipient, message: id });
  return page.client.call("PUT", `/messages/${id}/shares/${person}`, { bytes, schema: messageView });
}

/** The roster that this browser believes knows no such relative. */
class NobodyThere extends Error {
  override readonly name = "NobodyThere";
  readonly code = "share.nobody-there";
}

/** What could be shared with this relative in one go. @throws HubRefusal, HubUnreachable */
export const answersOf = (page: Page, person: PublicId) =>
  page.client.call("GET", `/people/${person}/answers`, { schema: answersFor });

/** One after the other until all are there, or it is stopped; begun again it goes on with what is left. */
export async function shareMany(page: Page, person: PublicId, ids: readonly PublicId[]): Promise<void> {
  if (page.sharing.value?.state === "running") return;
  page.sharing.value = { person, state: "running", total: ids.length, done: 0, left: 0, trouble: undefined };
  const waiting = [...ids];
  const carry = async () => {
    for (let id = waiting.shift(); id !== undefined && isGoingOn(page); id = waiting.shift()) {
      const isShared = await shareIfItOpens(page, id, person);
      const now = page.sharing.value;
      change(page, isShared ? { done: (now?.done ?? 0) + 1 } : { left: (now?.left ?? 0) + 1 });
    }
  };
  try {
    // New keys, or a new person: the roster of when this browser signed in may not know them.
    await readAnew(page);
    // More than the hub hands to a device whose person may have walked away.
    if (ids.length > FEW) await stepUp(page);
    await Promise.all(Array.from({ length: AT_ONCE }, carry));
    const now = page.sharing.value;
    if (now?.state === "running")
      page.sharing.value = now.left === 0 ? undefined : { ...now, state: "stopped" };
  } catch (error) {
    if (error instanceof HubRefusal && error.problem.status === 401)
      return leave(page, true, error.problem.by);
    if (error instanceof NotNow) page.sharing.value = undefined;
    else change(page, { state: "failed", trouble: describeTrouble(error) });
  }
}

/** What is under way ends; nothing new begins. */
export const stopSharing = (page: Page): void => change(page, { state: "stopped" });

const isGoingOn = (page: Page): boolean =>
  page.sharing.value?.state === "running" && page.session.value !== undefined;

async function shareIfItOpens(page: Page, id: PublicId, person: PublicId): Promise<boolean> {
  try {
    await shareOne(page, id, person);
    return true;
  } catch (error) {
    // Erased meanwhile: there is nothing to share any more.
    if (error instanceof HubRefusal && GONE.includes(error.code)) return true;
    if (isUnreadable(error)) return false;
    throw error;
  }
}

const GONE = ["message.unknown", "message.not-here", "share.no-answer"];

function change(page: Page, facts: Partial<BulkSharing>): void {
  const now = page.sharing.value;
  if (now !== undefined) page.sharing.value = { ...now, ...facts };
}
