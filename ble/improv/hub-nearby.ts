/** What this machine's hub says to anybody: whether it has a guardian, and by which name the house reaches it. */
import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import { networkInterfaces } from "node:os";

const ANSWER_WITHIN_MS = 5_000;

export interface HubNearby {
  /** `undefined` where it does not answer. */
  isClaimed(): Promise<boolean | undefined>;
  /** @returns where a phone of the house opens it; `undefined` where it has no name there */
  address(): Promise<string | undefined>;
}

/** @param port of its page on this machine */
export function hubNearby(port: number): HubNearby {
  // By number: not every system has a file that says where localhost is.
  const ask = async (path: string): Promise<Buffer> => {
    const asking = get({
      host: "127.0.0.1",
      port,
      path,
      headers: { host: `localhost:${port}` },
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    const [answer] = (await once(asking, "response")) as [IncomingMessage];
    const chunks: Buffer[] = [];
    for await (const chunk of answer) chunks.push(chunk as Buffer);
    if (answer.statusCode !== 200) throw new Error(`status ${answer.statusCode}`);
    return Buffer.concat(chunks);
  };
  return {
    async isClaimed() {
      try {
        const card = JSON.parse((await ask("/api/v1/hub")).toString()) as { claimed?: unknown };
        return typeof card.claimed === "boolean" ? card.claimed : undefined;
      } catch {
        return undefined;
      }
    },
    async address() {
      try {
        const { subject } = new X509Certificate(await ask("/api/v1/home-page/pawpost.crt"));
        const [name] = /pawpost-[a-z2-7]{8}\.local/.exec(subject) ?? [];
        return name === undefined ? undefined : `https://${name}`;
      } catch {
        return undefined;
      }
    },
  };
}

/** Whether this machine has an address that somebody else can reach. */
export const hasNetwork = (): boolean =>
  Object.values(networkInterfaces())
    .flatMap((all) => all ?? [])
    .some(({ internal, address }) => !internal && !/^(?:169\.254\.|fe80:)/i.test(address));
