/**
 * What a house's router makes of the hub's name, told by three questions:
 *
 *   a device's name          leads to    this machine ──▶ straight        the relay ──▶ relay, or strips
 *   relay.<zone>             leads to    the relay: what is compared with; nowhere ──▶ no-internet, no-zone
 *   inside.<zone>            leads to    what its text says, or is kept back ──▶ strips
 */
import { isInside } from "../../../relay/wire/is-inside.ts";
import type { Reply } from "./look-up.ts";

export interface Replies {
  /** To a name as a device's, made up for this question: no cache knows it, and nobody has it. */
  readonly device: Reply;
  readonly relay: Reply;
  readonly inside: Reply;
  /** Where `inside` leads to by the zone's own word; `undefined` where the zone does not say. */
  readonly insideIs: string | undefined;
}

export type Router =
  /** The router leads phones to this machine. `alsoRelay`: and to the relay, and a phone takes which it likes. */
  | { readonly case: "straight"; readonly addresses: readonly string[]; readonly alsoRelay: boolean }
  /** It keeps addresses of the house from the house. `isReached`: by the relay; else phones at home find nothing. */
  | { readonly case: "strips"; readonly isReached: boolean }
  /** Out to the relay and back. `mayLead`: whether it would let another answer through; `undefined`: nobody knows. */
  | { readonly case: "relay"; readonly mayLead: boolean | undefined }
  /** It leads to another machine. */
  | { readonly case: "elsewhere"; readonly addresses: readonly string[] }
  | { readonly case: "no-internet" }
  /** There is Internet, or something that answers as if, and no such zone. */
  | { readonly case: "no-zone" };

/** @param own addresses of this machine */
export function judgeRouter({ device, relay, inside, insideIs }: Replies, own: ReadonlySet<string>): Router {
  const away = relay.kind === "addresses" ? relay.addresses : [];
  if (device.kind !== "addresses") {
    if (away.length > 0) return { case: "strips", isReached: false };
    return { case: device.kind === "silent" || relay.kind === "silent" ? "no-internet" : "no-zone" };
  }
  const { addresses } = device;
  const here = addresses.filter((address) => own.has(address));
  const strangers = addresses.filter((address) => !own.has(address) && !away.includes(address));
  // A relay has several addresses, and its zone may show others each time: only one of the house, or none that is known, is wrong.
  const isKnown = strangers.length < addresses.length || away.length === 0;
  const wrong = isKnown ? strangers.filter(isInside) : strangers;
  if (wrong.length > 0) return { case: "elsewhere", addresses: wrong };
  if (here.length > 0)
    return { case: "straight", addresses: here, alsoRelay: here.length < addresses.length };
  if (insideIs === undefined) return { case: "relay", mayLead: undefined };
  const isLetThrough = inside.kind === "addresses" && inside.addresses.includes(insideIs);
  return isLetThrough ? { case: "relay", mayLead: true } : { case: "strips", isReached: true };
}
