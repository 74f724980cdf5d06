/** `pawpost relay invite`: lets one more hub in. */
import { randomBytes } from "node:crypto";
import type { Command } from "commander";
import { CODE_LIFE, makeEnrolmentCode } from "../../../relay/enrol/enrolment-codes.ts";
import { nameOfKey } from "../../../relay/wire/key-name.ts";
import { sayInvitation } from "../../../relay/wire/relay-invitation.ts";
import { relayName } from "../../../relay/wire/remote-name.ts";
import { DATA, openOperatorFolder } from "./operator-folder.ts";

interface InviteOptions {
  readonly data?: string;
  readonly at?: string;
  readonly json?: boolean;
}

export function registerInviteCommand(relay: Command): void {
  relay
    .command("invite")
    .description(
      "Makes an invitation: one line that lets one hub in, once, within a day. Hand it to one family and to nobody else. It also lets a hub that was revoked come back.",
    )
    .option(...DATA)
    .option("--at <host>", "where hubs find the relay (relay.<zone>)")
    .option("--json", "print it as JSON")
    .action((_, command: Command) => invite(command.optsWithGlobals<InviteOptions>()));
}

async function invite({ data, at, json }: InviteOptions): Promise<void> {
  const { folder, zone, port, operator } = await openOperatorFolder(data);
  const code = await makeEnrolmentCode(folder, randomBytes);
  const host = at ?? relayName(zone);
  const invitation = sayInvitation({ host, port, zone, code, operator: nameOfKey(operator) });
  const until = new Date(Date.now() + CODE_LIFE);
  if (json === true) return console.log(JSON.stringify({ invitation, until: until.toISOString() }));
  console.log(`
${invitation}

Good for one hub, until ${until.toISOString().slice(0, 16).replace("T", " ")} UTC. Whoever has this line can use it: give it to one family, on a way that
only they read. It is shown this once; another one is made by the same command.
`);
}
