import { sessionInfo } from "../../hub/contract/api.ts";
import type { PublicId } from "../../hub/contract/public-id.ts";
import { verifyRoster } from "../../hub/contract/roster.ts";
import { signEntries } from "../../web-ui/src/keys/sign-entries.ts";
import type { Guardian } from "./guardian.ts";

/** Body of a wish to remove a toy, signed with the guardian's own key. */
export async function toyOut(guardian: Pick<Guardian, "client" | "openKeys">, toy: PublicId) {
  const { signer } = await guardian.openKeys();
  const { roster } = await guardian.client.call("GET", "/session", { schema: sessionInfo });
  const [entry] = await signEntries(await verifyRoster(roster), [{ kind: "toy-out", toy }], signer);
  return { entry };
}

/** What the page does once the step-up has opened the guardian's key. @param of the toy that the wish says it is about */
export async function removeToy(guardian: Guardian, toy: PublicId, of = toy): Promise<void> {
  await guardian.stepUp();
  const json = await toyOut(guardian, toy);
  await guardian.client.call("POST", `/toys/${of}/remove`, { json, schema: sessionInfo });
}
