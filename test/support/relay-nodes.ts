/** A relay of three nodes, each a process of its own, with a NATS server between them: all on loopback, each node on an address of its own. */
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { type AddressInfo, connect as connectTcp, createServer as createTcpServer } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as wait } from "node:timers/promises";
import { connect, createServer, type TLSSocket } from "node:tls";
import { systemClock } from "../../hub/clock/system-clock.ts";
import type { Signer } from "../../hub/contract/jws.ts";
import type { RelayNote } from "../../hub/contract/relay-note.ts";
import { enrol } from "../../hub/link/relay/relay-session.ts";
import { type RelayLink, startRelayLink } from "../../hub/link/relay/start-relay-link.ts";
import { openHubSigner } from "../../hub/store/hub-signer.ts";
import { makeEnrolmentCode } from "../../relay/enrol/enrolment-codes.ts";
import { makeNodeFolder } from "../../relay/keep/make-node-folder.ts";
import { openRelayKeys } from "../../relay/keep/relay-keys.ts";
import { makeControlCertificate } from "../../relay/sessions/control-certificate.ts";
import { signEnrolHello, signHubHello } from "../../relay/wire/hello.ts";
import { nameOfKey } from "../../relay/wire/key-name.ts";
import { hashLabel, hubIdOf, makeDeviceLabel, sayRemoteName } from "../../relay/wire/remote-name.ts";
import { bundledProgram } from "./bundled-program.ts";
import { makeRecordingLog } from "./quiet-log.ts";
import { startProgram } from "./start-program.ts";
import { makeTempDir } from "./temp-dir.ts";

const ZONE = "family.example";
const ADDRESSES = { a: "127.0.0.1", b: "127.0.0.2", c: "127.0.0.3" } as const;
export type NodeName = keyof typeof ADDRESSES;
const NAMES = Object.keys(ADDRESSES) as NodeName[];

interface RunningNode {
  readonly child: ChildProcess;
  readonly ended: Promise<{ readonly code: number | null }>;
  readonly dnsPort: number;
  readonly metricsPort: number;
}

export interface NodesHouse extends AsyncDisposable {
  readonly link: RelayLink;
  readonly note: RelayNote;
  readonly signer: Signer;
  readonly hub: string;
  readonly name: string;
  /** Highest number of a session so far. */
  readonly sessions: () => number;
}

export interface RelayNodes extends AsyncDisposable {
  /** The operator's own is `a`. */
  readonly folders: Readonly<Record<NodeName, string>>;
  readonly port: number;
  readonly natsPort: number;
  readonly nodes: Readonly<Record<NodeName, RunningNode>>;
  start(name: NodeName): Promise<void>;
  startNats(): Promise<void>;
  stopNats(): Promise<void>;
  /** Signed in at this node; afterwards it goes wherever it can. @param enrolAt where it brings its code */
  house(at: NodeName, enrolAt?: NodeName): Promise<NodesHouse>;
  /** Of a house's device, at this node. */
  visit(at: NodeName, name: string): TLSSocket;
  /** What the zone's name server at this node says. */
  metrics(at: NodeName): Promise<string>;
}

export const addressOf = (name: NodeName): string => ADDRESSES[name];

