/**
 * T-70. A whole remote session, claim and passphrase, a recording sent and fetched again, goes through a relay whose operator looks at
 * everything: its memory, its disk, and each byte on both of its wires, to the phone and to the house. None of it is there. The test of that: what a
 * visitor says in the clear behind a good hello is found in the same places by the same search, so that it would have been found.
 */
import { Agent, request } from "node:https";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type RelayProcess, startRelayProcess } from "../support/away-stack.ts";
import { type Canaries, copyOf, foundIn, piecesOf } from "../support/canaries.ts";
import { type Fetch, Guardian, hum, prepareClip } from "../support/guardian.ts";
import { helloOf } from "../support/hello-of.ts";
import { type JoinedHouse, openHouse } from "../support/joined-house.ts";
import { memoryOf } from "../support/process-memory.ts";

const LONG = { timeout: 120_000 };
const owned = new AsyncDisposableStack();
let relay: RelayProcess;
let house: JoinedHouse;
let name: string;
/** Between phone and relay, and between relay and house. */
let tap: Tap;
let homeTap: Tap;

/** Where the house finds the relay, and the tap: this machine as well. */
const FOR_HOUSES = "127.0.0.2";

interface Tap extends AsyncDisposable {
  readonly port: number;
  /** All that went through, both ways. */
  heard(): Buffer;
}

/** Stands in front of the relay, as whoever runs its network does. @param at a free port of this machine's where it is left out */
async function openTap(to: number, at = { host: "127.0.0.1", port: 0 }): Promise<Tap> {
  const parts: Buffer[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((outside) => {
    const inside = connect(to, "127.0.0.1");
    for (const [from, into] of [
      [outside, inside],
      [inside, outside],
    ] as const) {
      sockets.add(from);
      from.on("error", () => into.destroy());
      from.on("data", (chunk: Buffer) => parts.push(Buffer.from(chunk)));
      from.pipe(into);
    }
  });
  await new Promise<void>((listening) => void server.listen(at, listening));
  return {
    port: (server.address() as AddressInfo).port,
    heard: () => Buffer.concat(parts),
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((closed) => server.close(closed));
    },
  };
}

beforeAll(async () => {
  relay = owned.use(await startRelayProcess(FOR_HOUSES));
  homeTap = owned.use(await openTap(relay.port, { host: FOR_HOUSES, port: relay.port }));
  house = owned.use(await openHouse());
  await house.link.begin();
  await house.keeper.join(await relay.invite());
  await vi.waitFor(() => expect(house.keeper.view()?.line.state).toBe("up"), { timeout: 30_000 });
  ({ name } = await house.device());
  tap = owned.use(await openTap(relay.port));
});
afterAll(() => owned.disposeAsync());

/** A browser far away, by the device's own name. @returns it, and the cookies that it was given */
function browserAway(): { readonly ask: Fetch; readonly cookies: string[] } {
  const cookies: string[] = [];
  const agent = new Agent({ keepAlive: true, rejectUnauthorized: false, servername: name });
  const host = `${name}:${relay.port}`;
  const ask: Fetch = async (path, init) => {
    const headers = new Headers(init.headers);
    headers.set("host", host);
    headers.set("origin", `https://${host}`);
    const cookie = cookies.at(-1);
    if (cookie !== undefined) headers.set("cookie", cookie);
    const whole = new Response(init.body ?? null);
    const type = whole.headers.get("content-type");
    if (init.body instanceof FormData && type !== null) headers.set("content-type", type);
    const body = Buffer.from(await whole.arrayBuffer());
    if (body.byteLength > 0) headers.set("content-length", String(body.byteLength));
    return new Promise((answered, failed) => {
      const sent = request(
        {
          agent,
          host: "127.0.0.1",
          port: tap.port,
          path,
          method: init.method ?? "GET",
          headers: Object.fromEntries(headers),
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on("data", (chunk: Buffer) => chunks.push(chunk));
          response.on("error", failed);
          response.on("end", () => {
            const set = response.headers["set-cookie"]?.[0]?.split(";")[0];
            if (set !== undefined) cookies.push(set);
            const status = response.statusCode ?? 0;
            const found = new Headers(response.headers as Record<string, string>);
            answered(new Response(status === 204 ? null : Buffer.concat(chunks), { status, headers: found }));
          });
        },
      );
      sent.on("error", failed);
      sent.end(body);
    });
  };
  return { ask, cookies };
}

