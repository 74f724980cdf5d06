/**
 * Somebody who wants to know which houses there are, and asks the relay by name. Whatever the reason for which nobody gets through, what is heard
 * and when it is heard are the same: the alert's bytes are compared, and the waits by the test of Kolmogorov and Smirnov.
 */
import { randomBytes } from "node:crypto";
import type { Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { expect, test } from "vitest";
import type { openRelay } from "../../relay/open-relay.ts";
import { makeDeviceLabel, sayRemoteName } from "../../relay/wire/remote-name.ts";
import { helloOf } from "../support/hello-of.ts";
import { makePatchedCopy } from "../support/patched-copy.ts";
import { type RawVisit, REFUSED, sourceNumber, visitRaw } from "../support/raw-visitor.ts";
import { type House, openRelayRig, type RelayRig, ZONE } from "../support/relay-rig.ts";
import { isSameDistribution } from "../support/same-distribution.ts";
import { TAKES_BARRIER_OUT } from "./further-barrier.ts";
import { size, timeFor } from "./sizes.ts";

const HANDSHAKE = 22;
/** On a machine that is too slow for this pace the next ones wait. */
const MOST_OPEN = 500;
const AT_ONE_HOUSE = "too many at one house";
const anyLabel = () => makeDeviceLabel(randomBytes(16));
const hubOf = (house: House) => house.name.split(".")[1] as never;

/** Why each is refused, and what it says. */
async function hellos(house: House, gone: House): Promise<ReadonlyMap<string, Uint8Array>> {
  const name = (label: string, hub: string) =>
    sayRemoteName({ label: label as never, hub: hub as never }, ZONE);
  const servernames = {
    "another zone": "www.other.example",
    "no device's name": `www.${ZONE}`,
    "no such hub": name(anyLabel(), anyLabel()),
    "a hub that went": gone.name,
    "none of its labels": name(anyLabel(), hubOf(house)),
  };
  const said = new Map<string, Uint8Array>();
  for (const [reason, servername] of Object.entries(servernames))
    said.set(reason, await helloOf({ servername }));
  said.set("no name", await helloOf({}));
  said.set("no hello", Buffer.from(`GET / HTTP/1.1\r\nHost: ${ZONE}\r\n\r\n`));
  return said;
}

/** A house's first words are a record of its handshake: then the visitor has seen enough. */
const leaveWhenLetIn = (socket: Socket) =>
  void socket.once("data", ([first]: Buffer) => {
    if (first === HANDSHAKE) socket.destroy();
  });

/** @returns what was heard, by reason: all kinds in turn, so that what else this machine does falls on all alike */
async function askAll(rig: RelayRig, count: number): Promise<ReadonlyMap<string, readonly RawVisit[]>> {
  const [house, gone] = [await rig.house({ serve: (socket) => socket.destroy() }), await rig.house()];
  await gone.link[Symbol.asyncDispose]();
  const said = await hellos(house, gone);
  const known = await helloOf({ servername: house.name });
  const { port } = rig.relay;
  const visits = new Map<string, Promise<RawVisit>[]>();
  let open = 0;
  let tooMany = 0;
  const add = (reason: string, visit: Promise<RawVisit>) => {
    visits.set(reason, [...(visits.get(reason) ?? []), visit]);
    open += 1;
    void visit.then(({ heard }) => {
      open -= 1;
      if (reason === AT_ONE_HOUSE && heard === REFUSED) tooMany += 1;
    });
  };
  let place = 0;
  const from = () => {
    place += 1;
    return { localAddress: sourceNumber(place), afterwards: leaveWhenLetIn };
  };
  // One place has asked as often as it may.
  const greedy = { localAddress: "127.2.0.1" };
  const unknown = said.get("no such hub") ?? new Uint8Array();
  await Promise.all(Array.from({ length: 125 }, () => visitRaw(port, [unknown], greedy)));
  // So has everybody together at one house; each that is let in makes room for none of the next.
  for (let drained = 0; drained < 6; drained += 1)
    await Promise.all(Array.from({ length: 50 }, () => visitRaw(port, [known], from())));
  const since = performance.now();
  let asked = 0;
  // A slow machine asks so seldom that the house has room for nearly all: it takes longer until enough were refused.
  for (let round = 0; round < count || tooMany < count / 2; round += 1) {
    for (const [reason, bytes] of said) {
      add(reason, visitRaw(port, [bytes], from()));
      await wait(1);
    }
    add("too many from one place", visitRaw(port, [unknown], greedy));
    await wait(1);
    // Twice as many as are let in, however slow this machine is just now.
    for (; open < MOST_OPEN && asked < (performance.now() - since) * 0.06; asked += 1) {
      add(AT_ONE_HOUSE, visitRaw(port, [known], from()));
      // Like all the others: of several at once each waits for those before it, too, which is nothing that the relay says.
      await wait(1);
    }
    do await wait(30);
    while (open >= MOST_OPEN);
  }
  const heard = new Map<string, readonly RawVisit[]>();
  for (const [reason, all] of visits) {
    const done = await Promise.all(all);
    // A quarter of these is let in.
    heard.set(reason, reason === AT_ONE_HOUSE ? done.filter((visit) => !visit.heard.startsWith("16")) : done);
  }
  return heard;
}

/** @returns reasons that can be told from all others by when they are heard */
function toldApart(heard: ReadonlyMap<string, readonly RawVisit[]>): readonly string[] {
  const waits = new Map(
    Array.from(heard, ([reason, all]) => [reason, all.map(({ waitedMs = 0 }) => waitedMs)] as const),
  );
  return [...waits.keys()].filter((reason) => {
    const others = [...waits].filter(([other]) => other !== reason).flatMap(([, ms]) => ms);
    return !isSameDistribution(waits.get(reason) ?? [], others);
  });
}

// Nine comparisons of waits, on a machine with other work: what can be told apart can be told apart again.
test("no refusal can be told from another, by what is heard or when", {
  ...timeFor("refusals"),
  retry: 2,
}, async () => {
  await using rig = await openRelayRig({ mostConnections: 20_000 });
  const heard = await askAll(rig, size("refusals"));
  expect([...heard.keys()]).toHaveLength(9);
  for (const [reason, all] of heard) {
    expect(all.length, reason).toBeGreaterThan(size("refusals") / 3);
    expect(new Set(all.map((visit) => visit.heard)), reason).toEqual(new Set([REFUSED]));
    expect(Math.min(...all.map(({ waitedMs = 0 }) => waitedMs)), reason).toBeGreaterThan(298);
  }
  expect(toldApart(heard)).toEqual([]);
});

test("where a hub that is not there is answered a little earlier, it can", {
  retry: 2,
  ...TAKES_BARRIER_OUT,
}, async () => {
  await using copy = await makePatchedCopy(
    [
      {
        file: "relay/front/visitors.ts",
        find: 'return turnAway(visit, refused ?? "no-answer");',
        replace:
          'return turnAway({ ...visit, since: sessions.find(hub) ? since : since - 30 }, refused ?? "no-answer");',
      },
    ],
    ["relay"],
  );
  const patched = await copy.load<{ openRelay: typeof openRelay }>("relay/open-relay.ts");
  await using rig = await openRelayRig({}, patched.openRelay);
  expect(toldApart(await askAll(rig, 100))).toEqual(
    expect.arrayContaining(["no such hub", "a hub that went"]),
  );
});
