/**
 * The relay knocks at houses that ask how they look from outside. It is no scanner of anybody's: not for a hub that names an address, by header, by
 * message or by a proxy's line, not for who is no hub of its, not again and again, and not within its own network.
 */
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server } from "node:net";
import { connect as connectTls, type TLSSocket } from "node:tls";
import { expect, test } from "vitest";
import { WebSocket } from "ws";
import type { Signer } from "../../hub/contract/jws.ts";
import { openHubSigner } from "../../hub/store/hub-signer.ts";
import type { Knocking } from "../../relay/exposure/exposure-path.ts";
import type { openRelay } from "../../relay/open-relay.ts";
import { PATHS } from "../../relay/wire/control-message.ts";
import { CONTROL_TLS } from "../../relay/wire/control-tls.ts";
import { signCredential } from "../../relay/wire/credentials.ts";
import { CHANNEL, signLookHello } from "../../relay/wire/hello.ts";
import { relayName } from "../../relay/wire/remote-name.ts";
import { makePatchedCopy, type Patch } from "../support/patched-copy.ts";
import { openRelayRig, ZONE } from "../support/relay-rig.ts";
import { TAKES_BARRIER_OUT } from "./further-barrier.ts";
import { takenOut } from "./sizes.ts";

/** From where all hubs of this test come, and somebody else's address. */
const [OWN, VICTIM] = ["127.0.0.1", "127.0.0.2"];
/** Of one hub, before it has to wait for minutes. */
const MOST = 8;

interface Doors extends AsyncDisposable {
  readonly port: number;
  /** How many came, by the address that they came to. */
  readonly knocks: { own: number; victim: number };
}

/** At one port of both addresses. */
async function openDoors(): Promise<Doors> {
  const knocks = { own: 0, victim: 0 };
  const listen = async (host: string, port: number, who: keyof typeof knocks): Promise<Server> => {
    const server = createServer((socket) => {
      knocks[who] += 1;
      socket.destroy();
    }).listen(port, host);
    await once(server, "listening");
    return server;
  };
  const victim = await listen(VICTIM, 0, "victim");
  const { port } = victim.address() as AddressInfo;
  const own = await listen(OWN, port, "own");
  return {
    port,
    knocks,
    async [Symbol.asyncDispose]() {
      for (const server of [victim, own]) await new Promise((closed) => server.close(closed));
    },
  };
}

interface Ask {
  readonly port: number;
  readonly signer: Signer;
  readonly enrolment: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Beside what belongs there. */
  readonly fields?: object;
  /** Before TLS. */
  readonly first?: string;
}

/** Waits for the answer, or for being cut off. */
async function ask({ port, signer, enrolment, headers = {}, fields = {}, first }: Ask): Promise<void> {
  const plain = connect(port, OWN);
  if (first !== undefined) plain.write(first);
  const options = { servername: relayName(ZONE), rejectUnauthorized: false, ...CONTROL_TLS };
  const tls: TLSSocket = connectTls({ socket: plain, ...options });
  const socket = new WebSocket(`wss://${relayName(ZONE)}:${port}${PATHS.exposure}`, {
    createConnection: () => tls,
    headers,
  });
  const over = Promise.withResolvers<void>();
  socket.on("error", () => undefined).on("close", over.resolve);
  socket.on("message", async (data: Buffer) => {
    if (JSON.parse(data.toString()).kind !== "hello") return socket.close();
    const channel = tls.exportKeyingMaterial(CHANNEL.bytes, CHANNEL.label, Buffer.alloc(0));
    socket.send(
      JSON.stringify({ kind: "look", jws: await signLookHello(channel, enrolment, signer), ...fields }),
    );
  });
  await over.promise;
  plain.destroy();
}

interface Attack {
  readonly says: string;
  readonly knocking?: Omit<Knocking, "ports">;
  /** @returns whether the relay did what it was to do */
  readonly run: (asked: Pick<Ask, "port" | "signer" | "enrolment">, doors: Doors) => Promise<boolean>;
  /** Left out where there is nothing to take out. */
  readonly barrier?: readonly Patch[];
}

const EVERYWHERE = { mayKnockAt: () => true } as const;
const PATH = "relay/exposure/exposure-path.ts";

