/** A relative's page without a browser: joined by the page's own code, over a hub of the rig. */

import { followJoining } from "../../web-ui/src/actions/follow-joining.ts";
import { acceptAsRelative } from "../../web-ui/src/actions/join.ts";
import { parseInvitationLink } from "../../web-ui/src/keys/invitation-link.ts";
import type { Page } from "../../web-ui/src/page-state.ts";
import type { Guardian } from "./guardian.ts";
import type { HubRig } from "./hub-rig.ts";
import { confirm, invite } from "./joining.ts";
import { openPaperPage } from "./paper-page.ts";
import { rightsFor } from "./relative.ts";

/** The rig has a toy, and so a child. `history` must be there: {@link followJoining} tidies the address. */
export async function openRelativesPage(rig: HubRig, guardian: Guardian, name: string): Promise<Page> {
  const child = (await guardian.state()).children[0]?.id;
  if (child === undefined) throw new Error("no child");
  const invited = await invite(guardian, { role: "relative", name, children: [rightsFor(child)] });
  const link = parseInvitationLink(invited.fragment);
  if (link === undefined) throw new Error("not a link");
  const page = await openPaperPage(rig.browser(), () => rig.clock.now());
  await acceptAsRelative(page, link);
  await confirm(guardian, invited);
  const { phase } = page;
  if (phase.value.kind !== "join" || phase.value.stage.kind !== "waiting") throw new Error("not waiting");
  await followJoining(page, phase.value.stage, AbortSignal.timeout(5_000));
  if (page.phase.value.kind !== "relative") throw new Error("not in");
  return page;
}
