/** `pawpost people`: who belongs to the family, with which devices. */
import type { Command } from "commander";
import { COMMAND_LINE } from "../../hub/contract/command-line.ts";
import { type PeopleStatus, peopleStatus } from "../../hub/contract/hub-status.ts";
import { describeAge } from "./age-words.ts";
import { hubDataOption } from "./hub-data-option.ts";
import { readFromHub } from "./hub-socket.ts";

interface Options {
  readonly data: string;
  readonly json?: boolean;
}

export function registerPeopleCommand(program: Command): void {
  program
    .command("people")
    .description(
      "Lists who belongs to the family: role, devices, when each was last seen, and open invitations. Shows no secret. Changed they are on the page, by a guardian's own key.",
    )
    .addOption(hubDataOption())
    .option("--json", "print it as JSON")
    .action(async ({ data, json }: Options) => {
      const status = await readFromHub("people", data, COMMAND_LINE.people, peopleStatus);
      console.log(json === true ? JSON.stringify(status) : describePeople(status, Date.now()));
    });
}

/** @param now Unix ms */
export function describePeople({ people, invitations }: PeopleStatus, now: number): string {
  if (people.length === 0) return "  There is nobody yet. How the first guardian begins: pawpost code";
  const since = (at: string | null) => (at === null ? "not seen" : describeAge(now - Date.parse(at)));
  const lines = people.flatMap(({ name, role, suspended, lastSeenAt, devices }) => [
    `  ${name}: ${role}${suspended ? ", suspended" : ""}, ${since(lastSeenAt)}`,
    ...devices.map(({ label, signedIn, lastUsedAt, mayApprove }) =>
      [
        `    ${label ?? "a device without a name"}`,
        signedIn ? `signed in, ${since(lastUsedAt)}` : "signed out",
        ...(role === "guardian" && !mayApprove ? ["approves nothing"] : []),
      ].join(", "),
    ),
  ]);
  return [...lines, ...describeInvitations(invitations)].join("\n");
}

export const describeInvitations = (invitations: PeopleStatus["invitations"]): readonly string[] =>
  invitations.length === 0
    ? []
    : [
        "",
        "  Invited:",
        ...invitations.map(
          ({ name, role, expiresAt, opened }) =>
            `    ${name}, as a ${role}: ${opened ? "has opened the link, and waits for a guardian on the page" : `until ${expiresAt.slice(0, 16).replace("T", " ")} UTC`}`,
        ),
      ];