const ATTACKS: readonly Attack[] = [
  {
    says: "an address in the headers by which proxies tell whose request it is",
    knocking: EVERYWHERE,
    async run(asked, { knocks }) {
      const headers = { "x-forwarded-for": VICTIM, "x-real-ip": VICTIM, forwarded: `for=${VICTIM}` };
      await ask({ ...asked, headers });
      return knocks.victim > 0;
    },
    barrier: [
      {
        file: "relay/sessions/open-control.ts",
        find: "openControlLine(opened, socket as TLSSocket, path)",
        replace:
          'openControlLine(opened, socket as TLSSocket, (real) => path({ ...real, address: String(request.headers["x-forwarded-for"]) }))',
      },
    ],
  },
  {
    says: "an address in the message",
    knocking: EVERYWHERE,
    async run(asked, { knocks }) {
      await ask({ ...asked, fields: { address: VICTIM, host: VICTIM } });
      return knocks.victim > 0;
    },
    barrier: [
      {
        file: "relay/wire/control-message.ts",
        find: 'z.strictObject({ kind: z.literal("look"), jws })',
        replace: 'z.looseObject({ kind: z.literal("look"), jws })',
      },
      {
        file: PATH,
        find: "plainAddress(line.address)",
        replace: "plainAddress(String((message as { address?: unknown }).address))",
      },
    ],
  },
  {
    says: "an address in a proxy’s line before TLS",
    knocking: EVERYWHERE,
    async run(asked, { knocks }) {
      await ask({ ...asked, first: `PROXY TCP4 ${VICTIM} ${OWN} 4711 443\r\n` });
      return knocks.victim > 0;
    },
  },
  {
    says: "somebody whom nobody enrolled, with an enrolment of their own",
    knocking: EVERYWHERE,
    async run({ port }, { knocks }) {
      const signer = openHubSigner(Buffer.alloc(32, 7));
      const said = { v: 1, hub: signer.publicKey, zone: ZONE, issuedAt: Date.now() } as const;
      await ask({ port, signer, enrolment: await signCredential("enrolment", said, signer) });
      return knocks.own > 0;
    },
    barrier: [
      {
        file: "relay/wire/hello.ts",
        find: 'if (by !== operator) throw new WireError("wire.not-enrolled", "no enrolment of this operator");',
        replace: "",
      },
    ],
  },
  {
    says: "the same hub again and again",
    knocking: EVERYWHERE,
    async run(asked, { knocks }) {
      for (let n = 0; n <= MOST; n += 1) await ask(asked);
      return knocks.own > MOST;
    },
    barrier: [
      { file: PATH, find: "under < AT_ONCE && hubs.take(hubIdOf(hub), now)", replace: "hub !== undefined" },
    ],
  },
  {
    says: "a hub of the relay’s own machine or network",
    async run(asked, { knocks }) {
      await ask(asked);
      return knocks.own > 0;
    },
    barrier: [{ file: PATH, find: "if (!mayKnockAt(address))", replace: 'if (address === "")' }],
  },
];

/** @returns whether it got what it wanted */
async function attempt({ run, knocking }: Attack, open?: typeof openRelay): Promise<boolean> {
  await using doors = await openDoors();
  await using rig = await openRelayRig({ knocking: { ...knocking, ports: [doors.port] } }, open);
  const { signer, note } = await rig.house();
  return await run({ port: rig.relay.port, signer, enrolment: note.enrolment }, doors);
}

test.each(ATTACKS.map((attack) => [attack.says, attack] as const))(
  "%s: nobody is knocked at",
  async (_, attack) => {
    expect(await attempt(attack)).toBe(false);
  },
);

test.each(
  takenOut(
    ATTACKS.flatMap((attack) => (attack.barrier === undefined ? [] : [[attack.says, attack] as const])),
  ),
)("where its barrier is taken out, %s is knocked for", TAKES_BARRIER_OUT, async (_, attack) => {
  await using copy = await makePatchedCopy(attack.barrier ?? [], ["relay"]);
  const { openRelay } = await copy.load<{ openRelay: typeof import("../../relay/open-relay.ts").openRelay }>(
    "relay/open-relay.ts",
  );
  expect(await attempt(attack, openRelay)).toBe(true);
});
