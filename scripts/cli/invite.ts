/** `pawpost invite`: where an invitation is made. It takes a guardian's own key, which never leaves that guardian's browser. */
import type { Command } from "commander";
import { renderUnicodeCompact } from "uqr";
import { COMMAND_LINE, type ConsoleStatus, consoleStatus } from "../../hub/contract/command-line.ts";
import { type PeopleStatus, peopleStatus } from "../../hub/contract/hub-status.ts";
import { hubDataOption } from "./hub-data-option.ts";
import { readFromHub } from "./hub-socket.ts";
import { describeInvitations } from "./people.ts";

interface Options {
  readonly data: string;
  readonly json?: boolean;
}

export function registerInviteCommand(program: Command): void {
  program
    .command("invite")
    .description(
      "Says where a guardian invites somebody, with a picture to scan, and who is invited already. It makes no invitation itself: that takes a guardian's own key, which never leaves that guardian's browser, so that whoever is at this machine lets nobody in (docs/people.md).",
    )
    .addOption(hubDataOption())
    .option("--json", "print it as JSON")
    .action(async ({ data, json }: Options) => {
      const place = await readFromHub("invite", data, COMMAND_LINE.console, consoleStatus);
      const { people, invitations } = await readFromHub("invite", data, COMMAND_LINE.people, peopleStatus);
      const isClaimed = people.length > 0;
      if (json !== true) return console.log(describeInviting(place, { isClaimed, invitations }));
      const { address, home } = place;
      console.log(JSON.stringify({ address, home, claimed: isClaimed, invitations }));
    });
}

export function describeInviting(
  { address, home }: Pick<ConsoleStatus, "address" | "home">,
  {
    isClaimed,
    invitations,
  }: { readonly isClaimed: boolean; readonly invitations: PeopleStatus["invitations"] },
): string {
  if (!isClaimed)
    return "  The hub has no guardian yet, who could invite. How the first one begins: pawpost code";
  return [
    "  A guardian invites on the page, since it takes a key that only a guardian’s own browser has:",
    "",
    `  1. Open   ${home ?? address}`,
    ...(home === null ? [] : ["", renderUnicodeCompact(home, { border: 2 }).replaceAll(/^/gm, "  "), ""]),
    "  2. Settings, People, “Invite somebody”: as a guardian, or as a relative with rights for each child.",
    "  3. Hand on the link that it makes; once they have opened it, press “Let them in” there.",
    ...describeInvitations(invitations),
  ].join("\n");
}
