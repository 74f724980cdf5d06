/** docs/doctor.md, made from the checks themselves. `scripts/pawpost docs` writes it; a test compares. */
import { seconds } from "../../hub/domain/duration.ts";
import { HUB_CHECKS } from "../../hub/house-check/hub-checks.ts";
import { ALL_CHECKS } from "./all-checks.ts";

const USUAL = seconds(10);

const INTRODUCTION = `# \`pawpost doctor\`

Looks at all that can be wrong in a house that runs Pawpost, and says of each: what it found, why that matters, what to do next. On an installed system \`sudo pawpost doctor\`, since files, firewall
and sockets of other users are root's to look at; in a clone \`scripts/pawpost doctor\`. It changes nothing and asks nothing; the one thing that leaves the house is the question to the relay, where one was joined, how the house looks [from outside](relay-protocol.md#from-outside).

| it says | |
|---|---|
| \`ok\` | looked at, and well |
| \`look\` | goes on as it is, and should not stay so |
| \`WRONG\` | something does not work, or somebody may get at what is not theirs |
| \`?\` | could not be looked at here, and why: no Bluetooth on this machine, no right to read it, a hub that does not run. It counts for neither |

It exits with 0 where all is well, with 1 where something wants a look, with 2 where something is wrong. \`--json\` prints it for programs, in the form that \`--schema\` prints; \`--only files,disk\` looks at some.

A hub that does not run is told first, with the command that starts it; what lies on the disk is looked at all the same.

\`--fix\` mends what is safe to mend, says what it did, and asks nothing: the column says what. It never touches a recording, a key's content, a setting, or the firewall, and removes nothing that was ever told to anybody as kept.

This page is made from the checks (\`npm run docs\`).

## What it looks at

| check | why it matters | \`--fix\` | longest |
|---|---|---|---|
`;

const END = `
## The house check

Those in **bold** the hub makes of itself, half a minute after its start and then each day. On an installed system \`pawpost-check.timer\` runs \`pawpost doctor --tell\` each day as well, as the hub's own user with one right more,
that to ask for the firewall: so the hub hears of what it may not look at itself. What was found last stands under Safety, where a guardian can have it looked at anew; every guardian is told, as of any alert ([ledger.md](ledger.md)),
of a file that others may read, a sound in the open, somebody who listens where no setting says so, a port that answers to the Internet, a firewall that is not loaded, a door that opens to anybody, a certificate that is over, nobody who tells closed pages, and nobody who watches. Backups, disk and clock have alerts of their own.

## Limits

- Whoever owns the hub, or is root on the machine, can make it say anything: it is for mistakes, failures and strangers, not for a machine that was taken over.
- Every route that is for somebody is asked without a session, and must turn that away; what anybody may ask is left alone, since some count who tries.
- At the brokers it comes with nothing and with a made-up password; what whoever *has* a key may say there is held by tests.
- From the Internet it is seen what the relay sees: six ports (80, 443, 8080, 8443, 8883, 8884) of the address that link comes from. A port that the router or another machine of the house answers at counts as well, since nobody out there can tell them apart; a hub at another port, or another address of IPv6, is not found.
  Behind a provider's own network (CGNAT) the address is the provider's. Where no relay was joined it cannot be looked at, and that is no failure.
- Bluetooth was seen on a virtual radio only ([hardware-checklist.md](hardware-checklist.md)).
- What a time server says is not compared with another: it asks systemd whether one is heard, and the hub what it wrote last.
`;

export function renderDoctorPage(): string {
  const own = new Set<string>(HUB_CHECKS.map(({ id }) => id));
  const rows = ALL_CHECKS.map(({ id, title, why, mends = "", within = USUAL }) => {
    const name = `${title} (\`${id}\`)`;
    return `| ${own.has(id) ? `**${name}**` : name} | ${why} | ${mends} | ${within / 1_000} s |`;
  });
  return `${INTRODUCTION}${rows.join("\n")}\n${END}`;
}
