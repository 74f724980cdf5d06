/**
 * A monitor of public logs, asked for what stands there for one name and all below it. The logs themselves are too much for a house: every
 * certificate of the world goes by there. What is asked is SSLMate's Certificate Transparency Search API, version 1, or whoever speaks as it does:
 *
 *   GET <monitor>?domain=NAME&include_subdomains=true&expand=issuer[&after=ID]
 *   200 [{ "id", "pubkey_sha256", "issuer": { "name" }, "not_before" }, ...]   in the order in which it came to see them
 *
 * A certificate and what was logged before it was signed are one there, and what is over is left out. Which names stand in each is not asked for:
 * whoever had it issued chose them, and could make an answer longer than any that is read.
 */
import { type Agent, get } from "node:https";
import { z } from "zod";
import { type Duration, seconds } from "../domain/duration.ts";
import { parseJson } from "../domain/parse-json.ts";
import { CertificateError } from "./errors.ts";
import { readRetryAfter } from "./retry-after.ts";

const PATIENCE = seconds(20);
/** A hundred have some 60 KB. */
const MAX_ANSWER_BYTES = 2_097_152;

const printable = z.string().regex(/^\P{C}{1,200}$/u);
const issuance = z.object({
  id: z.string().regex(/^[\x21-\x7e]{1,64}$/),
  pubkey_sha256: z.string().regex(/^[0-9a-f]{64}$/),
  // Only to be shown, on a terminal too: what is odd in these hides nothing of the rest.
  issuer: z.object({ name: printable }).nullable().catch(null),
  not_before: printable.nullable().catch(null),
});

export interface Issuance {
  readonly id: string;
  /** {@link keyPrint} of its key. */
  readonly key: string;
  readonly issuer: string | null;
  readonly notBefore: string | null;
}

export interface IssuanceMonitor {
  /**
   * @param after the last one that is known
   * @returns the next ones, not always all of them; none: there are no more
   * @throws CertificateError
   */
  next(after: string | null): Promise<readonly Issuance[]>;
}

export function makeIssuanceMonitor(options: {
  /** Of HTTPS. */
  readonly monitor: string;
  readonly domain: string;
  /** The way out of the house. */
  readonly agent: Agent;
  readonly signal: AbortSignal;
  readonly now: () => number;
}): IssuanceMonitor {
  const { monitor, domain, agent, signal, now } = options;
  return {
    async next(after) {
      const url = new URL(monitor);
      url.searchParams.set("domain", domain);
      url.searchParams.set("include_subdomains", "true");
      url.searchParams.set("expand", "issuer");
      if (after !== null) url.searchParams.set("after", after);
      const { status, text, wait } = await read(url, { agent, signal, now });
      if (status !== 200)
        throw new CertificateError(status === 429 ? "certificate.busy" : "certificate.refused", `${status}`, {
          wait,
        });
      const rows = z.array(issuance).safeParse(parseJson(text));
      if (!rows.success)
        throw new CertificateError("certificate.refused", "what no monitor of certificates says");
      return rows.data.map((row) => ({
        id: row.id,
        key: row.pubkey_sha256,
        issuer: row.issuer?.name ?? null,
        notBefore: row.not_before,
      }));
    },
  };
}

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly wait: Duration;
}

/** @throws CertificateError `certificate.no-answer`, `certificate.no-link` */
function read(
  url: URL,
  { agent, signal, now }: Pick<Parameters<typeof makeIssuanceMonitor>[0], "agent" | "signal" | "now">,
): Promise<Answer> {
  const until = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)]);
  return new Promise((answered, failed) => {
    const fail = (cause: Error & { code?: string }) =>
      failed(
        cause instanceof CertificateError
          ? cause
          : new CertificateError("certificate.no-answer", cause.code ?? cause.name, { cause }),
      );
    const sent = get(url, { agent, signal: until, headers: { accept: "application/json" } }, (response) => {
      const chunks: Buffer[] = [];
      let length = 0;
      response.on("data", (chunk: Buffer) => {
        length += chunk.byteLength;
        if (length > MAX_ANSWER_BYTES) return void response.destroy(new Error("longer than any answer"));
        chunks.push(chunk);
      });
      response.on("error", fail);
      response.on("end", () =>
        answered({
          status: response.statusCode ?? 0,
          text: Buffer.concat(chunks).toString(),
          wait: readRetryAfter(response.headers["retry-after"], now()),
        }),
      );
    });
    sent.on("error", fail);
  });
}
