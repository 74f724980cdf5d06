import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { joinHub } from "../../../ble/house-line/join-hub.ts";
import { codeOr } from "../../../test/support/code-of.ts";
import {
  addGuardian,
  asGuardian,
  claimFamily,
  idOf,
  inRig,
  type Member,
  pageElsewhere,
} from "../../../test/support/family.ts";
import type { Guardian } from "../../../test/support/guardian.ts";
import { type HubRig, makeHubRig } from "../../../test/support/hub-rig.ts";
import { Relative, rightsFor } from "../../../test/support/relative.ts";
import { reinstate, suspend } from "../../../web-ui/src/actions/guardians.ts";
import { postView } from "../../contract/post.ts";
import { parseJoinCode } from "../../contract/room-line.ts";
import { type RoomInvitationView, type RoomList, roomInvitation, roomList } from "../../contract/rooms.ts";
import { minutes } from "../../domain/duration.ts";
import { makePostEar } from "../../use-cases/view-post.ts";

const LOOPBACK = { host: "127.0.0.1", port: 0 };
let rig: HubRig;
let mum: Member;
let guardian: Guardian;

beforeEach(async () => {
  rig = await makeHubRig({ roomPlaces: [LOOPBACK] });
  mum = await claimFamily(inRig(rig));
  guardian = await asGuardian(mum);
});
afterEach(async () => {
  expect(rig.failures).toEqual([]);
  await rig[Symbol.asyncDispose]();
});

const codeOf = codeOr("done");
const list = (by: Pick<Guardian, "client"> = guardian): Promise<RoomList> =>
  by.client.call("GET", "/rooms", { schema: roomList });
const invite = (name: string, by: Pick<Guardian, "client"> = guardian): Promise<RoomInvitationView> =>
  by.client.call("POST", "/rooms", { json: { name }, schema: roomInvitation });
async function inviteAnew(name: string): Promise<RoomInvitationView> {
  await guardian.stepUp();
  return invite(name);
}
/** Brings the code, as the other machine does. @returns the room's id, or why there is none */
async function join({ code, addresses }: RoomInvitationView, agree = async () => true): Promise<string> {
  const parsed = parseJoinCode(code);
  const port = Number(addresses[0]?.split(":").at(-1));
  if (parsed === undefined) throw new Error("no code");
  return joinHub({ ...LOOPBACK, port, code: parsed, agree }).then(
    (room) => room?.room ?? "not agreed",
    (error: { readonly code: string }) => error.code,
  );
}
const post = (path: string, json: object, by: Pick<Guardian, "client"> = guardian) =>
  by.client.call("POST", path, { json, schema: roomList });
const ledger = async () => {
  const entries: (readonly [string, string | null])[] = [];
  for await (const { kind, person } of rig.house.ledger.entries())
    if (kind.startsWith("room-")) entries.push([kind, person]);
  return entries;
};
const toldRooms = () => rig.told.filter(({ kind }) => kind === "rooms").length;

