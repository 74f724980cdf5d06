/** A relay, a house behind it and visitors, in one process: real sockets on loopback, real TLS. */
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect, createServer, type TLSSocket } from "node:tls";
import { systemClock } from "../../hub/clock/system-clock.ts";
import type { Signer } from "../../hub/contract/jws.ts";
import type { RelayNote } from "../../hub/contract/relay-note.ts";
import { enrol, type SayHello } from "../../hub/link/relay/relay-session.ts";
import { type LinkState, type RelayLink, startRelayLink } from "../../hub/link/relay/start-relay-link.ts";
import type { Clock } from "../../hub/ports/clock.ts";
import { openHubSigner } from "../../hub/store/hub-signer.ts";
import { makeEnrolmentCode } from "../../relay/enrol/enrolment-codes.ts";
import type { VisitEnd } from "../../relay/front/visitors.ts";
import { openRelay, type Relay, type RelayOptions } from "../../relay/open-relay.ts";
import { makeControlCertificate } from "../../relay/sessions/control-certificate.ts";
import { signEnrolHello, signHubHello } from "../../relay/wire/hello.ts";
import { nameOfKey } from "../../relay/wire/key-name.ts";
import {
  hashLabel,
  hubIdOf,
  type LabelHash,
  makeDeviceLabel,
  sayRemoteName,
} from "../../relay/wire/remote-name.ts";
import { makeRecordingLog } from "./quiet-log.ts";

export const ZONE = "family.example";
const LOOPBACK = "127.0.0.1";

/** What a hub says with its own key. */
export const helloBy =
  (session: number, signer: Signer, { enrolment }: Pick<RelayNote, "enrolment">): SayHello =>
  (channel) =>
    signHubHello(channel, { session, enrolment }, signer);
export const codeBy =
  (code: string, signer: Signer): SayHello =>
  (channel) =>
    signEnrolHello(channel, code, signer);

export interface RelayRig extends AsyncDisposable {
  readonly relay: Relay;
  readonly folder: string;
  readonly ends: (VisitEnd | "broken")[];
  /** A new house, enrolled. */
  house(options?: {
    readonly serve?: (socket: TLSSocket) => void;
    /** Where visitors come in, in place of a plain door. */
    readonly door?: string;
    /** The root's own, or a copy's from which a barrier was taken out. */
    readonly startLink?: typeof startRelayLink;
    readonly clock?: Clock;
    /** By which its link reaches the relay, once it is enrolled. */
    readonly cable?: { readonly port: number };
    /** How long its plain door lets a handshake take; Node's two minutes, where nothing is said. */
    readonly handshakeMs?: number;
  }): Promise<House>;
  /** The relay's next life, at the same port. */
  restart(): Promise<void>;
}

export interface House extends AsyncDisposable {
  readonly link: RelayLink;
  readonly note: RelayNote;
  readonly signer: ReturnType<typeof openHubSigner>;
  readonly states: LinkState["kind"][];
  /** A device's name, through the relay. */
  readonly name: string;
  /** All that the relay was told of it. */
  readonly labels: readonly LabelHash[];
  visit(name?: string): TLSSocket;
}

/** @param open the relay's own, or a copy's from which a barrier was taken out */
export async function openRelayRig(
  options: Partial<RelayOptions> = {},
  open: typeof openRelay = openRelay,
): Promise<RelayRig> {
  const folder = await mkdtemp(join(tmpdir(), "pawpost-relay-"));
  const ends: (VisitEnd | "broken")[] = [];
  const start = (port: number) =>
    open({
      folder,
      zone: ZONE,
      dialHost: LOOPBACK,
      host: LOOPBACK,
      port,
      mostConnections: 1_000,
      now: Date.now,
      random: Math.random,
      news: { opened() {}, visited: (end) => void ends.push(end), strayLine() {} },
      log: makeRecordingLog(),
      ...options,
    });
  let relay = await start(0);
  const opened: AsyncDisposable[] = [];
  return {
    get relay() {
      return relay;
    },
    folder,
    ends,
    async house({
      serve = (socket: TLSSocket) => void socket.pipe(socket),
      door: own,
      startLink = startRelayLink,
      clock = systemClock,
      cable,
      handshakeMs: handshakeTimeout,
    } = {}) {
      const door = own ?? join(folder, `${randomBytes(4).toString("hex")}.sock`);
      const certificate = await makeControlCertificate(Date.now());
      const manners = { allowHalfOpen: true, ...(handshakeTimeout !== undefined && { handshakeTimeout }) };
      const server = createServer({ ...certificate, ...manners }, (socket) => {
        socket.on("error", () => undefined);
        serve(socket);
      });
      // As the hub's own door does: who comes to no handshake is not kept.
      server.on("tlsClientError", (_, socket) => void socket.destroy());
      if (own === undefined) await new Promise<void>((listening) => void server.listen(door, listening));
      const signer = openHubSigner(randomBytes(32));
      const code = await makeEnrolmentCode(folder, randomBytes);
      const invitation = {
        host: LOOPBACK,
        port: relay.port,
        zone: ZONE,
        code,
        operator: nameOfKey(relay.operator),
      };
      const note = await enrol(invitation, codeBy(code, signer));
      const label = makeDeviceLabel(randomBytes(16));
      const states: LinkState["kind"][] = [];
      let session = 0;
      const up = Promise.withResolvers<void>();
      const link = startLink({
        note: { ...note, port: cable?.port ?? note.port },
        sayHello: (channel) => helloBy(++session, signer, note)(channel),
        door,
        said: { labels: [hashLabel(label)], proofs: { txt: [], issuers: [], named: [] } },
        clock,
        random: Math.random,
        log: makeRecordingLog(),
        onState: ({ kind }) => {
          if (kind !== states.at(-1)) states.push(kind);
          if (kind === "up") up.resolve();
        },
      });
      await up.promise;
      const name = sayRemoteName({ label, hub: hubIdOf(signer.publicKey) }, ZONE);
      const house: House = {
        link,
        note,
        signer,
        states,
        name,
        labels: [hashLabel(label)],
        visit(to = name) {
          const how = {
            host: LOOPBACK,
            port: relay.port,
            servername: to,
            rejectUnauthorized: false,
            allowHalfOpen: true,
          };
          const visitor = connect(how);
          visitor.on("error", () => undefined); // whoever reads hears of it too
          return visitor;
        },
        async [Symbol.asyncDispose]() {
          await link[Symbol.asyncDispose]();
          server.close();
        },
      };
      opened.push(house);
      return house;
    },
    async restart() {
      const { port } = relay;
      await relay[Symbol.asyncDispose]();
      relay = await start(port);
    },
    async [Symbol.asyncDispose]() {
      for (const one of opened) await one[Symbol.asyncDispose]();
      await relay[Symbol.asyncDispose]();
      await rm(folder, { recursive: true });
    },
  };
}
