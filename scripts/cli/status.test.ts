/** `pawpost status`, `toys`, `people`, `invite`: what they say of what a hub answers, and where none does. */
import { createServer } from "node:http";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { COMMAND_LINE, type ConsoleStatus } from "../../hub/contract/command-line.ts";
import type { HubStatus, PeopleStatus, ToyStanding } from "../../hub/contract/hub-status.ts";
import { listenLocally } from "../../hub/local-socket/listen-locally.ts";
import { makeTempDir } from "../../test/support/temp-dir.ts";
import { typeCommand } from "../../test/support/typed-command.ts";
import { describeInviting } from "./invite.ts";
import { describePeople } from "./people.ts";
import { describeStatus } from "./status.ts";
import { describeToy } from "./toys.ts";

const NOW = "2026-01-02T12:00:00.000Z";
const BEAR: ToyStanding = {
  id: "AAAAAAAAAAAAAAAAAAAAAA" as ToyStanding["id"],
  name: "Bear",
  model: "cloudpets",
  firmware: "1.2",
  room: null,
  state: "idle",
  signal: -60,
  lastContact: NOW,
  quietUntil: null,
  waiting: 0,
  unheard: 0,
};
const WELL: HubStatus = {
  version: "0.1.0",
  now: NOW,
  address: "http://localhost:8080",
  home: null,
  claimed: true,
  guardians: 2,
  relatives: 1,
  radio: { online: true, adapter: "on", simulated: false },
  toys: [BEAR],
  waiting: 1,
  unheard: 2,
  away: null,
  backup: { folder: "/media/stick", lastAt: "2026-01-02T03:00:00.000Z", failing: null, keeper: null },
  disk: { room: "enough", freeBytes: 12_300_000_000 },
  unseenAlerts: 0,
};
const KEPT = {
  address: "192.168.1.7:8883",
  since: "2026-01-01T03:00:00.000Z",
  last: "2026-01-02T03:00:00.000Z",
  failing: null,
};
const FAMILY: PeopleStatus = {
  people: [
    {
      name: "Robin",
      role: "guardian",
      suspended: false,
      lastSeenAt: "2026-01-02T11:58:00.000Z",
      devices: [
        {
          label: "Firefox on Linux",
          signedIn: true,
          lastUsedAt: "2026-01-02T11:58:00.000Z",
          mayApprove: true,
        },
        { label: null, signedIn: false, lastUsedAt: null, mayApprove: false },
      ],
    },
    { name: "Grandma", role: "relative", suspended: false, lastSeenAt: null, devices: [] },
  ],
  invitations: [
    { name: "Uncle", role: "relative", expiresAt: "2026-01-05T12:00:00.000Z", opened: false },
    { name: "Kim", role: "guardian", expiresAt: "2026-01-05T12:00:00.000Z", opened: true },
  ],
};
const HERE: ConsoleStatus = {
  address: "http://localhost:8080",
  home: "https://pawpost-k7q2m4xa.local",
  claimCode: null,
  presenceCode: null,
};

/** @returns the folder of sockets of a hub that answers so */
async function hubThat(answers: Readonly<Record<string, object>>): Promise<string> {
  const folder = await makeTempDir();
  const server = createServer((request, response) => {
    request.resume();
    response.end(JSON.stringify(answers[request.url ?? ""] ?? {}));
  });
  await listenLocally(server, join(folder.path, COMMAND_LINE.socket));
  onTestFinished(async () => {
    server.close();
    await folder[Symbol.asyncDispose]();
  });
  return folder.path;
}

test("status says all of it in a row each", () => {
  expect(describeStatus(WELL).split("\n")).toEqual([
    "  Version   0.1.0",
    "  Page      http://localhost:8080",
    "  Family    2 guardians, 1 relative",
    "  Radio     on",
    "  Toys      Bear: held, quiet, -60 dBm",
    "  Messages  1 on the way to a toy, 2 on a toy and not heard",
    "  Outside   at no relay: reached at home only",
    "  Backup    9 hours ago, in /media/stick",
    "  Disk      12.3 GB free",
    "  Alerts    none that a guardian has not seen",
  ]);
});

test.each([
  ["nobody is there yet", { claimed: false, guardians: 0, toys: [] }, /nobody yet: pawpost code/],
  [
    "no backup is made",
    { backup: { folder: null, lastAt: null, failing: null, keeper: null } },
    /off: pawpost backup to/,
  ],
  [
    "a backup failed",
    { backup: { ...WELL.backup, failing: "backup.gone" } },
    /last try failed \(backup\.gone\)/,
  ],
  [
    "another hub keeps it alone",
    { backup: { folder: null, lastAt: null, failing: null, keeper: KEPT } },
    /Backup +9 hours ago, at 192\.168\.1\.7:8883\n/,
  ],
  [
    "another hub does not answer",
    { backup: { ...WELL.backup, keeper: { ...KEPT, failing: "keeper.unreachable" } } },
    /9 hours ago, in \/media\/stick; 9 hours ago; the last try failed \(keeper\.unreachable\): docs\/second-hub\.md/,
  ],
  [
    "the radio is gone",
    { radio: { online: false, adapter: "off", simulated: false } },
    /Radio +does not answer/,
  ],
  ["the disk is full", { disk: { room: "full", freeBytes: 1 } }, /0\.0 GB free: too little/],
  ["a guardian is to know something", { unseenAlerts: 2 }, /2 that a guardian has not seen/],
  ["the relay is silent", { away: { state: "silent", milliseconds: null } }, /the relay is not reached/],
] as const)("where %s it says what to do", (_, change, says) =>
  expect(describeStatus({ ...WELL, ...change } as HubStatus)).toMatch(says),
);

