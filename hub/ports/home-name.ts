/** By what name the hub is reached on the house's own network, with Internet or without. */
export interface HomeName {
  /** `pawpost-<8 characters>.local` */
  readonly name: string;
  /** Whether the household wants it. */
  readonly isOn: boolean;
  /** `undefined` while nothing listens there. */
  origin(): string | undefined;
  /** The certificate of its authority, PEM; `undefined` until there is one. */
  authority(): string | undefined;
}
