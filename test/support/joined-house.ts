/** A hub of the rig with its door, a link, and a relay that it may join: real sockets on loopback, real TLS, one process. */
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { connect, type TLSSocket } from "node:tls";
import { endsWithSession } from "../../hub/access/ends-with-session.ts";
import { makeHttpFace } from "../../hub/api/http-face.ts";
import { systemClock } from "../../hub/clock/system-clock.ts";
import type { PublicKey } from "../../hub/contract/jws.ts";
import { RELAY_LINE } from "../../hub/contract/relay-line.ts";
import type { RelayNote } from "../../hub/contract/relay-note.ts";
import { minutes } from "../../hub/domain/duration.ts";
import { keepRelay, type RelayKeeper } from "../../hub/door/keep-relay.ts";
import { openDoor } from "../../hub/door/open-door.ts";
import { openRemoteNames } from "../../hub/door/remote-names.ts";
import { openRelaySocket } from "../../hub/link/relay/open-relay-socket.ts";
import type { EndsWithSession } from "../../hub/ports/access.ts";
import type { Clock } from "../../hub/ports/clock.ts";
import type { Comer } from "../../hub/ports/remote-names.ts";
import { makeEnrolmentCode } from "../../relay/enrol/enrolment-codes.ts";
import { nameOfKey } from "../../relay/wire/key-name.ts";
import { sayInvitation } from "../../relay/wire/relay-invitation.ts";
import { randomId } from "./guardian.ts";
import { type HubRig, makeHubRig } from "./hub-rig.ts";
import { makeSigner } from "./key-ring.ts";
import { makeCertificate, makeOwnCertificates, type OwnCertificates } from "./own-certificates.ts";
import { makeRecordingLog } from "./quiet-log.ts";
import { type RelayRig, ZONE } from "./relay-rig.ts";

/** What a link is begun with in the place of its own. */
interface OwnLink {
  readonly open?: typeof openRelaySocket;
  readonly clock?: Clock;
  readonly random?: () => number;
}

export interface JoinedHouse extends AsyncDisposable {
  readonly rig: HubRig;
  readonly keeper: RelayKeeper;
  readonly certificates: OwnCertificates;
  /** What its access calls when somebody is signed out. */
  readonly ends: EndsWithSession;
  /** The process that dials out: ended, and begun. */
  readonly link: { begin(own?: OwnLink): Promise<void>; end(): Promise<void> };
  /** A device of its own name. @param who somebody of the family; a stranger's, as far as the hub knows, is none after a restart */
  device(who?: Comer): Promise<{ readonly comer: Comer; readonly name: string }>;
}

export const invitationTo = async ({ relay, folder }: RelayRig, port = relay.port): Promise<string> =>
  sayInvitation({
    host: "127.0.0.1",
    port,
    zone: ZONE,
    code: await makeEnrolmentCode(folder, randomBytes),
    operator: nameOfKey(relay.operator),
  });

const PARTS = { endsWithSession, makeHttpFace, openDoor, openRemoteNames };

/**
 * Joined to nothing yet.
 * @param own take the place of what a house is made of: a patched copy's own
 * @param noteFor of a relay that it joined before
 */
export async function openHouse(
  own: Partial<typeof PARTS> = {},
  noteFor?: (hub: PublicKey) => Promise<RelayNote>,
): Promise<JoinedHouse> {
  const parts = { ...PARTS, ...own };
  let ends: EndsWithSession | undefined;
  const rig = await makeHubRig({
    parts: { openRemoteNames: parts.openRemoteNames },
    endsWithSession(...given) {
      ends = parts.endsWithSession(...given);
      return ends;
    },
  });
  if (ends === undefined) throw new TypeError("no hub without it");
  if (noteFor !== undefined) await rig.remoteNames.join(await noteFor(rig.house.signer.publicKey), []);
  const certificates = makeOwnCertificates(await makeCertificate());
  const at = (socket: string) => join(rig.dir, socket);
  const door = await parts.openDoor({
    socketPath: at(RELAY_LINE.door),
    names: rig.remoteNames,
    certificates,
    face: parts.makeHttpFace(rig.app),
  });
  const keeper = keepRelay({
    socketPath: at(RELAY_LINE.socket),
    names: rig.remoteNames,
    store: rig.remoteStore,
    signer: rig.house.signer,
    certificates,
    ledger: rig.house.ledger,
    clock: systemClock,
    log: rig.house.log,
    fail: (error) => void rig.failures.push(error),
    wantLink: () => undefined,
  });
  let running: AsyncDisposable | undefined;
  const link = {
    async begin({ open = openRelaySocket, clock = systemClock, random = Math.random }: OwnLink = {}) {
      running = await open({
        socketPath: at(RELAY_LINE.socket),
        door: at(RELAY_LINE.door),
        clock,
        random,
        log: makeRecordingLog(),
      });
    },
    async end() {
      await running?.[Symbol.asyncDispose]();
      running = undefined;
    },
  };
  return {
    rig,
    keeper,
    certificates,
    ends,
    link,
    async device(who) {
      const comer = who ?? { device: (await makeSigner()).publicKey, person: randomId() };
      const origin = rig.remoteNames.lend(comer, minutes(10))?.origin ?? "";
      await rig.remoteNames.entered(origin, comer);
      return { comer, name: new URL(origin).hostname };
    },
    async [Symbol.asyncDispose]() {
      await link.end();
      await keeper[Symbol.asyncDispose]();
      await door[Symbol.asyncDispose]();
      await rig[Symbol.asyncDispose]();
    },
  };
}

export interface Visit {
  /** The connection; `undefined` where it came to none. */
  readonly socket: TLSSocket | undefined;
  /** Of a TLS alert, as OpenSSL says it, or of the socket. */
  readonly code: string | undefined;
}

/** A visitor. @param where the relay's port, or the door's own socket */
export const visit = (where: number | string, servername: string): Promise<Visit> =>
  new Promise((resolve) => {
    const place = typeof where === "string" ? { path: where } : { host: "127.0.0.1", port: where };
    const socket = connect({ ...place, servername, rejectUnauthorized: false });
    socket.once("secureConnect", () => resolve({ socket, code: undefined }));
    socket.once("error", (error: NodeJS.ErrnoException) => resolve({ socket: undefined, code: error.code }));
  });

/** One request by that connection. */
export const askBy = (socket: TLSSocket, host: string, path: string): Promise<string> =>
  new Promise((resolve) => {
    let text = "";
    socket.on("data", (part: Buffer) => {
      text += part;
    });
    socket.on("error", () => undefined);
    socket.on("close", () => resolve(text));
    socket.write(`GET ${path} HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`);
  });
