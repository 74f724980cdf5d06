import { lookup } from "node:dns/promises";
import { isIP, type LookupFunction } from "node:net";

/** @returns the addresses behind a name; all nodes of a relay have the same */
export type Resolve = (host: string) => Promise<readonly string[]>;

export const systemResolve: Resolve = async (host) =>
  (await lookup(host, { all: true })).map(({ address }) => address);

export interface Nodes {
  readonly addresses: readonly string[];
  /** For one connection: the addresses in an order of chance, so that hubs spread over nodes, and one that is gone is passed over. */
  readonly lookup: LookupFunction;
}

/** @param random 0 to 1 @throws what the resolver throws */
export async function nodesOf(host: string, resolve: Resolve, random: () => number): Promise<Nodes> {
  const addresses = isIP(host) === 0 ? await resolve(host) : [host];
  const drawn = addresses
    .map((address) => ({ address, family: isIP(address), at: random() }))
    .toSorted((one, other) => one.at - other.at)
    .map(({ address, family }) => ({ address, family }));
  return {
    addresses,
    lookup(_, options, done) {
      const [first] = drawn;
      if (first === undefined) return done(Object.assign(new Error("no address"), { code: "ENOTFOUND" }), "");
      if (options.all === true) return done(null, drawn);
      done(null, first.address, first.family);
    },
  };
}
