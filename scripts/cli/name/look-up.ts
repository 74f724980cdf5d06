import { Resolver } from "node:dns/promises";

const PATIENCE = { timeout: 1_500, tries: 2 };

/** What a name server makes of a name. */
export type Reply =
  | { readonly kind: "addresses"; readonly addresses: readonly string[] }
  /** It answers, and there is none: no such name, no address, or one that leads nowhere. */
  | { readonly kind: "nothing" }
  /** It does not answer, or says that it cannot. */
  | { readonly kind: "silent" };

export interface LookUp {
  /** Whom it asks. */
  readonly servers: readonly string[];
  addresses(name: string): Promise<Reply>;
  /** What is written beside a name; empty where that is nothing, or nobody answers. */
  texts(name: string): Promise<readonly string[]>;
}

/** @param server an address, with a port where that is not 53; left out, those that this machine asks @throws TypeError for what is no address */
export function openLookUp(server?: string, patience = PATIENCE): LookUp {
  const resolver = new Resolver(patience);
  if (server !== undefined) resolver.setServers([server]);
  return {
    servers: resolver.getServers(),
    async addresses(name) {
      const asked = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)]);
      const addresses = asked
        .flatMap((one) => (one.status === "fulfilled" ? one.value : []))
        .filter((address) => !NOWHERE.has(address));
      if (addresses.length > 0) return { kind: "addresses", addresses };
      return { kind: asked.some(isAnswer) ? "nothing" : "silent" };
    },
    async texts(name) {
      const found = await resolver.resolveTxt(name).catch(() => []);
      return found.map((parts) => parts.join(""));
    },
  };
}

/** In the place of an address that somebody is not to have. */
const NOWHERE: ReadonlySet<string> = new Set(["0.0.0.0", "::"]);
const NO_SUCH = new Set(["ENOTFOUND", "ENODATA"]);
const isAnswer = (one: PromiseSettledResult<unknown>): boolean =>
  one.status === "fulfilled" || NO_SUCH.has((one.reason as NodeJS.ErrnoException).code ?? "");