test.each([
  [{}, "Bear: held, quiet, -60 dBm"],
  [{ state: "playing", room: "Attic", waiting: 2 }, "Bear: held, plays, in Attic, -60 dBm, 2 to bring"],
  [
    { state: "away", signal: null, lastContact: "2026-01-02T09:00:00.000Z" },
    "Bear: out of reach, last contact 3 hours ago",
  ],
  [
    { state: "away", signal: null, lastContact: null, unheard: 1 },
    "Bear: out of reach since the hub began, 1 not heard",
  ],
] as const)("a toy that is %j is described as %s", (change, says) =>
  expect(describeToy({ ...BEAR, ...change }, Date.parse(NOW))).toBe(says),
);

test("people are listed with what each device may, and who is invited", () => {
  const said = describePeople(FAMILY, Date.parse(NOW));
  expect(said).toContain(
    "  Robin: guardian, 2 minutes ago\n    Firefox on Linux, signed in, 2 minutes ago\n",
  );
  expect(said).toContain("    a device without a name, signed out, approves nothing\n");
  expect(said).toContain("  Grandma: relative, not seen\n");
  expect(said).toContain("    Uncle, as a relative: until 2026-01-05 12:00 UTC\n");
  expect(said).toContain("Kim, as a guardian: has opened the link, and waits");
  expect(describePeople({ people: [], invitations: [] }, 0)).toContain("pawpost code");
});

test("invite says where it is done and why not here, with a picture to scan", () => {
  const said = describeInviting(HERE, { isClaimed: true, invitations: FAMILY.invitations });
  expect(said).toContain("a key that only a guardian’s own browser has");
  expect(said).toContain("Open   https://pawpost-k7q2m4xa.local\n");
  expect(said).toMatch(/[█▀▄]{10}/);
  expect(said).toContain("“Invite somebody”");
  expect(said).toContain("Uncle");
  const alone = describeInviting({ ...HERE, home: null }, { isClaimed: true, invitations: [] });
  expect(alone).toContain("Open   http://localhost:8080\n");
  expect(alone).not.toMatch(/[█▀▄]/);
  expect(describeInviting(HERE, { isClaimed: false, invitations: [] })).toContain("no guardian yet");
});

test("each asks the hub that runs, and gives programs what it said", async () => {
  const run = await hubThat({
    [COMMAND_LINE.status]: WELL,
    [COMMAND_LINE.people]: FAMILY,
    [COMMAND_LINE.console]: HERE,
  });
  const json = async (...words: string[]) => {
    const { status, out } = await typeCommand([...words, "--json"], { PAWPOST_RUN: run });
    return [status, JSON.parse(out) as unknown];
  };
  expect(await json("status")).toEqual([0, WELL]);
  expect(await json("toys")).toEqual([0, WELL.toys]);
  expect(await json("people")).toEqual([0, FAMILY]);
  expect(await json("users")).toEqual([0, FAMILY]);
  expect(await json("invite")).toEqual([
    0,
    { address: HERE.address, home: HERE.home, claimed: true, invitations: FAMILY.invitations },
  ]);
  const toys = await typeCommand(["toys"], { PAWPOST_RUN: run });
  expect(toys.out).toBe(
    "  Bear: held, quiet, -60 dBm\n    cloudpets, firmware 1.2  AAAAAAAAAAAAAAAAAAAAAA\n",
  );
});

test("where nothing runs they say so, with an exit status of its own", async () => {
  await using folder = await makeTempDir();
  for (const env of [{ PAWPOST_RUN: folder.path }, { PAWPOST_DATA: folder.path }])
    expect(await typeCommand(["status"], env)).toMatchObject({
      status: 3,
      err: expect.stringMatching(
        /^Error \[status\.not-running\].*\nWhat to do: Start it first.*scripts\/start/,
      ),
    });
});

test("a hub of another version is not misunderstood", async () => {
  const run = await hubThat({ [COMMAND_LINE.status]: { version: "9" } });
  expect(await typeCommand(["status"], { PAWPOST_RUN: run })).toMatchObject({
    status: 1,
    err: expect.stringContaining("[status.no-answer]"),
  });
});
