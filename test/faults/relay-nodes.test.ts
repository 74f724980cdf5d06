/** One relay of three nodes, real processes and a real NATS server: what is at one of them is at all, and none of them is needed. */
import { Resolver } from "node:dns/promises";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { setTimeout as wait } from "node:timers/promises";
import { connect as connectNats } from "@nats-io/transport-node";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openRelaySession } from "../../hub/link/relay/relay-session.ts";
import { openRelayKeys } from "../../relay/keep/relay-keys.ts";
import { revoke } from "../../relay/keep/revocations.ts";
import { makeDeviceLabel } from "../../relay/wire/remote-name.ts";
import {
  addressOf,
  type NodeName,
  type NodesHouse,
  openRelayNodes,
  type RelayNodes,
} from "../support/relay-nodes.ts";
import { helloBy } from "../support/relay-rig.ts";

let relay: RelayNodes;
beforeAll(async () => {
  relay = await openRelayNodes();
});
afterAll(() => relay[Symbol.asyncDispose]());

const NOTHING = { labels: [], proofs: { txt: [], issuers: [], named: [] } };

async function isReached(at: NodeName, { name }: Pick<NodesHouse, "name">): Promise<boolean> {
  const visitor = relay.visit(at, name);
  visitor.end("hello");
  return (await text(visitor).catch(() => "")) === "hello";
}
/** As soon as the nodes have told each other, on a busy machine too. */
const untilReached = (at: NodeName, house: Pick<NodesHouse, "name">, interval = 50) =>
  expect.poll(() => isReached(at, house), { interval }).toBe(true);
const hubsAt = async (at: NodeName) =>
  Number(/\npawpost_relay_hubs (\d+)\n/.exec(await relay.metrics(at))?.[1]);

test("a visitor lands at one node, the hub is at another", async () => {
  const house = await relay.house("b");
  expect([await hubsAt("a"), await hubsAt("b")]).toEqual([0, 1]);
  await Promise.all((["a", "b", "c"] as const).map((at) => untilReached(at, house)));
});

test("a label that is none of the hub's, and a hub that is nowhere, are refused at every node as they are at the hub's own", async () => {
  const house = await relay.house("b");
  const strange = house.name.replace(/^[^.]+/, makeDeviceLabel(crypto.getRandomValues(new Uint8Array(16))));
  const nowhere = house.name.replace(
    house.hub,
    `${house.hub.startsWith("a") ? "b" : "a"}${house.hub.slice(1)}`,
  );
  for (const [at, name] of [
    ["a", strange],
    ["b", strange],
    ["a", nowhere],
  ] as const) {
    const since = performance.now();
    const [error] = await once(relay.visit(at, name), "error");
    expect((error as NodeJS.ErrnoException).code).toBe("ERR_SSL_TLSV1_UNRECOGNIZED_NAME");
    expect(performance.now() - since).toBeGreaterThan(295);
  }
});

test("a code of the operator's node is good at any, and what it revokes is gone from all of them", async () => {
  const house = await relay.house("b", "c");
  await untilReached("a", house);
  const { operatorSigner } = await openRelayKeys(relay.folders.a, Date.now);
  if (operatorSigner === undefined) throw new TypeError("no operator");
  await revoke(relay.folders.a, house.signer.publicKey as never, operatorSigner, Date.now());
  await expect.poll(() => house.link.state).toEqual({ kind: "down", code: "wire.revoked" });
  for (const at of ["b", "c"] as const)
    await expect
      .poll(() =>
        openRelaySession(
          { ...house.note, host: addressOf(at) },
          helloBy(99, house.signer, house.note),
          NOTHING,
        ).catch((error) => error.code),
      )
      .toBe("wire.revoked");
});

test("what a hub has to prove every node's name server says, for as long as it is there", async () => {
  const house = await relay.house("b");
  const askAt = (at: NodeName) => {
    const resolver = new Resolver({ timeout: 4_000, tries: 1 });
    resolver.setServers([`${addressOf(at)}:${relay.nodes[at].dnsPort}`]);
    return resolver
      .resolveTxt(`_acme-challenge.${house.hub}.family.example`)
      .then((records) => records.flat())
      .catch((error) => error.code);
  };
  const proof = "p".repeat(43);
  house.link.tell({ ...NOTHING, proofs: { ...NOTHING.proofs, txt: [proof] } });
  for (const at of ["a", "b", "c"] as const) await expect.poll(() => askAt(at)).toEqual([proof]);
  await house.link[Symbol.asyncDispose]();
  await expect.poll(() => askAt("c")).toBe("ENODATA");
});

test("of two sessions at two nodes the later one counts, and an earlier one is not let in anywhere", async () => {
  const house = await relay.house("b");
  const { line } = await openRelaySession(
    { ...house.note, host: addressOf("c") },
    helloBy(house.sessions() + 10, house.signer, house.note),
    NOTHING,
  );
  await expect.poll(() => house.link.state).toEqual({ kind: "down", code: "wire.stale" });
  await expect(
    openRelaySession({ ...house.note, host: addressOf("a") }, helloBy(2, house.signer, house.note), NOTHING),
  ).rejects.toMatchObject({ code: "wire.stale" });
  line.end();
  await house[Symbol.asyncDispose]();
});

