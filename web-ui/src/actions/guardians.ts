/** Guardian against guardian, and "somebody may have got in": what takes the person's own keys, and who is at the hub. */
import { sessionInfo } from "../../../hub/contract/api.ts";
import { presenceView } from "../../../hub/contract/guardians.ts";
import type { PeopleList } from "../../../hub/contract/invitations.ts";
import type { PublicId } from "../../../hub/contract/public-id.ts";
import { signRosterEntry } from "../../../hub/contract/roster-entry.ts";
import { makeNewVault } from "../keys/new-vault.ts";
import type { Page } from "../page-state.ts";
import { postNewVault } from "./change-vault.ts";
import { readAnew } from "./read-anew.ts";
import { stepUp, withStepUp } from "./step-up.ts";
import { takeSession } from "./take-session.ts";

export type GuardianView = PeopleList["guardians"][number];

/** @throws NotNow, HubRefusal, HubUnreachable, KeyError, SignatureError */
export const suspend = (page: Page, { id }: Pick<GuardianView, "id">): Promise<void> =>
  changeSuspension(page, id, "suspended", "suspend");

/** @throws as {@link suspend} */
export const reinstate = (page: Page, { id }: Pick<GuardianView, "id">): Promise<void> =>
  changeSuspension(page, id, "reinstated", "reinstate");

async function changeSuspension(
  page: Page,
  person: PublicId,
  kind: "suspended" | "reinstated",
  verb: "suspend" | "reinstate",
): Promise<void> {
  const { signer } = await stepUp(page);
  const { roster } = await readAnew(page);
  const entry = await signRosterEntry(roster.hub, roster.head, { kind, person }, signer);
  const path = `/guardians/${person}/${verb}`;
  await takeSession(page, await page.client.call("POST", path, { json: { entry }, schema: sessionInfo }));
}

/** The other one goes, and the lock is changed with it. @throws as {@link suspend} */
export async function removeGuardian(page: Page, { id }: Pick<GuardianView, "id">): Promise<void> {
  const opened = await stepUp(page);
  const { roster } = await readAnew(page);
  const vault = await makeNewVault(roster, opened.signer, [{ kind: "person-out", person: id }]);
  await postNewVault(page, opened, vault, `/guardians/${id}/remove`);
}

/** Everybody else is signed out, no invitation leads anywhere, the lock is changed. @throws as {@link suspend} */
export async function endEverything(page: Page): Promise<void> {
  const opened = await stepUp(page);
  const { roster } = await readAnew(page);
  await postNewVault(page, opened, await makeNewVault(roster, opened.signer), "/panic");
}

/** The hub prints a code where only who is at it reads it. @throws NotNow, HubRefusal, HubUnreachable */
export const askForCode = (page: Page): Promise<void> =>
  withStepUp(page, () => page.client.call("POST", "/presence/code"));

/** @throws HubRefusal `presence.*`, HubUnreachable */
export const showCode = (page: Page, code: string): Promise<void> =>
  page.client.call("POST", "/presence", { json: { code } });

/** @throws NotNow, HubRefusal, HubUnreachable */
export const askForPaw = (page: Page): Promise<void> =>
  withStepUp(page, () => page.client.call("POST", "/presence/paw"));

/** @returns whether this page showed to be at the hub, or still waits for a paw. @throws HubRefusal, HubUnreachable */
export async function readPresence(page: Page): Promise<"shown" | "waiting" | "none"> {
  const { isShown, isWaitingForPaw } = await page.client.call("GET", "/presence", { schema: presenceView });
  return isShown ? "shown" : isWaitingForPaw ? "waiting" : "none";
}
