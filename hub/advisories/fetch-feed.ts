/** Asks one address for the project's file: no redirect is followed, nothing is said of the house, and no more is read than such a file has. */
import { type Agent, get } from "node:https";
import type { FeedTrouble } from "../contract/advisories.ts";
import { seconds } from "../domain/duration.ts";
import { MAX_SIGNED_BYTES } from "../project-signature/signed-file.ts";
import { FeedRefused } from "./errors.ts";

const PATIENCE = seconds(20);
/** What `node:tls` says of a certificate that it does not believe. */
const OF_CERTIFICATES =
  /^(?:ERR_TLS_|CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH|INVALID_CA)/;

/** @throws FeedRefused @throws the signal's reason where that ends it */
export type FetchFeed = (signal: AbortSignal) => Promise<Uint8Array>;

/** @param openAgent the way out of the house; it ends with the signal */
export const makeFetchFeed =
  (address: string, openAgent: (signal: AbortSignal) => Agent): FetchFeed =>
  (signal) =>
    new Promise((answered, failed) => {
      const late = AbortSignal.timeout(PATIENCE);
      const until = AbortSignal.any([signal, late]);
      const fail = (cause: Error & { code?: string }) => {
        if (signal.aborted) return failed(signal.reason);
        if (cause instanceof FeedRefused) return failed(cause);
        failed(new FeedRefused(troubleOf(cause, late), cause.code ?? cause.name, { cause }));
      };
      const headers = { accept: "application/json" };
      const sent = get(new URL(address), { agent: openAgent(until), signal: until, headers }, (response) => {
        const { statusCode = 0 } = response;
        response.on("error", fail);
        if (statusCode !== 200) {
          const isElsewhere = statusCode >= 300 && statusCode < 400;
          return void response.destroy(
            new FeedRefused(isElsewhere ? "redirected" : "refused", `status ${statusCode}`),
          );
        }
        const chunks: Buffer[] = [];
        let length = 0;
        response.on("data", (chunk: Buffer) => {
          length += chunk.byteLength;
          if (length > MAX_SIGNED_BYTES)
            return void response.destroy(new FeedRefused("too-large", "longer than any list"));
          chunks.push(chunk);
        });
        response.on("end", () => answered(Buffer.concat(chunks)));
      });
      sent.on("error", fail);
    });

function troubleOf(cause: { readonly code?: string }, late: AbortSignal): FeedTrouble {
  if (late.aborted) return "slow";
  return OF_CERTIFICATES.test(cause.code ?? "") ? "wrong-machine" : "no-answer";
}