/** Where an operator may look. @returns for each place the names of what stands there */
async function search(canaries: Canaries): Promise<Record<"memory" | "disk" | "wire" | "home", string[]>> {
  const inMemory = new Set<string>();
  for await (const piece of memoryOf(relay.pid))
    for (const found of foundIn(piece, canaries)) inMemory.add(found);
  return {
    memory: [...inMemory].toSorted(),
    disk: foundIn(await copyOf(relay.data), canaries),
    wire: foundIn(tap.heard(), canaries),
    home: foundIn(homeTap.heard(), canaries),
  };
}

test("an operator who looks at memory, disk and wire finds nothing that a family said", LONG, async () => {
  const { ask, cookies } = browserAway();
  const passphrase = "four lanterns beside our kettle";
  const { rig } = house;
  const code = rig.access.claimCode() ?? "";
  const guardian = await Guardian.claim(ask, code, "Guardian of the canary", passphrase);
  guardian.client.hubNow = () => rig.clock.now();
  const toy = await rig.addToy("Bear of the canary");
  const clip = await prepareClip(hum(3, 1), 16_000);
  const sent = await guardian.send(clip, toy);
  const heard = await guardian.listen(sent.id);
  expect(heard).toBeDefined();
  const text = (said: string) => [new TextEncoder().encode(said)];
  const canaries: Canaries = {
    "the recording": piecesOf(clip.toyBytes),
    "its sound": piecesOf(clip.wav),
    passphrase: text(passphrase),
    "one-time code": text(code),
    cookie: text(cookies.at(-1)?.slice(-30) ?? ""),
    "somebody's name": text("Guardian of the canary"),
    "a toy's name": text("Bear of the canary"),
    "what was asked for": text("/api/v1/messages"),
  };
  expect(
    Object.values(canaries)
      .flat()
      .every(({ byteLength }) => byteLength > 8),
  ).toBe(true);
  // All of it went there and back: on both of them.
  for (const { heard } of [tap, homeTap])
    expect(heard().byteLength).toBeGreaterThan(2 * clip.toyBytes.byteLength);
  expect(await search(canaries)).toEqual({ memory: [], disk: [], wire: [], home: [] });
});

test(
  "what the relay does know is the name: the search finds that, and not on the way to the house",
  LONG,
  async () => {
    const label: Canaries = { name: [new TextEncoder().encode(name)] };
    expect(await search(label)).toMatchObject({ disk: [], wire: ["name"], home: [] });
  },
);

test(
  "the test of that: what is said in the clear behind a good hello is found on both wires and in memory",
  LONG,
  async () => {
    const secret = hum(3, 2);
    const bytes = Buffer.from(secret.buffer, secret.byteOffset, secret.byteLength);
    const canaries: Canaries = { "in the clear": piecesOf(bytes) };
    expect(await search(canaries)).toEqual({ memory: [], disk: [], wire: [], home: [] });
    const socket = connect(tap.port, "127.0.0.1");
    socket.on("error", () => undefined);
    socket.write(await helloOf({ servername: name }));
    await new Promise((answered) => socket.once("data", answered));
    // The hub's end does not understand it and goes; the relay has carried it by then.
    socket.write(bytes);
    await new Promise((closed) => socket.once("close", closed));
    const found = await search(canaries);
    expect(found).toMatchObject({
      memory: ["in the clear"],
      wire: ["in the clear"],
      home: ["in the clear"],
    });
  },
);