/** @param program of the root's or of a copy's @param env beside the usual settings of each, or of all */
export async function openRelayNodes({
  program = "relay/main.ts",
  env = {},
  all = {},
}: {
  readonly program?: string;
  readonly env?: Partial<Record<NodeName, Readonly<Record<string, string>>>>;
  readonly all?: Readonly<Record<string, string>>;
} = {}): Promise<RelayNodes> {
  await using stack = new AsyncDisposableStack();
  const { path } = stack.use(await makeTempDir());
  const folders = { a: join(path, "a"), b: join(path, "b"), c: join(path, "c") };
  const port = await freePort();
  const natsPort = await freePort();
  let nats: ChildProcess | undefined;
  const startNats = async () => {
    const config = join(path, "nats.conf");
    await writeFile(config, `listen: "127.0.0.1:${natsPort}"\nping_interval: "10s"\nping_max: 2\n`);
    nats = spawn(findNats(), ["-c", config], { stdio: "ignore" });
    await untilListening(natsPort);
  };
  const stopNats = async () => {
    if (nats === undefined) return;
    const gone = once(nats, "exit");
    nats.kill("SIGKILL");
    await gone;
    nats = undefined;
  };
  stack.defer(stopNats);
  await startNats();

  const nodes: Partial<Record<NodeName, RunningNode>> = {};
  const start = async (name: NodeName) => {
    const { child, ended } = startProgram(await bundledProgram(program), {
      PAWPOST_RELAY_DATA: folders[name],
      PAWPOST_RELAY_ZONE: ZONE,
      PAWPOST_RELAY_ADDRESSES: Object.values(ADDRESSES).join(","),
      PAWPOST_RELAY_DIAL_HOST: ADDRESSES[name],
      PAWPOST_RELAY_HOST: ADDRESSES[name],
      PAWPOST_RELAY_PORT: String(port),
      PAWPOST_RELAY_DNS_PORT: "0",
      PAWPOST_RELAY_METRICS_PORT: "0",
      PAWPOST_RELAY_NATS: `nats://127.0.0.1:${natsPort}`,
      ...all,
      ...env[name],
    });
    const ready = await new Promise<{ dnsPort: number; metricsPort: number }>((is, failed) => {
      // What it logs comes on the same way.
      createInterface(child.stdout).on("line", (line) => {
        const said = JSON.parse(line);
        if (said.ready === true) is(said);
        else if (said.failed !== undefined) failed(new Error(line));
      });
    });
    nodes[name] = { child, ended, dnsPort: ready.dnsPort, metricsPort: ready.metricsPort };
  };
  stack.defer(async () => {
    for (const { child, ended } of Object.values(nodes)) {
      child.kill("SIGKILL");
      await ended;
    }
  });
  await start("a");
  const keys = await openRelayKeys(folders.a, Date.now);
  for (const name of ["b", "c"] as const) {
    await makeNodeFolder(folders.a, folders[name], Date.now());
    await start(name);
  }
  const { operator } = keys;
  const opened = stack.move();

  return {
    folders,
    port,
    natsPort,
    nodes: nodes as Record<NodeName, RunningNode>,
    start,
    startNats,
    stopNats,
    async house(at, enrolAt = "a") {
      const door = join(path, `${randomBytes(4).toString("hex")}.sock`);
      const certificate = await makeControlCertificate(Date.now());
      const server = createServer({ ...certificate, allowHalfOpen: true }, (socket) => {
        socket.on("error", () => undefined);
        socket.pipe(socket);
      });
      server.on("tlsClientError", (_, socket) => socket.destroy());
      await new Promise<void>((listening) => void server.listen(door, listening));
      const signer = openHubSigner(randomBytes(32));
      const code = await makeEnrolmentCode(folders.a, randomBytes);
      const invitation = { zone: ZONE, port, code, operator: nameOfKey(operator) };
      const enrolled = await enrol({ ...invitation, host: ADDRESSES[enrolAt] }, (channel) =>
        signEnrolHello(channel, code, signer),
      );
      const note = { ...enrolled, host: `relay.${ZONE}` };
      const label = makeDeviceLabel(randomBytes(16));
      const up = Promise.withResolvers<void>();
      let session = 0;
      // First there, then wherever there is one that takes it.
      let isFirst = true;
      const order = () =>
        isFirst ? [at, ...NAMES.filter((name) => name !== at)] : NAMES.toSorted(() => Math.random() - 0.5);
      const link = startRelayLink({
        note,
        sayHello: (channel) =>
          signHubHello(channel, { session: ++session, enrolment: note.enrolment }, signer),
        door,
        said: { labels: [hashLabel(label)], proofs: { txt: [], issuers: [], named: [] } },
        resolve: async () => order().map((name) => ADDRESSES[name]),
        clock: systemClock,
        random: Math.random,
        log: makeRecordingLog(),
        onState({ kind }) {
          if (kind !== "up") return;
          isFirst = false;
          up.resolve();
        },
      });
      await up.promise;
      const hub = hubIdOf(signer.publicKey);
      const house: NodesHouse = {
        link,
        note,
        signer,
        hub,
        name: sayRemoteName({ label, hub }, ZONE),
        sessions: () => session,
        async [Symbol.asyncDispose]() {
          await link[Symbol.asyncDispose]();
          server.close();
        },
      };
      opened.use(house);
      return house;
    },
    visit(at, name) {
      const options = {
        host: ADDRESSES[at],
        port,
        servername: name,
        rejectUnauthorized: false,
        allowHalfOpen: true,
      };
      const socket = connect(options);
      socket.on("error", () => undefined); // whoever waits for it hears it
      return socket;
    },
    metrics: async (at) => (await fetch(`http://127.0.0.1:${nodes[at]?.metricsPort}/metrics`)).text(),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

function findNats(): string {
  const found = ["/usr/sbin/nats-server", "/usr/bin/nats-server"].find((path) => existsSync(path));
  if (found === undefined) throw new Error("nats-server is not there: apt-get install nats-server");
  return found;
}

export async function freePort(): Promise<number> {
  const server = createTcpServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}

async function untilListening(port: number): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    const socket = connectTcp(port, "127.0.0.1");
    const isThere = await once(socket, "connect").then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (isThere) return;
    await wait(50);
  }
  throw new Error(`nobody listens at ${port}`);
}