describe("a guardian", () => {
  test("lets another machine in: a code, six words, and a room", async () => {
    expect(await list()).toEqual({ rooms: [], invitation: null });
    const made = await inviteAnew("Attic");
    expect(made.code).toMatch(/^(?:[0-9A-Z]{4}-){9}[0-9A-Z]{4}$/);
    expect(made.addresses).toEqual([expect.stringMatching(/^127\.0\.0\.1:\d+$/)]);
    expect(Date.parse(made.until) - rig.clock.now()).toBe(minutes(10));
    const { name, until } = made;
    expect((await list()).invitation).toEqual({ name, until, isComparing: false });

    const before = toldRooms();
    const whileComparing: RoomList[] = [];
    const id = await join(made, async () => {
      whileComparing.push(await list());
      return true;
    });
    expect(whileComparing).toMatchObject([{ rooms: [], invitation: { name: "Attic", isComparing: true } }]);
    // Somebody compares, and then it is there: each page asks again.
    expect(toldRooms()).toBeGreaterThanOrEqual(before + 2);
    await expect.poll(async () => (await list()).invitation).toBeNull();
    expect((await list()).rooms).toEqual([
      {
        id,
        name: "Attic",
        joinedAt: expect.any(String),
        isReached: false,
        silentSince: null,
        takesOver: false,
      },
    ]);
    expect(await ledger()).toEqual([
      ["room-invited", idOf(mum)],
      ["room-joined", null],
    ]);
  });

  test("sees which rooms are reached, and since when one is not", async () => {
    const id = await join(await inviteAnew("Attic"));
    rig.toys.online(id);
    await rig.settle();
    expect((await list()).rooms).toMatchObject([{ isReached: true, silentSince: null }]);
    const before = toldRooms();
    rig.toys.saysState({ state: "offline" }, id);
    await rig.settle();
    expect(toldRooms()).toBeGreaterThan(before);
    const since = new Date(rig.clock.now()).toISOString();
    await rig.clock.advance(minutes(3));
    rig.toys.saysState({ state: "offline" }, id);
    await rig.settle();
    expect((await list()).rooms).toMatchObject([{ isReached: false, silentSince: since }]);
  });

  test("sees whether toys go to a room by themselves: both have the key of one house", async () => {
    const id = await join(await inviteAnew("Attic"));
    const [ours, other] = ["0".repeat(16), "f".repeat(16)];
    const say = async (room: string, house: string | undefined, state: "online" | "offline" = "online") => {
      rig.toys.saysState({ state, ...(house !== undefined && { house }) }, room);
      await rig.settle();
      return (await list()).rooms[0]?.takesOver;
    };
    expect(await say(id, ours)).toBe(false);
    expect(await say("home", ours)).toBe(true);
    expect(await say("home", other)).toBe(false);
    expect(await say("home", ours)).toBe(true);
    expect(await say(id, undefined)).toBe(false);
    expect(await say(id, ours)).toBe(true);
    expect(await say("home", ours, "offline")).toBe(false);
  });

  test("calls a room something else, but not what another is called", async () => {
    const attic = await join(await inviteAnew("Attic"));
    await rig.clock.advance(minutes(1));
    const cellar = await join(await inviteAnew("Cellar"));
    expect(
      (await post("/rooms/rename", { room: attic, name: " Loft " })).rooms.map(({ name }) => name),
    ).toEqual(["Loft", "Cellar"]);
    expect(await codeOf(post("/rooms/rename", { room: cellar, name: "Loft" }))).toBe("room.same-name");
    expect(await codeOf(invite("Loft"))).toBe("room.same-name");
    expect(await codeOf(post("/rooms/rename", { room: "room-00000000", name: "Den" }))).toBe("room.unknown");
    expect(await codeOf(post("/rooms/rename", { room: "home", name: "Den" }))).toBe("http.malformed");
    expect(await codeOf(post("/rooms/rename", { room: attic, name: " " }))).toBe("http.malformed");
  });

  test("removes a room, and shows first that it is them", async () => {
    const attic = await join(await inviteAnew("Attic"));
    await rig.clock.advance(minutes(6));
    expect(await codeOf(post("/rooms/remove", { room: attic }))).toBe("session.step-up-needed");
    expect(await codeOf(invite("Cellar"))).toBe("session.step-up-needed");
    await guardian.stepUp();
    expect((await post("/rooms/remove", { room: attic })).rooms).toEqual([]);
    expect(await codeOf(post("/rooms/remove", { room: attic }))).toBe("room.unknown");
    expect((await ledger()).at(-1)).toEqual(["room-removed", idOf(mum)]);
  });

  test("takes a code back, and who compares words by it is let in no more", async () => {
    const unused = await inviteAnew("Attic");
    await guardian.client.call("DELETE", "/rooms/invitation", { schema: roomList });
    expect((await list()).invitation).toBeNull();
    expect(await join(unused)).not.toMatch(/^room-/);
    const used = await invite("Attic");
    const outcome = await join(used, async () => {
      await guardian.client.call("DELETE", "/rooms/invitation");
      return true;
    });
    expect(outcome).not.toMatch(/^room-/);
    expect((await list()).rooms).toEqual([]);
  });

  test("is told by the list when a code has run out, and when it did nobody is let in by it", async () => {
    const made = await inviteAnew("Attic");
    const before = toldRooms();
    await rig.clock.advance(minutes(10));
    expect(toldRooms()).toBeGreaterThan(before);
    expect((await list()).invitation).toBeNull();
    expect(await join(made)).not.toMatch(/^room-/);
  });
});

