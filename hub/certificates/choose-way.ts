import type { Clock } from "../ports/clock.ts";
import type { NamePublisher } from "../ports/name-publisher.ts";
import { makeDnsWay } from "./dns-way.ts";
import type { Place } from "./keep-while-joined.ts";
import type { LinkLine } from "./link-line.ts";
import { makeNamedWay } from "./named-way.ts";
import type { ShownCertificates } from "./shown-certificates.ts";
import type { TsigKey } from "./update/tsig-key.ts";
import { makeUpdatePublisher } from "./update/update-publisher.ts";
import type { Way } from "./way.ts";

/** By the settings: a wildcard, its proof said in the relay's zone or at another name server; or one name. */
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
}): Way {
  const { place, name, update, relay, line, shown, clock, newId } = options;
  if (name?.endsWith(`.${place.hub}.${place.zone}`) === true)
    return makeNamedWay({ name, publisher: relay, shown, clock });
  const other = update && makeUpdatePublisher({ ...place, ...update, line, clock, newId });
  return makeDnsWay({ ...place, publisher: other ?? relay, line, clock });
}
