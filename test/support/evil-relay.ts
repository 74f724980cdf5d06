/** A relay in wrong hands: it has the node's key and the operator's, its hub believes it, and it says and does with visitors' bytes whatever a test wants. */
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { systemClock } from "../../hub/clock/system-clock.ts";
import type { PublicKey } from "../../hub/contract/jws.ts";
import type { RelayNote } from "../../hub/contract/relay-note.ts";
import type { LinkState, RelayLink, startRelayLink } from "../../hub/link/relay/start-relay-link.ts";
import { openHubSigner } from "../../hub/store/hub-signer.ts";
import { makeControlCertificate } from "../../relay/sessions/control-certificate.ts";
import type { ControlLine } from "../../relay/sessions/control-line.ts";
import { openControl } from "../../relay/sessions/open-control.ts";
import { signCredential } from "../../relay/wire/credentials.ts";
import { DIAL_BACK_BYTES } from "../../relay/wire/dial-back.ts";
import { makeRecordingLog } from "./quiet-log.ts";
import { helloBy } from "./relay-rig.ts";

const ZONE = "family.example";
const LOOPBACK = "127.0.0.1";

/** How it meets whoever comes: as a relay does; hangs up at once; says what is no TLS; hangs up on who has said who they are. */
export type Mood = "welcomes" | "hangs-up" | "garbles" | "leaves";

export interface EvilRelay extends AsyncDisposable {
  readonly port: number;
  mood: Mood;
  /** Called for each connection of a hub. */
  onCome: () => void;
  /** Hashes of the labels that the hub said last. */
  readonly labels: readonly string[];
  /** What a hub keeps of this relay, enrolled here. */
  noteFor(hub: PublicKey): Promise<RelayNote>;
  /** Cuts every hub off. */
  cut(): void;
  /** How many lines its hub has dialled. */
  readonly dialled: number;
  /** To the hub that is signed in, whatever it is. */
  say(message: unknown): void;
  /** Has the hub dial back and be handed this hello. @returns the hub's line, its token read */
  dial(hello: Uint8Array, where?: { readonly host?: string; readonly port?: number }): Promise<Socket>;
  /** Only says that it is to dial. */
  order(hello: Uint8Array, where?: { readonly host?: string; readonly port?: number }): void;
  /** A house's link that is signed in here. */
  link(
    start: typeof startRelayLink,
    door: string,
  ): Promise<RelayLink & { readonly states: LinkState["kind"][] }>;
}

export async function openEvilRelay(): Promise<EvilRelay> {
  const [operator, node] = [openHubSigner(randomBytes(32)), openHubSigner(randomBytes(32))];
  const credential = await signCredential("node", { v: 1, node: node.publicKey, issuedAt: 1 }, operator);
  let signedIn: ControlLine | undefined;
  const control = openControl({
    certificate: await makeControlCertificate(Date.now()),
    signer: node,
    credential,
    answer: (_, response) => void response.end(),
    enrol: () => ({ hear: async () => undefined, gone() {} }),
    exposure: () => ({ hear: async () => undefined, gone() {} }),
    link(line) {
      return {
        async hear(message) {
          if (message.kind === "names") labels = message.labels;
          if (message.kind === "hello") {
            if (relay.mood === "leaves") return relay.cut();
            line.send({ kind: "welcome", spreadSeconds: 60 });
            line.admit();
            signedIn = line;
          }
        },
        gone() {
          if (signedIn === line) signedIn = undefined;
        },
      };
    },
  });
  let labels: readonly string[] = [];
  const sockets = new Set<Socket>();
  const hubs = new Set<Socket>();
  const keep = (socket: Socket) => {
    sockets.add(socket.on("error", () => undefined));
    socket.once("close", () => sockets.delete(socket));
  };
  const listen = async (take: (socket: Socket) => void): Promise<Server> => {
    const server = createServer({ allowHalfOpen: true }, (socket) => {
      keep(socket);
      take(socket);
    }).listen(0, LOOPBACK);
    await once(server, "listening");
    return server;
  };
  let dialled = 0;
  const waiting: ((line: Socket) => void)[] = [];
  const front = await listen((socket) => {
    hubs.add(socket);
    socket.once("close", () => hubs.delete(socket));
    relay.onCome();
    if (relay.mood === "hangs-up") return void socket.resetAndDestroy();
    if (relay.mood === "garbles") return void socket.end(randomBytes(600));
    control.take(socket);
  });
  const data = await listen((socket) => {
    dialled += 1;
    socket.once("readable", () => {
      socket.read(DIAL_BACK_BYTES);
      waiting.shift()?.(socket);
    });
  });
  const portOf = (server: Server) => (server.address() as AddressInfo).port;
  const links: AsyncDisposable[] = [];
  const relay: EvilRelay = {
    port: portOf(front),
    mood: "welcomes",
    onCome: () => undefined,
    get labels() {
      return labels;
    },
    async noteFor(hub) {
      const said = { v: 1, hub, zone: ZONE, issuedAt: 1 } as const;
      return {
        host: LOOPBACK,
        port: relay.port,
        zone: ZONE,
        operator: operator.publicKey,
        enrolment: await signCredential("enrolment", said, operator),
      };
    },
    cut() {
      for (const socket of hubs) socket.resetAndDestroy();
    },
    get dialled() {
      return dialled;
    },
    say: (message) => signedIn?.send(message as never),
    order(hello, { host = LOOPBACK, port = portOf(data) } = {}) {
      const token = randomBytes(24).toString("base64url");
      relay.say({ kind: "dial", host, port, token, hello: Buffer.from(hello).toString("base64url") });
    },
    dial: (hello, where) =>
      new Promise((come) => {
        waiting.push(come);
        relay.order(hello, where);
      }),
    async link(start, door) {
      const signer = openHubSigner(randomBytes(32));
      const note = await relay.noteFor(signer.publicKey);
      const states: LinkState["kind"][] = [];
      const up = Promise.withResolvers<void>();
      let session = 0;
      const link = start({
        note,
        sayHello: (channel) => helloBy(++session, signer, note)(channel),
        door,
        said: { labels: [], proofs: { txt: [], issuers: [], named: [] } },
        clock: systemClock,
        random: () => 0.1,
        log: makeRecordingLog(),
        onState: ({ kind }) => {
          if (kind !== states.at(-1)) states.push(kind);
          if (kind === "up") up.resolve();
        },
      });
      links.push(link);
      await up.promise;
      return Object.assign(link, { states });
    },
    async [Symbol.asyncDispose]() {
      for (const link of links) await link[Symbol.asyncDispose]();
      for (const socket of sockets) socket.destroy();
      for (const server of [front, data]) await new Promise((closed) => server.close(closed));
    },
  };
  return relay;
}