test("where the hub has no address in the house, nothing is made", async () => {
  await using alone = await makeHubRig({ roomPlaces: [] });
  const by = await alone.claim();
  await by.stepUp();
  expect(await codeOf(invite("Attic", by))).toBe("room.no-network");
  expect((await list(by)).invitation).toBeNull();
});

describe("a code ends with who made it:", () => {
  test("with their session on that device", async () => {
    const phone = await asGuardian(await pageElsewhere(inRig(rig), mum));
    await phone.stepUp();
    const made = await invite("Attic", phone);
    await rig.access.revoke([phone.device.publicKey], idOf(mum), idOf(mum));
    expect((await list()).invitation).toBeNull();
    expect(await join(made)).not.toMatch(/^room-/);
  });

  test("where another session of theirs ends, it stays", async () => {
    const phone = await asGuardian(await pageElsewhere(inRig(rig), mum));
    const made = await inviteAnew("Attic");
    await rig.access.revoke([phone.device.publicKey], idOf(mum), idOf(mum));
    expect(await join(made)).toMatch(/^room-/);
  });
});

describe("who is suspended", () => {
  let dad: Member;
  let suspended: Guardian;
  beforeEach(async () => {
    dad = await addGuardian(inRig(rig), mum, "Dad");
    suspended = await asGuardian(dad);
    await suspended.stepUp();
  });

  test("looks at the rooms, and changes nothing about them", async () => {
    const attic = await join(await inviteAnew("Attic"));
    await suspend(mum.page, { id: idOf(dad) });
    expect((await list(suspended)).rooms.map(({ name }) => name)).toEqual(["Attic"]);
    const asked = [
      invite("Cellar", suspended),
      post("/rooms/rename", { room: attic, name: "Den" }, suspended),
      post("/rooms/remove", { room: attic }, suspended),
      suspended.client.call("DELETE", "/rooms/invitation"),
    ];
    expect(await Promise.all(asked.map(codeOf))).toEqual(Array(4).fill("session.suspended"));
    await reinstate(mum.page, { id: idOf(dad) });
    expect(await codeOf(post("/rooms/rename", { room: attic, name: "Den" }, suspended))).toBe("done");
  });

  test("lets nobody in by a code made before", async () => {
    const made = await invite("Attic", suspended);
    await suspend(mum.page, { id: idOf(dad) });
    expect((await list()).invitation).toBeNull();
    expect(await join(made)).not.toMatch(/^room-/);
  });
});

test("a relative sees no room, and is told of none", async () => {
  const toy = await rig.addToy();
  const relative = await Relative.join(rig, guardian, [rightsFor(toy.child)]);
  const attic = await join(await inviteAnew("Secret attic"));
  const asked = [
    relative.client.call("GET", "/rooms"),
    relative.client.call("POST", "/rooms", { json: { name: "Den" } }),
    relative.client.call("POST", "/rooms/rename", { json: { room: attic, name: "Den" } }),
    relative.client.call("POST", "/rooms/remove", { json: { room: attic } }),
    relative.client.call("DELETE", "/rooms/invitation"),
  ];
  expect(await Promise.all(asked.map(codeOf))).toEqual(Array(5).fill("session.not-allowed"));
  const seen = await relative.client.call("GET", "/post", { schema: postView });
  expect(JSON.stringify(seen)).not.toMatch(/attic/i);
  const isTold = makePostEar(relative.info.person.id, seen);
  expect(rig.told.filter(({ kind }) => kind === "rooms").some(isTold)).toBe(false);
});
