/**
 * What a relay says of its zone (RFC 1034, 4.3; RFC 2308; RFC 8659). Of hubs it says nothing: every name that could be a hub's or a device's
 * is there, whether or not somebody has it.
 *
 *   <zone>                           SOA NS A AAAA CAA(nobody)
 *   ns1.<zone> ns2.<zone> ...        A AAAA
 *   relay.<zone>                     A AAAA CAA: the relay's own account, else nobody
 *   _acme-challenge.relay.<zone>     TXT: what the relay proves
 *   inside.<zone>                    A TXT: an address as houses have them, for who wants to know whether it gets through
 *   <hub id>.<zone>                  CAA: the hub's own account, else nobody
 *   _acme-challenge.<hub id>.<zone>  TXT: what that hub says over its session
 *   <label>.<hub id>.<zone>          A AAAA: the relay
 *
 * Pure: questions in, records out. Sockets live in `open-responder.ts`.
 */
import { type HubId, parseHubId, parseRemoteName, probeName, relayName } from "../wire/remote-name.ts";

export interface NameServer {
  readonly name: string;
  readonly addresses: readonly string[];
}

export interface Zone {
  readonly zone: string;
  /** At least one; two are what a registrar asks for. */
  readonly nameServers: readonly NameServer[];
  /** Where visitors go. */
  readonly addresses: readonly string[];
}

/** Words for certificate authorities: a hub's, or the relay's own. */
export interface Proofs {
  /** Answers to DNS-01 challenges (RFC 8555, 8.4). */
  readonly txt: readonly string[];
  /** Values of its CAA `issuewild`, such as `ca.example; accounturi=https://ca.example/acct/1`. */
  readonly issuers: readonly string[];
  /** Values of its CAA `issue`, for one device's name; only while such an order runs. */
  readonly named: readonly string[];
}

type ZoneRecord = { readonly name: string; readonly ttl: number } & (
  | { readonly type: "A" | "AAAA" | "NS"; readonly data: string }
  | { readonly type: "TXT"; readonly data: string }
  | {
      readonly type: "CAA";
      readonly data: { readonly flags: number; readonly tag: string; readonly value: string };
    }
  | {
      readonly type: "SOA";
      readonly data: {
        readonly mname: string;
        readonly rname: string;
        readonly serial: number;
        readonly refresh: number;
        readonly retry: number;
        readonly expire: number;
        readonly minimum: number;
      };
    }
);

export interface ZoneAnswer {
  readonly rcode: "NOERROR" | "NXDOMAIN" | "REFUSED";
  readonly answers: readonly ZoneRecord[];
  readonly authorities: readonly ZoneRecord[];
  readonly additionals: readonly ZoneRecord[];
}

const CHALLENGE = "_acme-challenge.";
/** Addresses of relays change when a node is added. */
const TTL_S = 300;
/** What a hub says changes while somebody waits for it; that there is nothing, too. */
const SHORT_TTL_S = 5;
/** Not public, and no machine's: where it is in use at all, it is that network's broadcast address. */
const INSIDE = "192.168.255.255";
/** There are no secondaries that would read it. */
const SERIAL = 1;

/** Without anybody in it, nobody may issue. RFC 8659, 4.2. */
const caaOf = (tag: "issue" | "issuewild", issuers: readonly string[]) =>
  (issuers.length === 0 ? [";"] : issuers).map((value) => ({ flags: 0, tag, value }));
const NOBODY = [...caaOf("issue", []), ...caaOf("issuewild", [])];

/** @returns whether the answer depends on the relay's own words */
export function isOwnAsked(name: string, zone: string): boolean {
  const asked = name.toLowerCase();
  return asked === relayName(zone) || asked === CHALLENGE + relayName(zone);
}

/** Of one answer: more than nodes have to say, and no more than one message holds. */
const MOST_TOGETHER = 64;

/** Of the relay's own name, where each of its nodes orders a certificate: what all of them say, in one. */
export const joinProofs = (all: readonly Proofs[]): Proofs => ({
  txt: all.flatMap(({ txt }) => txt).slice(0, MOST_TOGETHER),
  issuers: [],
  named: all.flatMap(({ named }) => named).slice(0, MOST_TOGETHER),
});

