/** What this machine's hub says to anybody: whether it has a guardian, and by which name the house reaches it. */
import { X509Certificate } from "node:crypto";
import { networkInterfaces } from "node:os";

const ANSWER_WITHIN_MS = 5_000;

export interface HubNearby {
  /** `undefined` where it does not answer. */
  isClaimed(): Promise<boolean | undefined>;
  /** @returns where a phone of the house opens it; `undefined` where it has no name there */
  address(): Promise<string | undefined>;
}

/** @param page its address on this machine: `http://localhost:8080` */
export function hubNearby(page: string): HubNearby {
  const ask = (path: string) => fetch(new URL(path, page), { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
  return {
    async isClaimed() {
      try {
        const answer = await ask("/api/v1/hub");
        const card = (await answer.json()) as { claimed?: unknown };
        return answer.ok && typeof card.claimed === "boolean" ? card.claimed : undefined;
      } catch {
        return undefined;
      }
    },
    async address() {
      try {
        const answer = await ask("/api/v1/home-page/pawpost.crt");
        const { subject } = new X509Certificate(Buffer.from(await answer.arrayBuffer()));
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
