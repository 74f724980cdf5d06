/** What public logs of certificates (RFC 6962) show for the names of this hub. */

/** One that stands there for a name of this hub, with a key that the hub never asked for. */
export interface ForeignCertificate {
  /** Unix ms: when the hub saw it. */
  readonly seenAt: number;
  /** As the monitor has it, for whoever looks it up there. */
  readonly id: string;
  /** By whom, and from when on, as the monitor says it; `null` where it does not. */
  readonly issuer: string | null;
  readonly notBefore: string | null;
}

export interface IssuanceView {
  /** The monitor's machine. */
  readonly monitor: string;
  /** Unix ms: when all that was there had last been looked at; `null`: not yet. */
  readonly lookedAt: number | null;
  /** The newest of them, newest first. */
  readonly foreign: readonly ForeignCertificate[];
}

export interface IssuanceWatch {
  /** `undefined` while nobody watches. */
  view(): IssuanceView | undefined;
}

/** What is known of one hub's names at one monitor: of others nothing of it is of use. */
export interface IssuanceNote {
  readonly domain: string;
  readonly monitor: string;
  /** The last one that was judged; `null` before the first. */
  readonly after: string | null;
  readonly lookedAt: number | null;
  readonly foreign: readonly ForeignCertificate[];
}

export interface IssuanceNotes {
  read(): Promise<IssuanceNote | undefined>;
  /** Durable when it resolves. */
  write(note: IssuanceNote): Promise<void>;
}
