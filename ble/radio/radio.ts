/**
 * What we ask of a Bluetooth LE radio in the central role, whatever stack is behind it.
 *
 * Every wait has a deadline and takes an `AbortSignal`; nothing here may hang. A deadline that passes throws
 * `RadioError` with code `radio.timeout`, a link that dies under an operation `radio.link-lost`.
 */
import type { Duration } from "../../hub/domain/duration.ts";

/** What one advertisement told. Addresses are lower-case `aa:bb:cc:dd:ee:ff`. */
export interface Advert {
  readonly address: string;
  /** Complete or shortened local name; often only in the scan response. */
  readonly name: string | undefined;
  /** Manufacturer-specific data, company identifier (2 bytes, little-endian) first. */
  readonly manufacturerData: Uint8Array | undefined;
  /** Received signal strength, dBm. */
  readonly rssi: number;
  /** `Clock.monotonic()` when it was heard. */
  readonly at: number;
}

export type AdapterState = "starting" | "on" | "off" | "missing" | "unauthorized";

export interface Wait {
  readonly within: Duration;
  readonly signal?: AbortSignal;
}

/** 128-bit or 16-bit UUIDs, lower-case hex without dashes (`aaddf75d...`, `2a00`). */
export type Uuid = string;

export interface Characteristic {
  readonly uuid: Uuid;
  readonly properties: ReadonlySet<"read" | "write" | "writeWithoutResponse" | "notify" | "indicate">;
  /** ATT Read Request. An ATT error or an empty answer throws `radio.att-error`: noble hides the one behind the other. */
  read(wait: Wait): Promise<Uint8Array>;
  /** ATT Write Request; resolves when the peer acknowledged it. */
  write(value: Uint8Array, wait: Wait): Promise<void>;
  /**
   * ATT Write Command. Returns when it was handed to the stack, which is not when it was sent: pace yourself. Throws
   * `radio.link-lost` when the link is already gone, `radio.too-long` over 20 bytes (no peer of ours has a larger MTU).
   */
  writeCommand(value: Uint8Array): void;
  /** Writes the CCCD and delivers every notification, in order, until the returned subscription is disposed or the link dies. */
  subscribe(onValue: (value: Uint8Array) => void, wait: Wait): Promise<AsyncDisposable>;
}

export type LinkEnd = {
  readonly reason: number | undefined;
  readonly cause: "peer" | "us" | "supervision" | "adapter";
};

/** One connection. Dead links stay dead: a new connect makes a new object with new characteristics. */
export interface Link extends AsyncDisposable {
  readonly address: string;
  /** Connection interval in force, ms, as far as the controller told. */
  readonly intervalMs: number;
  /** Resolves, never rejects, when the link is gone. */
  readonly ended: Promise<LinkEnd>;
  /** Aborted, with a `RadioError` as its reason, when the link is gone. */
  readonly signal: AbortSignal;
  /** Finds the named characteristics of one service; throws `radio.no-such-characteristic` when one is missing. */
  characteristics(
    service: Uuid,
    wanted: readonly Uuid[],
    wait: Wait,
  ): Promise<ReadonlyMap<Uuid, Characteristic>>;
  /** Received signal strength, dBm. */
  rssi(wait: Wait): Promise<number>;
  /** Ends the link and waits until both sides know or `within` passed. */
  disconnect(wait: Wait): Promise<void>;
}

export interface ConnectOptions extends Wait {
  /** Connection interval wished for, ms. */
  readonly intervalMs: number;
  /** Supervision time-out wished for, ms. */
  readonly supervisionMs: number;
}

export interface Radio extends AsyncDisposable {
  readonly state: AdapterState;
  onState(listener: (state: AdapterState) => void): () => void;
  /** Waits for the adapter to be `on`. */
  ready(wait: Wait): Promise<void>;
  /** Reports adverts (duplicates too) until disposed. One scan at a time per radio; several listeners share it. */
  scan(onAdvert: (advert: Advert) => void, wait: Wait): Promise<AsyncDisposable>;
  /**
   * Connects. Attempts are serialised per adapter; one that fails or times out is cancelled and never blocks the next.
   * A link counts as up only after the peer answered its first GATT request (a fresh link may fail with 0x3e).
   */
  connect(address: string, options: ConnectOptions): Promise<Link>;
}