test("what is no message of a node is dropped and counted, and changes nothing", async () => {
  const house = await relay.house("b");
  const nats = await connectNats({ servers: `127.0.0.1:${relay.natsPort}` });
  const dropped = async (at: NodeName) =>
    Number(/\npawpost_relay_neighbour_messages_dropped_total (\d+)\n/.exec(await relay.metrics(at))?.[1]);
  const before = [await dropped("a"), await dropped("b")];
  const own = `hub.${house.hub}`;
  nats.publish(own, Uint8Array.of(0xff, 0xfe));
  nats.publish(own, "{}");
  nats.publish(own, JSON.stringify({ kind: "came", number: -1 }));
  nats.publish(
    own,
    JSON.stringify({ kind: "dial", host: "x", port: 1, token: "short", hello: "aa", label: "no" }),
  );
  nats.publish("revoked", JSON.stringify({ lines: Array(1_000).fill("x") }));
  // Of the right form, and signed by nobody.
  nats.publish("revoked", JSON.stringify({ lines: ["aa.bb.cc"] }));
  nats.publish("enrol", JSON.stringify({ hub: "me", code: "a" }));
  await nats.flush();
  await expect.poll(async () => (await dropped("b")) - (before[1] ?? 0)).toBeGreaterThanOrEqual(5);
  expect((await dropped("a")) - (before[0] ?? 0)).toBeGreaterThanOrEqual(2);
  await nats.close();
  expect(await isReached("c", house)).toBe(true);
});

test("without NATS each node serves the hubs that are at it, and when it is back all of them do", async () => {
  const house = await relay.house("b");
  await relay.stopNats();
  expect(await isReached("b", house)).toBe(true);
  const [error] = await once(relay.visit("a", house.name), "error");
  expect((error as NodeJS.ErrnoException).code).toBe("ERR_SSL_TLSV1_UNRECOGNIZED_NAME");
  const late = await relay.house("c", "a");
  await relay.startNats();
  await untilReached("a", house, 500);
  await untilReached("b", late, 500);
});

test("a frozen node keeps nobody waiting for long, and goes on where it stopped", async () => {
  const house = await relay.house("b");
  relay.nodes.b.child.kill("SIGSTOP");
  const since = performance.now();
  const [error] = await once(relay.visit("a", house.name), "error");
  relay.nodes.b.child.kill("SIGCONT");
  expect((error as NodeJS.ErrnoException).code).toBe("ERR_SSL_TLSV1_UNRECOGNIZED_NAME");
  // What was asked of it is given up after two seconds.
  expect(performance.now() - since).toBeLessThan(4_500);
  await untilReached("a", house);
});

test("a node that is to go hands its hubs over: of forty visitors none is lost, and who is there may finish", async () => {
  const house = await relay.house("b");
  const staying = relay.visit("b", house.name);
  await once(staying, "secureConnect");
  const visiting = Array.from({ length: 40 }, async (_, nth) => {
    await wait(nth * 50);
    return isReached((["a", "b", "c"] as const)[nth % 3] ?? "a", house);
  });
  await wait(400);
  const { child, ended } = relay.nodes.b;
  child.kill("SIGTERM");
  expect(await Promise.all(visiting)).toEqual(visiting.map(() => true));
  await expect.poll(() => hubsAt("b")).toBe(0);
  staying.end("still here");
  expect(await text(staying)).toBe("still here");
  expect(await ended).toMatchObject({ code: 0 });
  expect(await isReached("a", house)).toBe(true);
  await relay.start("b");
});

test("a node that is killed takes no hub with it", async () => {
  const house = await relay.house("b");
  relay.nodes.b.child.kill("SIGKILL");
  await relay.nodes.b.ended;
  await untilReached("a", house, 300);
  expect(await isReached("c", house)).toBe(true);
});

test("what was revoked while a node was away it knows when it is back", async () => {
  relay.nodes.b.child.kill("SIGKILL");
  await relay.nodes.b.ended;
  const house = await relay.house("a");
  const { operatorSigner } = await openRelayKeys(relay.folders.a, Date.now);
  if (operatorSigner === undefined) throw new TypeError("no operator");
  await revoke(relay.folders.a, house.signer.publicKey as never, operatorSigner, Date.now());
  await expect.poll(() => house.link.state).toEqual({ kind: "down", code: "wire.revoked" });
  await relay.start("b");
  await expect
    .poll(() =>
      openRelaySession(
        { ...house.note, host: addressOf("b") },
        helloBy(99, house.signer, house.note),
        NOTHING,
      ).then(
        ({ line }) => line.end(),
        (error) => error.code,
      ),
    )
    .toBe("wire.revoked");
});
