import { peopleList } from "../../../hub/contract/invitations.ts";
import { HubRefusal, HubUnreachable } from "../hub/errors.ts";
import type { Page } from "../page-state.ts";

/** Who belongs to the family and who is asked to, as the hub has it now. */
export async function fetchPeople(page: Page): Promise<void> {
  try {
    page.people.value = await page.client.call("GET", "/people", { schema: peopleList });
  } catch (error) {
    // The stream says when the hub is away, and asks again when it is back.
    if (!(error instanceof HubUnreachable || error instanceof HubRefusal)) throw error;
  }
}
