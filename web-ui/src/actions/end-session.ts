import type { Page } from "../page-state.ts";
import { leave } from "./enter.ts";
import { isOtherFamily } from "./other-family.ts";

/**
 * The hub says that the session is over. A guardian comes to the door; a relative, who types nothing, comes in again by the
 * device alone, without a word, or is told that it is on the family's list no more.
 * @returns whether the page goes on
 */
export async function endSession(page: Page, by?: string): Promise<boolean> {
  const isRelative = page.session.value?.info.person.role === "relative";
  if (isRelative && !(await isOtherFamily(page, await page.client.card()))) {
    const { signInAsRelative } = await import("./join.ts");
    await signInAsRelative(page);
    return page.phase.value.kind === "relative";
  }
  await leave(page, true, by);
  return false;
}
