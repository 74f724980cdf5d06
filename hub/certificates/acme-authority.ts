/** An authority that speaks ACME (RFC 8555). The library is loaded when the first order is due. */
import type { Agent } from "node:https";
import { seconds } from "../domain/duration.ts";
import type { AcmeAccount } from "../ports/certificate-notes.ts";
import type { Authority, Challenge, ChallengeType, Order } from "./authority.ts";
import { CertificateError } from "./errors.ts";
import { readRetryAfter } from "./retry-after.ts";

type Library = typeof import("acme-client");
type Client = InstanceType<Library["Client"]>;
type WireOrder = Awaited<ReturnType<Client["createOrder"]>>;

const PATIENCE = seconds(20);
/** A chain has some kilobytes. */
const MAX_ANSWER_BYTES = 262_144;
/** What fits in a CAA record's value: RFC 8659, 4.2. */
const CAA_WORD = /^[\x21-\x3a\x3c-\x7e]{1,150}$/;
const BAD_NONCE = "urn:ietf:params:acme:error:badNonce";

export async function openAcmeAuthority(options: {
  readonly directory: string;
  /** PEM. */
  readonly accountKey: string;
  /** The way out of the house. */
  readonly agent: Agent;
  readonly signal: AbortSignal;
  readonly now: () => number;
}): Promise<Authority> {
  const { directory, accountKey } = options;
  const acme = await import("acme-client");
  tame(acme, options);
  const client = new acme.Client({ directoryUrl: directory, accountKey });

  const seen = (order: WireOrder): Order => ({
    url: order.url,
    status: order.status,
    names: order.identifiers.map(({ value }) => value),
    challenges: (type) => challengesOf(client, order, type),
    async finish(key) {
      // No common name: a name of ours is longer than the 64 letters that one may have (RFC 5280, A.1).
      const altNames = order.identifiers.map(({ value }) => value);
      const [, csr] = await acme.crypto.createCsr({ altNames }, key);
      await client.finalizeOrder(order, csr);
    },
    download: () => client.getCertificate(order),
  });

  return {
    async open() {
      // Having found one that is there, the library goes on to change it, which strict authorities refuse: found is enough.
      const failed = await client.createAccount({ termsOfServiceAgreed: true }).then(
        () => undefined,
        (error: unknown) => error,
      );
      const url = accountOf(client);
      if (url === undefined) throw failed;
      if (!CAA_WORD.test(url))
        throw new CertificateError("certificate.refused", "an account without an address");
      return { url, identities: await identitiesOf(acme, directory) };
    },
    async order(names) {
      const identifiers = names.map((value) => ({ type: "dns" as const, value }));
      return (await client.createOrder({ identifiers })).url;
    },
    async look(url) {
      try {
        return seen(await client.getOrder({ url } as WireOrder));
      } catch (error) {
        if (error instanceof CertificateError && error.code === "certificate.refused") return undefined;
        throw error;
      }
    },
  };
}

function accountOf(client: Client): string | undefined {
  try {
    return client.getAccountUrl();
  } catch {
    return undefined; // its way to say that there is none
  }
}

async function challengesOf(
  client: Client,
  order: WireOrder,
  type: ChallengeType,
): Promise<readonly Challenge[]> {
  const open = (await client.getAuthorizations(order)).filter(({ status }) => status === "pending");
  return Promise.all(
    open.map(async ({ identifier, challenges }) => {
      const challenge = challenges.find((one) => one.type === type);
      if (challenge === undefined)
        throw new CertificateError("certificate.refused", `the authority does not offer ${type}`);
      return {
        name: identifier.value,
        proof: await client.getChallengeKeyAuthorization(challenge),
        async answer() {
          // At one that it was told to look at before, a strict authority is told only once.
          if (challenge.status === "pending") await client.completeChallenge(challenge);
        },
      };
    }),
  );
}

/** By what an authority is named in CAA. One that does not say it does not look: its own name stands there. */
async function identitiesOf(acme: Library, directory: string): Promise<AcmeAccount["identities"]> {
  const { data } = await acme.axios.get<{ meta?: { caaIdentities?: unknown } }>(directory);
  const said = data.meta?.caaIdentities;
  const words = (Array.isArray(said) ? said : []).filter(
    (word) => typeof word === "string" && CAA_WORD.test(word),
  );
  return words.length > 0 ? words.slice(0, 2) : [new URL(directory).hostname];
}

/**
 * The library's line, which is one for all its clients: through our own agent and nothing else, no waiting of its own, and errors that say
 * what the authority said.
 */
function tame(
  { axios }: Library,
  { agent, signal, now }: Pick<Parameters<typeof openAcmeAuthority>[0], "agent" | "signal" | "now">,
): void {
  axios.interceptors.request.clear();
  axios.interceptors.response.clear();
  Object.assign(axios.defaults, {
    adapter: "http",
    httpsAgent: agent,
    proxy: false, // whatever the environment says
    maxRedirects: 0,
    timeout: PATIENCE,
    maxContentLength: MAX_ANSWER_BYTES,
    signal,
    validateStatus: () => true,
  });
  axios.interceptors.request.use((config) => {
    // An agent is for one scheme: by another one the line would be the machine's own.
    if (!config.url?.startsWith("https://"))
      throw new CertificateError("certificate.refused", "an address that is not of HTTPS");
    return config;
  });
  axios.interceptors.response.use(
    (response) => {
      const { status, headers, data } = response as {
        status: number;
        headers: Headers;
        data: { type?: string };
      };
      // The library asks again by itself.
      if (status < 300 || data?.type === BAD_NONCE) return response;
      const type = String(data?.type ?? "").replace("urn:ietf:params:acme:error:", "");
      const message = `${status} ${type.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
      const wait = readRetryAfter(headers["retry-after"], now());
      if (status === 429 || status === 503) throw new CertificateError("certificate.busy", message, { wait });
      throw new CertificateError(status >= 500 ? "certificate.no-answer" : "certificate.refused", message, {
        wait,
      });
    },
    (error: Error & { code?: string }) => {
      signal.throwIfAborted();
      if (error instanceof CertificateError) throw error;
      if (error.cause instanceof CertificateError) throw error.cause;
      const isUntrusted = /CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS/.test(error.code ?? "");
      const code = isUntrusted ? "certificate.untrusted" : "certificate.no-answer";
      throw new CertificateError(code, error.code ?? error.name, { cause: error });
    },
  );
}

type Headers = Readonly<Record<string, string | undefined>>;
