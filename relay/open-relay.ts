/** One relay node, put together. */
import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { PublicKey } from "../hub/contract/jws.ts";
import { HubError } from "../hub/domain/hub-error.ts";
import type { Logger } from "../hub/ports/logger.ts";
import type { OwnCertificate } from "./certificate/own-certificate.ts";
import { type Answers, type Neighbours, NO_NEIGHBOURS } from "./cluster/neighbours.ts";
import { openResponder } from "./dns/open-responder.ts";
import { joinProofs, type NameServer, type Proofs } from "./dns/zone-answers.ts";
import { makeEnrol, makeEnrolPath } from "./enrol/enrol-path.ts";
import { sweepEnrolmentCodes, takeEnrolmentCode } from "./enrol/enrolment-codes.ts";
import { type Knocking, makeExposurePath } from "./exposure/exposure-path.ts";
import { type Front, type FrontNews, openFront } from "./front/open-front.ts";
import { makeVisitors } from "./front/visitors.ts";
import { noteEnrolment } from "./keep/enrolments.ts";
import { openRelayKeys } from "./keep/relay-keys.ts";
import { learnRevocations, openRevocations, readRevocationLines } from "./keep/revocations.ts";
import { orSayWhich } from "./listen-trouble.ts";
import { answerReaders } from "./report/open-plain-door.ts";
import { makeAwaitedLines } from "./sessions/awaited-lines.ts";
import { makeControlCertificate } from "./sessions/control-certificate.ts";
import { type HubSessions, makeHubSessions } from "./sessions/hub-sessions.ts";
import { makeLinkPath } from "./sessions/link-path.ts";
import { openControl } from "./sessions/open-control.ts";
import { TOKEN_BYTES } from "./wire/dial-back.ts";
import { WireError } from "./wire/errors.ts";
import { hubIdOf, relayName } from "./wire/remote-name.ts";

/** Hubs come to other nodes at the pace that those name for their own coming back: relay/sessions/link-path.ts. */
const DRAIN_EACH_MS = 5;
const LOOK_MS = 100;

export interface RelayOptions {
  readonly folder: string;
  readonly zone: string;
  /** Whose relay it was at the start before, by `nameOfKey`. */
  readonly knownOperator?: string | undefined;
  /** Where hubs dial back to this node: its own name, or its address. */
  readonly dialHost: string;
  readonly host: string;
  readonly port: number;
  readonly mostConnections: number;
  /** The zone's name server; where it is left out, somebody else's answers. */
  readonly dns?: {
    readonly host: string;
    readonly port: number;
    readonly nameServers: readonly NameServer[];
    /** Where visitors go. */
    readonly addresses: readonly string[];
  };
  /** What `security.txt` says to strangers who ask. */
  readonly securityTxt?: (() => string) | undefined;
  /** For browsers that open the relay's own name: what they are shown, and what the zone says of it. */
  readonly ownCertificate?: Pick<OwnCertificate, "certificates" | "proofs"> | undefined;
  /** Where hubs that ask for it are knocked at; as a relay does, when left out. */
  readonly knocking?: Knocking;
  /** The relay's other nodes, where it has some. */
  readonly openNeighbours?: (answers: Answers) => Promise<Neighbours>;
  readonly now: () => number;
  readonly random: () => number;
  readonly news: FrontNews;
  readonly log: Logger;
}

export interface Relay extends AsyncDisposable {
  /**
   * Asks every hub to sign in once more, and takes none itself any more where there are other nodes. Visitors are served as before.
   * @returns when no hub and no visitor is here any more, or the signal aborts
   */
  drain(signal: AbortSignal): Promise<void>;
  readonly port: number;
  readonly dnsPort: number | undefined;
  readonly sessions: HubSessions;
  readonly operator: PublicKey;
}

