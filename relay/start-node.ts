/** One node as its operator starts it: the folder, the relay, its figures and its desk. `main.ts` starts it for a service, `pawpost relay` for a person. */

import { systemClock as clock } from "../hub/clock/system-clock.ts";
import type { Logger } from "../hub/ports/logger.ts";
import { makeOwnCertificate } from "./certificate/own-certificate.ts";
import type { Answers } from "./cluster/neighbours.ts";
import { openNats } from "./cluster/open-nats.ts";
import { openDesk } from "./desk/open-desk.ts";
import type { NameServer } from "./dns/zone-answers.ts";
import { RelayError } from "./errors.ts";
import { openRelayFolder } from "./keep/relay-folder.ts";
import { orSayWhich } from "./listen-trouble.ts";
import { LOOPBACK, openMetrics } from "./metrics/open-metrics.ts";
import { openRelay, type Relay } from "./open-relay.ts";
import { publicAddresses } from "./public-addresses.ts";
import type { RelaySettings } from "./relay-settings.ts";
import { openPlainDoor } from "./report/open-plain-door.ts";
import { renderSecurityTxt } from "./report/relay-security-txt.ts";
import { nameOfKey } from "./wire/key-name.ts";
import { relayName } from "./wire/remote-name.ts";

export interface Node extends AsyncDisposable {
  readonly zone: string;
  readonly port: number;
  readonly dnsPort: number;
  readonly metricsPort: number;
  /** Of `security.txt` without TLS, where there is one. */
  readonly httpPort: number | undefined;
  readonly addresses: readonly string[];
  readonly nameServers: readonly NameServer[];
  /**
   * Before it goes, where there are other nodes: its hubs go to them, and visitors who are here may finish.
   * @returns when nobody is here any more, or the signal aborts; at once where it is alone
   */
  drain(signal: AbortSignal): Promise<void>;
}

/** @throws RelayError, KeepError, StoreError: whatever is open by then is closed again */
export async function startNode(
  settings: RelaySettings,
  tools: { readonly now: () => number; readonly random: () => number; readonly log: Logger },
): Promise<Node> {
  const { zone } = settings;
  const addresses = settings.addresses ?? publicAddresses();
  const [first] = addresses;
  if (first === undefined)
    throw new RelayError(
      "relay.no-address",
      "This machine has no public address of its own.",
      "Name the one by which the world reaches it: --address 203.0.113.7 (with commas between several)",
    );
  const nameServers =
    settings.nameServers ??
    (["ns1", "ns2"].map((name) => ({ name: `${name}.${zone}`, addresses })) satisfies NameServer[]);
  const nowhere = nameServers.find((one) => one.name.endsWith(`.${zone}`) && one.addresses.length === 0);
  if (nowhere !== undefined)
    throw new RelayError(
      "relay.settings",
      `${nowhere.name} is a name of this zone, and nobody else says where it is.`,
      `Write it with its address: --name-server ${nowhere.name}=${first}`,
    );

  await using opened = new AsyncDisposableStack();
  const folder = opened.use(await openRelayFolder(settings.folder, zone));
  const { contact, natsServers: servers } = settings;
  const securityTxt =
    contact === undefined ? undefined : () => renderSecurityTxt(contact, relayName(zone), tools.now());
  const ownCertificate = orderedBy(settings)
    ? makeOwnCertificate({
        ...{ folder: settings.folder, zone, directory: settings.acmeDirectory, clock },
        random: tools.random,
        log: tools.log,
      })
    : undefined;
  let relay: Relay | undefined;
  const opening = openMetrics(settings.metricsPort, () => relay?.sessions.size);
  const metrics = opened.use(
    await orSayWhich("figures", "--metrics-port", { host: LOOPBACK, port: settings.metricsPort }, opening),
  );
  relay = opened.use(
    await openRelay({
      ...settings,
      knownOperator: folder.mark.operator,
      dialHost: settings.dialHost ?? first,
      dns: { host: settings.host, port: settings.dnsPort, addresses, nameServers },
      ...tools,
      securityTxt,
      ownCertificate,
      news: metrics.news,
      ...(servers !== undefined && {
        openNeighbours: (answers: Answers) =>
          openNats({
            servers,
            seedFile: settings.natsSeedFile,
            caFile: settings.natsCaFile,
            answers,
            onDropped: metrics.dropped,
            log: tools.log,
          }),
      }),
    }),
  );
  if (ownCertificate !== undefined) opened.use(ownCertificate.begin());
  const door =
    securityTxt &&
    opened.use(
      await orSayWhich(
        "readers of security.txt",
        "--http-port",
        { host: settings.host, port: settings.httpPort },
        openPlainDoor(settings.host, settings.httpPort, securityTxt),
      ),
    );
  const { port, operator } = relay;
  const mark = { zone, port, operator: nameOfKey(operator) };
  if (folder.mark.port !== mark.port || folder.mark.operator !== mark.operator) await folder.note(mark);
  opened.use(await openDesk(settings.folder, relay.sessions));
  opened.defer(() => {
    relay = undefined; // no more ready
  });
  const parts = opened.move();
  return {
    zone,
    port,
    dnsPort: relay.dnsPort ?? settings.dnsPort,
    metricsPort: metrics.port,
    httpPort: door?.port,
    addresses,
    nameServers,
    drain: async (signal) => (servers === undefined ? undefined : relay?.drain(signal)),
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

/** Where nobody is told where to tell a weakness there is nothing that a browser would read. */
const orderedBy = ({ acmeDirectory, contact }: RelaySettings): boolean =>
  acmeDirectory !== "off" && contact !== undefined;
