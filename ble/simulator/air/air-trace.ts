/** What happened on the air, in order. Times are of the air's clock, in ms. */
export type AirTraceEntry =
  | HciTrace
  | ConnectionEventTrace
  | {
      readonly kind: "advert";
      readonly atMs: number;
      readonly from: string;
      readonly heardBy: readonly string[];
    }
  | { readonly kind: "connected"; readonly atMs: number; readonly link: LinkName }
  | { readonly kind: "updated"; readonly atMs: number; readonly link: LinkName; readonly intervalMs: number }
  | { readonly kind: "disconnected"; readonly atMs: number; readonly link: LinkName; readonly reason: number }
  | { readonly kind: "power"; readonly atMs: number; readonly controller: string; readonly isUp: boolean };

/** A packet between a controller and its host. */
interface HciTrace {
  readonly kind: "hci";
  readonly atMs: number;
  readonly controller: string;
  readonly to: "host" | "controller";
  /** Whole H4 packet; not to be changed. */
  readonly packet: Buffer;
}

/** Tells one link from all others of the same air, earlier ones between the same two included. */
export interface LinkName {
  /** Counts the links of this air from 1. */
  readonly id: number;
  readonly central: string;
  readonly peripheral: string;
}

export interface ConnectionEventTrace {
  readonly kind: "event";
  readonly atMs: number;
  readonly link: LinkName;
  /** Counts the connection events of this link from 1; those that were missed count. */
  readonly number: number;
  /** Data packets that arrived. */
  readonly toPeripheral: number;
  readonly toCentral: number;
  /**
   * `closed`: all there was or all there was room for was exchanged. `lost`: a lost exchange ended it. `unheard`: out of
   * range or one side gone. `no-airtime`: an adapter was busy with its other links until the next event.
   */
  readonly end: "closed" | "lost" | "unheard" | "no-airtime";
}

export type AirListener = (entry: AirTraceEntry) => void;
