/** One relay node, put together. */
import { randomBytes } from "node:crypto";
import type { PublicKey } from "../hub/contract/jws.ts";
import { HubError } from "../hub/domain/hub-error.ts";
import type { Logger } from "../hub/ports/logger.ts";
import { openResponder } from "./dns/open-responder.ts";
import type { NameServer } from "./dns/zone-answers.ts";
import { makeEnrolPath } from "./enrol/enrol-path.ts";
import { sweepEnrolmentCodes, useEnrolmentCode } from "./enrol/enrolment-codes.ts";
import { type Front, type FrontNews, openFront } from "./front/open-front.ts";
import { makeVisitors } from "./front/visitors.ts";
import { noteEnrolment } from "./keep/enrolments.ts";
import { openRelayKeys } from "./keep/relay-keys.ts";
import { openRevocations } from "./keep/revocations.ts";
import { orSayWhich } from "./listen-trouble.ts";
import { answerReaders } from "./report/open-plain-door.ts";
import { makeControlCertificate } from "./sessions/control-certificate.ts";
import { type HubSessions, makeHubSessions } from "./sessions/hub-sessions.ts";
import { makeLinkPath } from "./sessions/link-path.ts";
import { openControl } from "./sessions/open-control.ts";
import { TOKEN_BYTES } from "./wire/dial-back.ts";
import { hubIdOf, relayName } from "./wire/remote-name.ts";

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
  readonly now: () => number;
  readonly random: () => number;
  readonly news: FrontNews;
  readonly log: Logger;
}

export interface Relay extends AsyncDisposable {
  /** Asks every hub to sign in once more, here or at another node. */
  drain(): void;
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
  const sessions = makeHubSessions(() => randomBytes(TOKEN_BYTES));
  const revocations = opened.use(
    await openRevocations(
      folder,
      keys.operator,
      (hub) => sessions.find(hubIdOf(hub))?.end("wire.revoked"),
      (error) => log.error("the list of revocations cannot be read", { cause: (error as Error).name }),
    ),
  );
  let front: Front | undefined;
  const control = openControl({
    certificate: await makeControlCertificate(now()),
    signer: keys.node,
    answer: answerReaders(() => options.securityTxt?.()),
    credential: keys.credential,
    link: makeLinkPath({
      operator: keys.operator,
      zone,
      isRevoked: (hub, enrolledAt) => revocations.has(hub, enrolledAt),
      sessions,
      dialHost,
      dialPort: () => front?.port ?? options.port,
    }),
    enrol: makeEnrolPath({
      zone,
      operator: keys.operatorSigner,
      revocations,
      useCode: (code) => useEnrolmentCode(folder, code, now()),
      keep: (enrolment) => noteEnrolment(folder, enrolment),
      now,
      onTrouble: (error) =>
        log.error("an enrolment could not be written down", {
          code: error instanceof HubError ? error.code : "unknown",
        }),
    }),
  });
  const opening = openFront({
    host: options.host,
    port: options.port,
    name: relayName(zone),
    mostConnections: options.mostConnections,
    sessions,
    visitors: makeVisitors({ zone, sessions, random }),
    takeControl: control.take,
    random,
    news,
  });
  front = await orSayWhich("hubs and visitors", "--port", options, opening);
  const { port, close } = front;
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
        zone: { ...options.dns, zone, proofs: (hub) => sessions.find(hub)?.proofs },
      }),
    ));
  if (responder !== undefined) opened.defer(() => responder.close());
  const parts = opened.move();
  return {
    port,
    dnsPort: responder?.port,
    sessions,
    operator: keys.operator,
    drain() {
      for (const session of sessions.all) session.drain();
    },
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}
