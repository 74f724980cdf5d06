/** What each name server of a zone says of one name, asked past every cache: an authority asks them so, too. */
import { Resolver } from "node:dns/promises";
import type { TextsAnswer, TextsJob } from "../contract/link-job.ts";
import { seconds } from "../domain/duration.ts";

const PATIENCE = seconds(2);
const TRIES = 2;
/** A zone has thirteen name servers at most that anybody asks; each has an address or two. */
const MOST_ADDRESSES = 26;
/** There is no such name, or it has no text: an answer too. */
const NOTHING: ReadonlySet<string> = new Set(["ENOTFOUND", "ENODATA"]);

/** Asks the machine's own resolver who they are. @returns never rejects */
export type AskNameServers = (job: TextsJob) => Promise<TextsAnswer>;

/** Who knows a zone's name servers, and where they are: a `Resolver` of `node:dns`. */
interface Finder {
  resolveNs(zone: string): Promise<string[]>;
  resolve4(host: string): Promise<string[]>;
  resolve6(host: string): Promise<string[]>;
}

/**
 * @param mayAsk whether an address is one of the world's: who runs a zone says where its name servers are
 * @param port at which they answer
 */
export const makeAskNameServers =
  (resolver: Finder, mayAsk: (address: string) => boolean, port = 53): AskNameServers =>
  async ({ zone, name }) => {
    const found = async (host: string) => {
      const [four, six] = await Promise.all([
        orNone(resolver.resolve4(host)),
        orNone(resolver.resolve6(host)),
      ]);
      return [...four, ...six].filter(mayAsk).map((address) => ({ server: host, address }));
    };
    const servers = await orNone(resolver.resolveNs(zone));
    const ends = (await Promise.all(servers.map(found))).flat();
    // One without an address answers nobody: it is in the list all the same.
    const lost = servers.filter((server) => !ends.some((end) => end.server === server));
    const answers = ends.slice(0, MOST_ADDRESSES).map(async ({ server, address }) => {
      const texts = await askOne(address, port, name);
      return texts === undefined ? { server } : { server, texts };
    });
    return { servers: [...(await Promise.all(answers)), ...lost.map((server) => ({ server }))] };
  };

/** @returns `undefined` where nobody answers, or another than is asked */
async function askOne(address: string, port: number, name: string): Promise<string[] | undefined> {
  const one = new Resolver({ timeout: PATIENCE, tries: TRIES });
  one.setServers([address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`]);
  try {
    return (await one.resolveTxt(name)).map((pieces) => pieces.join(""));
  } catch (error) {
    return NOTHING.has((error as NodeJS.ErrnoException).code ?? "") ? [] : undefined;
  }
}

const orNone = (found: Promise<string[]>): Promise<string[]> => found.catch(() => []);
