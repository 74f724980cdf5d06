import { sessionInfo } from "../../hub/contract/api.ts";
import type { Signer } from "../../hub/contract/jws.ts";
import { verifyRoster } from "../../hub/contract/roster.ts";
import { signEntries } from "../../web-ui/src/keys/sign-entries.ts";
import { type Guardian, randomId } from "./guardian.ts";

/** What goes with the erasing of a child: an entry for each of its toys, which is nobody's then. */
export async function freedToys(
  guardian: Pick<Guardian, "client" | "openKeys" | "state">,
  child: string,
  change: { readonly signer?: Signer; readonly to?: ReturnType<typeof randomId> } = {},
): Promise<string[]> {
  const { signer } = await guardian.openKeys();
  const { roster } = await guardian.client.call("GET", "/session", { schema: sessionInfo });
  const toys = (await guardian.state()).toys.filter((toy) => toy.child === child);
  const entries = toys.map(({ id }) => ({ kind: "toy", toy: id, child: change.to ?? randomId() }) as const);
  return signEntries(await verifyRoster(roster), entries, change.signer ?? signer);
}
