import { lookup } from "node:dns/promises";
import { isIP, type LookupFunction } from "node:net";

/** @returns the addresses behind a name, all nodes of a relay, in the order in which they are to be tried */
export type Resolve = (host: string) => Promise<readonly string[]>;

/** In an order of chance, so that hubs spread over nodes. @param random 0 to 1 */
export const systemResolve =
  (random: () => number): Resolve =>
  async (host) =>
    (await lookup(host, { all: true }))
      .map(({ address }) => ({ address, at: random() }))
      .toSorted((one, other) => one.at - other.at)
      .map(({ address }) => address);

export interface Nodes {
  readonly addresses: readonly string[];
  /** For one connection: one that is gone is passed over. */
  readonly lookup: LookupFunction;
}

/** @throws what `resolve` throws */
export async function nodesOf(host: string, resolve: Resolve): Promise<Nodes> {
  const addresses = isIP(host) === 0 ? await resolve(host) : [host];
  const found = addresses.map((address) => ({ address, family: isIP(address) }));
  return {
    addresses,
    lookup(_, options, done) {
      const [first] = found;
      if (first === undefined) return done(Object.assign(new Error("no address"), { code: "ENOTFOUND" }), "");
      if (options.all === true) return done(null, found);
      done(null, first.address, first.family);
    },
  };
}
