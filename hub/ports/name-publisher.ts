/** What certificate authorities are to find under the hub's name `<hub id>.<zone>`. */
export interface AuthorityWords {
  /** Of `_acme-challenge.`: answers to DNS-01 challenges (RFC 8555, 8.4). */
  readonly txt: readonly string[];
  /** Values of CAA `issuewild` (RFC 8659, RFC 8657): who may issue for all names below it. None: nobody. */
  readonly issuers: readonly string[];
  /** Values of CAA `issue`: who may issue for one name below it. Said only while such an order runs: it lets `acme-tls/1` through the relay. */
  readonly named: readonly string[];
}

export const NO_WORDS: AuthorityWords = { txt: [], issuers: [], named: [] };

/** The relay's zone, over the hub's own session; or a name server of the family's (RFC 2136). */
export interface NamePublisher {
  /** All of it, each time. Resolves once it was said, which is before every name server says it. */
  publish(words: AuthorityWords, signal: AbortSignal): Promise<void>;
}
