/** What cannot be undone asks once more who is there: `parts/step-up-dialog.tsx` asks, `show-person.ts` answers the hub. */
import { HubRefusal } from "../hub/errors.ts";
import type { OpenedSlot } from "../keys/open-slot.ts";
import type { Page } from "../page-state.ts";

/** Somebody thought better of it. Nothing was done and nothing is wrong. */
export class NotNow extends Error {
  override readonly name = "NotNow";
  readonly code = "page.not-now";
}

/**
 * Asks the person at the page to show who they are. For five minutes the hub then lets this session do what it would refuse
 * with `session.step-up-needed`.
 * @returns the person's own keys, for what has to be signed by them; not to be kept
 * @throws NotNow
 */
export function stepUp(page: Page): Promise<OpenedSlot> {
  // Two calls that are refused at once are one question.
  page.stepUpAsked.value ??= Promise.withResolvers<OpenedSlot>();
  return page.stepUpAsked.value.promise;
}

/**
 * Makes a call; if the hub wants to know first who is there, asks, and makes it again.
 * @throws NotNow, and whatever `call` throws
 */
export async function withStepUp<T>(page: Page, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof HubRefusal && error.code === "session.step-up-needed")) throw error;
  }
  await stepUp(page);
  return call();
}

/** For the dialog: the question is answered, and goes away. */
export function answerStepUp(page: Page, opened: OpenedSlot | undefined): void {
  const asked = page.stepUpAsked.value;
  page.stepUpAsked.value = undefined;
  if (opened === undefined) asked?.reject(new NotNow("not now"));
  else asked?.resolve(opened);
}
