/** The certificate under which the hub is reached from elsewhere: its own order, or files that somebody else keeps; and who watches public logs for its names. */
import { randomInt } from "node:crypto";
import { openAcmeAuthority } from "./certificates/acme-authority.ts";
import { chooseWay } from "./certificates/choose-way.ts";
import { followCertificateFiles } from "./certificates/follow-files.ts";
import { keepCertificate } from "./certificates/keep-certificate.ts";
import { keepWhileJoined } from "./certificates/keep-while-joined.ts";
import { LinkAgent } from "./certificates/link-agent.ts";
import type { LinkLine } from "./certificates/link-line.ts";
import type { ShownCertificates } from "./certificates/shown-certificates.ts";
import { readTsigKey } from "./certificates/update/tsig-key.ts";
import { watchWhileJoined } from "./certificates/watch-while-joined.ts";
import type { Config } from "./config/settings.ts";
import type { LedgerKind } from "./contract/ledger.ts";
import type { DoorNames } from "./door/remote-names.ts";
import type { IssuanceWatch } from "./ports/issuance-watch.ts";
import type { NamePublisher } from "./ports/name-publisher.ts";
import type { HubStore } from "./store/hub-store.ts";
import type { House } from "./use-cases/house.ts";

type Settings = Pick<
  Config,
  "certificateDir" | "certificateName" | "certificateWatch" | "acmeDirectory" | "dnsUpdate" | "dnsUpdateKey"
>;
type NameServer = Parameters<typeof chooseWay>[0]["update"];

export interface CertificateWork extends AsyncDisposable {
  readonly issuances: IssuanceWatch;
}

/** @throws ConfigError of a key that cannot be read */
export async function readNameServer({ dnsUpdate, dnsUpdateKey }: Settings): Promise<NameServer> {
  return dnsUpdate === undefined ? undefined : { server: dnsUpdate, key: await readTsigKey(dnsUpdateKey) };
}

export function composeCertificates(
  parts: Pick<House, "clock" | "log" | "fail"> & {
    readonly config: Settings;
    /** Of {@link readNameServer}. */
    readonly nameServer: NameServer;
    readonly store: Pick<HubStore, "certificateNotes" | "issuanceNotes" | "ledger">;
    readonly names: DoorNames;
    readonly relay: NamePublisher;
    readonly line: LinkLine;
    readonly shown: ShownCertificates;
  },
): CertificateWork {
  const { config, store, names, relay, line, shown, clock, log, fail } = parts;
  const joined = { place: names.place, onChange: names.onChange, fail };
  const noteOfHub = (kind: LedgerKind) =>
    store.ledger.append({ at: clock.now(), kind, person: null, subject: null });
  const order = () =>
    keepWhileJoined({
      ...joined,
      begin: (place) =>
        keepCertificate({
          notes: store.certificateNotes,
          shown,
          ...chooseWay({
            place,
            name: config.certificateName,
            update: parts.nameServer,
            relay,
            line,
            shown,
            clock,
            newId: () => randomInt(65_536),
            deviceNames: names.deviceNames,
            onNames: names.onChange,
          }),
          directory: config.acmeDirectory,
          openAuthority: (accountKey, ending) =>
            openAcmeAuthority({
              directory: config.acmeDirectory,
              accountKey,
              agent: new LinkAgent(line, ending),
              signal: ending,
              now: clock.now,
            }),
          clock,
          random: Math.random,
          log,
          tell: () => noteOfHub("certificate-failing"),
        }),
    });

  const opened = new AsyncDisposableStack();
  const { certificateDir, certificateWatch } = config;
  opened.use(
    certificateDir === undefined
      ? order()
      : followCertificateFiles({ folder: certificateDir, shown, clock, log }),
  );
  // Whoever else keeps the certificate has its keys: the hub could not tell which are theirs.
  const isWatched = certificateDir === undefined && certificateWatch !== "off";
  const issuances = isWatched
    ? watchWhileJoined({
        ...joined,
        monitor: certificateWatch,
        line,
        notes: store.issuanceNotes,
        certificates: store.certificateNotes,
        clock,
        random: Math.random,
        log,
        tell: () => noteOfHub("certificate-foreign"),
      })
    : undefined;
  opened.use(issuances);
  return {
    issuances: issuances ?? { view: () => undefined },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