export async function openRelay(options: RelayOptions): Promise<Relay> {
  const { folder, zone, dialHost, now, random, news, log } = options;
  await using opened = new AsyncDisposableStack();
  const keys = await openRelayKeys(folder, now, options.knownOperator);
  await sweepEnrolmentCodes(folder, now());
  const lines = makeAwaitedLines(() => randomBytes(TOKEN_BYTES));
  let neighbours = NO_NEIGHBOURS;
  const sessions = makeHubSessions({
    came: (session) => neighbours.came(session),
    left: (hub) => neighbours.left(hub),
  });
  const onUnreadable = (error: unknown) =>
    log.error("the list of revocations cannot be read", { cause: (error as Error).name });
  /** Revocations that the other nodes know, or have heard of from here. */
  const told = new Set(await readRevocationLines(folder));
  const tellRevoked = async () => {
    const news = (await readRevocationLines(folder)).filter((line) => !told.has(line));
    for (const line of news) told.add(line);
    neighbours.revoked(news);
  };
  const revocations = opened.use(
    await openRevocations(
      folder,
      keys.operator,
      (hub) => {
        sessions.find(hubIdOf(hub))?.end("wire.revoked");
        void tellRevoked().catch(onUnreadable);
      },
      onUnreadable,
    ),
  );
  const enrol =
    keys.operatorSigner &&
    makeEnrol({
      zone,
      operator: keys.operatorSigner,
      revocations,
      takeCode: (code) => takeEnrolmentCode(folder, code, now()),
      keep: (enrolment) => noteEnrolment(folder, enrolment),
      now,
      onTrouble: (error) =>
        log.error("an enrolment could not be written down", {
          code: error instanceof HubError ? error.code : "unknown",
        }),
    });
  let front: Front | undefined;
  const control = openControl({
    certificate: await makeControlCertificate(now()),
    certificates: options.ownCertificate?.certificates,
    signer: keys.node,
    answer: answerReaders(() => options.securityTxt?.()),
    credential: keys.credential,
    link: makeLinkPath({
      operator: keys.operator,
      zone,
      isRevoked: (hub, enrolledAt) => revocations.has(hub, enrolledAt),
      sessions,
      sessionElsewhere: (hub) => neighbours.sessionOf(hub),
    }),
    exposure: makeExposurePath({
      ...options.knocking,
      operator: keys.operator,
      zone,
      isRevoked: (hub, enrolledAt) => revocations.has(hub, enrolledAt),
    }),
    enrol: makeEnrolPath(
      enrol ??
        (async (hub, code) => {
          const enrolment = await neighbours.enrol(hub, code);
          if (enrolment === "unknown")
            throw new WireError("wire.unavailable", "the node that enrols is away");
          return enrolment;
        }),
    ),
  });
  const visitors = makeVisitors({
    zone,
    sessions,
    lines,
    neighbours: { dial: (...asked) => neighbours.dial(...asked) },
    here: () => ({ host: dialHost, port: front?.port ?? options.port }),
    random,
  });
  let isLeaving = false;
  const ownProofs = (): Proofs => options.ownCertificate?.proofs() ?? joinProofs([]);
  const answers: Answers = {
    sessionOf: (hub) => sessions.find(hub)?.number,
    dial: visitors.dial,
    proofs: (hub) => sessions.find(hub)?.proofs,
    ownProofs,
    cameElsewhere(hub, number) {
      const own = sessions.find(hub);
      if (own === undefined) return;
      if (own.number > number) return neighbours.came(own);
      sessions.remove(own);
      own.end("wire.stale");
    },
    enrol,
    revocations: () => readRevocationLines(folder),
    async learn(said) {
      for (const line of await learnRevocations(folder, keys.operator, said)) told.add(line);
    },
  };
  const opening = openFront({
    host: options.host,
    port: options.port,
    name: relayName(zone),
    mostConnections: options.mostConnections,
    lines,
    visitors,
    takeControl: (socket) => void (isLeaving ? socket.destroy() : control.take(socket)),
    random,
    news,
  });
  front = await orSayWhich("hubs and visitors", "--port", options, opening);
  const openedFront = front;
  const { port, close } = openedFront;
  opened.defer(close);
  opened.defer(() => {
    for (const session of sessions.all) session.end("wire.stale");
  });
  const responder =
    options.dns &&
    (await orSayWhich(
      "the name server",
      "--dns-port",
      options.dns,
      openResponder({
        ...options.dns,
        zone: { ...options.dns, zone },
        proofs: async (hub) => sessions.find(hub)?.proofs ?? neighbours.proofs(hub),
        // An authority asks any of the nodes for the proof of any other one.
        async ownProofs() {
          const others = await neighbours.ownProofs();
          return others === "unknown" ? others : joinProofs([ownProofs(), ...others]);
        },
      }),
    ));
  if (responder !== undefined) opened.defer(() => responder.close());
  if (options.openNeighbours !== undefined) {
    neighbours = opened.use(await options.openNeighbours(answers));
    for (const session of sessions.all) neighbours.came(session);
  }
  const parts = opened.move();
  return {
    port,
    dnsPort: responder?.port,
    sessions,
    operator: keys.operator,
    async drain(signal) {
      isLeaving = options.openNeighbours !== undefined;
      for (const session of [...sessions.all]) {
        session.drain();
        await sleep(DRAIN_EACH_MS);
      }
      while (!signal.aborted && (sessions.size > 0 || openedFront.visits > 0)) await sleep(LOOK_MS);
    },
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}
