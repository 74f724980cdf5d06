/** What the hub's TLS shows to whoever comes by its name. PEM texts, as `node:tls` takes them. */
export interface ServerCertificate {
  readonly key: string;
  /** Its own first, then those between it and the authority's root. */
  readonly chain: string;
}

/** One that an authority issued, and until when it is believed, Unix ms. */
export type IssuedCertificate = ServerCertificate & { readonly notAfter: number };

/** For the hub's door. What it shows is its own to choose: this says only what there is. */
export interface Certificates {
  /** The newest, also one that is over: a hub whose renewal fails shows what it has. `undefined` before the first. */
  current(): IssuedCertificate | undefined;
  /** @param listener called after {@link current} has changed @returns takes it back */
  onChange(listener: () => void): () => void;
  /**
   * What an authority that knocks is to see (TLS-ALPN-01, RFC 8737). Only for a hello whose protocols are `acme-tls/1` and nothing
   * else, read by the door itself; every other visitor sees {@link current}.
   * @param serverName lower case @returns `undefined` where no order for that name is under way
   */
  challengeFor(serverName: string): ServerCertificate | undefined;
}
