/**
 * T-60, T-83: another machine is let in by a code that the page makes. Who holds a phone that was taken from the family, a guardian who was suspended, a relative, or
 * whoever has the phone of one of them unlocked in the hand, lets in none: neither by asking, nor by a code that was made before.
 */
import { expect, test } from "vitest";
import { joinHub } from "../../ble/house-line/join-hub.ts";
import { parseJoinCode } from "../../hub/contract/room-line.ts";
import { type RoomInvitationView, roomInvitation, roomList } from "../../hub/contract/rooms.ts";
import { minutes } from "../../hub/domain/duration.ts";
import { suspend } from "../../web-ui/src/actions/guardians.ts";
import type { HubClient } from "../../web-ui/src/hub/hub-client.ts";
import { AttackedHub } from "../support/attacked-hub.ts";
import { codeOr } from "../support/code-of.ts";
import { addGuardian, asGuardian, atHub, claimFamily, idOf, pageElsewhere } from "../support/family.ts";
import { signedOut } from "../support/own-devices.ts";
import type { Patch } from "../support/patched-copy.ts";
import { TAKES_BARRIER_OUT } from "./further-barrier.ts";
import { takenOut } from "./sizes.ts";

const LONG = { timeout: 120_000 };
const codeOf = codeOr("done");

const invite = (client: HubClient, name: string): Promise<RoomInvitationView> =>
  client.call("POST", "/rooms", { json: { name }, schema: roomInvitation });

/** As the other machine does, where somebody says that all six words are the same. */
async function isLetIn({ code, addresses }: RoomInvitationView): Promise<boolean> {
  const parsed = parseJoinCode(code);
  const [, port = ""] = /^127\.0\.0\.1:(\d+)$/.exec(addresses[0] ?? "") ?? [];
  if (parsed === undefined) throw new Error("no code");
  const joining = joinHub({ host: "127.0.0.1", port: Number(port), code: parsed, agree: async () => true });
  return (await joining.catch(() => undefined)) !== undefined;
}

type Doings = Readonly<Record<string, string | boolean>>;

/** All that they try, each on a family of its own hub. */
async function tryAll(patches: readonly Patch[] = []): Promise<Doings> {
  await using hub = await AttackedHub.start({
    handClock: true,
    cheapHash: true,
    patches,
    env: { hub: { PAWPOST_ROOMS_AT: "127.0.0.1:0" } },
  });
  const home = atHub(hub);
  const mum = await claimFamily(home);
  const dad = await addGuardian(home, mum, "Dad");
  const [asMum, asDad] = [await asGuardian(mum), await asGuardian(dad)];
  const phone = await asGuardian(await pageElsewhere(home, mum));
  const { relative } = await hub.addRelative(asMum);

  await phone.stepUp();
  const onPhone = await invite(phone.client, "Phone’s");
  hub.advance(minutes(6));
  const phoneUnlocked = await codeOf(invite(phone.client, "Phone’s other"));
  const { signer } = await asMum.openKeys();
  const lost = phone.device.publicKey;
  await asMum.client.call("POST", "/devices/sign-out", {
    json: { device: lost, entries: await signedOut({ client: asMum.client, person: signer }, lost) },
  });
  const byPhone = await isLetIn(onPhone);

  await asMum.stepUp();
  const kept = await invite(asMum.client, "Kept");
  const isKept = await isLetIn(kept);
  const room = (await asMum.client.call("GET", "/rooms", { schema: roomList })).rooms[0]?.id ?? "";

  await asDad.stepUp();
  const before = await invite(asDad.client, "Dad’s");
  await suspend(mum.page, { id: idOf(dad) });
  const bySuspended = await isLetIn(before);
  return {
    phoneUnlocked,
    byPhone,
    isKept,
    bySuspended,
    suspendedInvites: await codeOf(invite(asDad.client, "Dad’s other")),
    suspendedRemoves: await codeOf(asDad.client.call("POST", "/rooms/remove", { json: { room } })),
    relativeInvites: await codeOf(invite(relative.client, "Aunt’s")),
    relativeLooks: await codeOf(relative.client.call("GET", "/rooms")),
  };
}

const OUT: Doings = {
  phoneUnlocked: "session.step-up-needed",
  byPhone: false,
  // Of who is still in.
  isKept: true,
  bySuspended: false,
  suspendedInvites: "session.suspended",
  suspendedRemoves: "session.suspended",
  relativeInvites: "session.not-allowed",
  relativeLooks: "session.not-allowed",
};

test("none of them lets another machine in, or takes one off", LONG, async () => {
  expect(await tryAll()).toEqual(OUT);
});

const ROUTES = "hub/api/routes/room-routes.ts";
const ofRoute = (path: string, find: string, replace: string): Patch => ({
  file: ROUTES,
  find: `path: "${path}",\n    policy: "guardian",\n${find}`,
  replace: `path: "${path}",\n${replace}`,
});

test.each<[string, readonly Patch[], Doings]>(
  takenOut([
    [
      "a step-up, and the gate for the suspended that comes with it",
      [
        ofRoute("/rooms", "    stepUp: true,", '    policy: "guardian",'),
        ofRoute("/rooms/remove", "    stepUp: true,", '    policy: "guardian",'),
      ],
      { phoneUnlocked: "done", suspendedInvites: "done", suspendedRemoves: "done" },
    ],
    [
      "the end of a code with the session that made it",
      [
        {
          file: "hub/access/ends-with-session.ts",
          find: "    for (const one of codes) one.withdraw((maker) => maker.device === device);\n",
          replace: "",
        },
      ],
      { byPhone: true },
    ],
    [
      "its end with who is suspended",
      [
        {
          file: "hub/use-cases/suspend-guardian.ts",
          find: "  house.rooms.withdraw(({ person }) => person === id);\n",
          replace: "",
        },
      ],
      { bySuspended: true },
    ],
    [
      "a look at whose session it is",
      [
        {
          file: ROUTES,
          find: 'path: "/rooms",\n    policy: "guardian",\n    summary:',
          replace: 'path: "/rooms",\n    policy: "family",\n    summary:',
        },
        ofRoute("/rooms", "    stepUp: true,", '    policy: "family",\n    evenSuspended: false,'),
      ],
      { phoneUnlocked: "done", relativeInvites: "done", relativeLooks: "done" },
    ],
  ]),
)("without %s they do", { ...LONG, ...TAKES_BARRIER_OUT }, async (_, patches, further) => {
  expect(await tryAll(patches)).toEqual({ ...OUT, ...further });
});