/** @returns the hub on whose words the answer depends */
export function hubAsked(name: string, zone: string): HubId | undefined {
  const asked = name.toLowerCase();
  return parseHubId(asked.startsWith(CHALLENGE) ? asked.slice(CHALLENGE.length) : asked, zone);
}

/**
 * @param name in any case, which the answer repeats: a resolver may have drawn it as a check
 * @param proofs of whom is asked for, a hub or the relay itself, where it has said some
 */
export function answerQuestion(name: string, type: string, zone: Zone, proofs?: Proofs): ZoneAnswer {
  const records = recordsOf(name, zone, proofs);
  if (records === "elsewhere") return { rcode: "REFUSED", answers: [], authorities: [], additionals: [] };
  const answers = records?.filter((record) => record.type === type || type === "ANY") ?? [];
  const additionals = answers.some((record) => record.type === "NS")
    ? zone.nameServers.flatMap((server) => addressRecords(server.name, server.addresses))
    : [];
  return {
    rcode: records === undefined ? "NXDOMAIN" : "NOERROR",
    answers,
    authorities: answers.length === 0 ? [soaOf(zone)] : [],
    additionals,
  };
}

/** @returns all that there is by that name; `undefined` where there is no such name */
function recordsOf(
  asked: string,
  zone: Zone,
  proofs: Proofs | undefined,
): readonly ZoneRecord[] | "elsewhere" | undefined {
  const name = asked.toLowerCase();
  const apex = zone.zone;
  if (name === apex) {
    const servers = zone.nameServers.map(
      (server) => ({ name: asked, ttl: TTL_S, type: "NS", data: server.name }) as const,
    );
    return [soaOf(zone), ...servers, ...addressRecords(asked, zone.addresses), ...caaRecords(asked, NOBODY)];
  }
  if (!name.endsWith(`.${apex}`)) return "elsewhere";
  if (name === relayName(apex))
    return [...addressRecords(asked, zone.addresses), ...caaOfHost(asked, proofs)];
  if (name === probeName(apex))
    return [...addressRecords(asked, [INSIDE]), { name: asked, ttl: TTL_S, type: "TXT", data: INSIDE }];
  const server = zone.nameServers.find((one) => one.name === name);
  if (server !== undefined) return addressRecords(asked, server.addresses);
  if (parseRemoteName(name, apex) !== undefined) return addressRecords(asked, zone.addresses);
  const hub = parseHubId(name, apex);
  if (hub !== undefined) return caaOfHost(asked, proofs);
  const challenged = name.startsWith(CHALLENGE) ? parseHubId(name.slice(CHALLENGE.length), apex) : undefined;
  if (challenged === undefined && !isOwnAsked(name, apex)) return undefined;
  const txt = proofs?.txt ?? [];
  return txt.map((data) => ({ name: asked, ttl: SHORT_TTL_S, type: "TXT", data }));
}

const addressRecords = (name: string, addresses: readonly string[]): readonly ZoneRecord[] =>
  addresses.map((data) => ({ name, ttl: TTL_S, type: data.includes(":") ? "AAAA" : "A", data }));

const caaOfHost = (name: string, { issuers = [], named = [] }: Partial<Proofs> = {}) =>
  caaRecords(name, [...caaOf("issue", named), ...caaOf("issuewild", issuers)]);

const caaRecords = (
  name: string,
  all: readonly { readonly flags: number; readonly tag: string; readonly value: string }[],
): readonly ZoneRecord[] => all.map((data) => ({ name, ttl: SHORT_TTL_S, type: "CAA", data }));

const soaOf = ({ zone, nameServers }: Zone): ZoneRecord => ({
  name: zone,
  // How long "there is nothing" is believed: RFC 2308, 5.
  ttl: SHORT_TTL_S,
  type: "SOA",
  data: {
    mname: nameServers[0]?.name ?? zone,
    rname: `hostmaster.${zone}`,
    serial: SERIAL,
    refresh: 3_600,
    retry: 600,
    expire: 604_800,
    minimum: SHORT_TTL_S,
  },
});
