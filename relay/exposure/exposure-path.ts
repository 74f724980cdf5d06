/**
 * A hub asks how its house looks from outside. The relay knocks at the address that this very connection comes from, which TCP and TLS have
 * shown to be the asker's, and at no other, whatever anybody says; at a few ports that the relay itself names; seldom; and it tells the asker alone.
 */
import { networkInterfaces } from "node:os";
import type { PublicKey } from "../../hub/contract/jws.ts";
import { makeBuckets } from "../../hub/domain/buckets.ts";
import { plainAddress } from "../gate/plain-address.ts";
import { sourceOf } from "../gate/source-of.ts";
import type { ControlPath } from "../sessions/open-control.ts";
import { WireError } from "../wire/errors.ts";
import { verifyLookHello } from "../wire/hello.ts";
import { isInside } from "../wire/is-inside.ts";
import { hubIdOf } from "../wire/remote-name.ts";
import { knockAt } from "./knock-at.ts";

/** Where a hub listens as it comes, and as its documents have it: the page, the door, rooms, the house's automation. */
const PORTS = [80, 443, 8_080, 8_443, 8_883, 8_884] as const;
/** Two families for each look: a hub looks once a day, and a person a few times in a row. */
const PER_HUB = { perSecond: 1 / 300, burst: 8 };
/** Several houses may come from one address. */
const PER_SOURCE = { perSecond: 1 / 60, burst: 16 };
const AT_ONCE = 32;

/** Of tests, which have but one machine. */
export interface Knocking {
  readonly ports?: readonly number[];
  readonly mayKnockAt?: (address: string) => boolean;
}

export function makeExposurePath({
  operator,
  zone,
  isRevoked,
  ports = PORTS,
  mayKnockAt = isElsewhere,
}: Knocking & {
  readonly operator: PublicKey;
  readonly zone: string;
  readonly isRevoked: (hub: PublicKey, enrolledAt: number) => boolean;
}): ControlPath {
  const hubs = makeBuckets(PER_HUB);
  const sources = makeBuckets(PER_SOURCE);
  let under = 0;

  const isAllowed = (hub: PublicKey, address: string): boolean => {
    const now = performance.now();
    return under < AT_ONCE && hubs.take(hubIdOf(hub), now) && sources.take(sourceOf(address), now);
  };

  return (line) => {
    const gone = new AbortController();
    let isAsked = false;
    return {
      async hear(message) {
        if (message.kind !== "look" || isAsked)
          throw new WireError("wire.unexpected", `no place for ${message.kind}`);
        isAsked = true;
        const { key, enrolment } = await verifyLookHello(message.jws, line.channel, operator);
        if (isRevoked(key, enrolment.issuedAt))
          throw new WireError("wire.revoked", "its enrolment was taken back");
        if (enrolment.zone !== zone) throw new WireError("wire.not-enrolled", "enrolled in another zone");
        const address = plainAddress(line.address);
        if (!mayKnockAt(address)) return line.send({ kind: "seen", address, knocked: [], open: [] });
        if (!isAllowed(key, address)) throw new WireError("wire.too-often", "more than is done for one hub");
        under += 1;
        const open = await knockAt(address, ports, gone.signal).finally(() => {
          under -= 1;
        });
        if (!gone.signal.aborted) line.send({ kind: "seen", address, knocked: [...ports], open });
      },
      gone: () => gone.abort(),
    };
  };
}

/** Whoever comes from a house's own network, or from this machine, is not seen from outside, and shows nobody what is in there. */
const isElsewhere = (address: string): boolean =>
  !isInside(address) &&
  !Object.values(networkInterfaces()).some((found) => found?.some((own) => own.address === address));
