import type { Clock } from "../ports/clock.ts";
import type { NamePublisher } from "../ports/name-publisher.ts";
import type { Detour } from "./detour.ts";
import { makeDnsWay } from "./dns-way.ts";
import { CertificateError } from "./errors.ts";
import type { Place } from "./keep-while-joined.ts";
import type { LinkLine } from "./link-line.ts";
import { makeNamedWay } from "./named-way.ts";
import type { ShownCertificates } from "./shown-certificates.ts";
import type { TsigKey } from "./update/tsig-key.ts";
import { makeUpdatePublisher } from "./update/update-publisher.ts";
import type { Way } from "./way.ts";

export interface Ways {
  readonly way: Way;
  /** `undefined` where the way is one name's already. */
  readonly detour: Detour | undefined;
}

/** By the settings: a wildcard, its proof said in the relay's zone or at another name server, and a way round that; or one name. */
export function chooseWay(options: {
  readonly place: Place;
  /** The one name; of another place it counts for nothing. */
  readonly name: string | undefined;
  /** Where the zone's primary is not the relay. */
  readonly update: { readonly server: string; readonly key: TsigKey } | undefined;
  readonly relay: NamePublisher;
  readonly line: LinkLine;
  readonly shown: ShownCertificates;
  readonly clock: Clock;
  readonly newId: () => number;
  /** By which devices come, the best one first. */
  readonly deviceNames: () => readonly string[];
  readonly onNames: Detour["onChange"];
}): Ways {
  const { place, name, update, relay, line, shown, clock, newId, deviceNames, onNames } = options;
  if (name?.endsWith(`.${place.hub}.${place.zone}`) === true)
    return { way: makeNamedWay({ name, publisher: relay, shown, clock }), detour: undefined };
  const other = update && makeUpdatePublisher({ ...place, ...update, line, clock, newId });
  const way = makeDnsWay({ ...place, publisher: other ? asTheZones(other) : relay, line, clock });
  const detour: Detour = {
    name(before) {
      const names = deviceNames();
      return before !== null && names.includes(before) ? before : names[0];
    },
    wayTo: (one) => makeNamedWay({ name: one, publisher: other ? both(relay, other) : relay, shown, clock }),
    onChange: onNames,
  };
  return { way, detour };
}

/** A name server that does not take what it is to say, or is away, shows no proof. */
const asTheZones = ({ publish }: NamePublisher): NamePublisher => ({
  async publish(words, signal) {
    try {
      await publish(words, signal);
    } catch (error) {
      const isTheirs =
        error instanceof CertificateError &&
        (error.code === "certificate.no-answer" || error.code === "certificate.refused");
      if (!isTheirs) throw error;
      throw new CertificateError("certificate.not-proven", error.message, { cause: error });
    }
  },
});

/** The relay lets the authority through; the zone's own name server says who may issue, if it takes any word at all. */
const both = (relay: NamePublisher, other: NamePublisher): NamePublisher => ({
  async publish(words, signal) {
    await relay.publish(words, signal);
    await other.publish(words, signal).catch(() => undefined); // it is the one that this is the way round of
  },
});
