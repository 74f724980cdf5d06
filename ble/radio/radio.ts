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
  /**
   * ATT Write Request; resolves when the peer acknowledged it. An ATT error throws `radio.att-error` with its `attCode`,
   * a value over 20 bytes `radio.too-long`. Requests of one link go out one after another.
   */
  write(value: Uint8Array, wait: Wait): Promise<void>;
  /**
   * ATT Write Command. Returns when it was queued, which is not when it was sent: pace yourself, `Link.unsentWrites` tells
   * how many wait. Throws `radio.link-lost` when the link is already gone, `radio.too-long` over 20 bytes (no peer of ours
   * has a larger MTU). **At most 2 lie in the controller at a time** unless an upload raised that by `Link.allowInFlight`.
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
  /** Write commands of this link that the controller has not yet reported as sent, wherever they wait. */
  readonly unsentWrites: number;
  /** Most packets of ours that the controller told as sent within one connection event, so far; 0 where it told of none. */
  readonly mostSentInOneEvent: number;
  /**
   * Lets up to `packets` write commands of this link lie in the controller until it is disposed; 2 otherwise. All links
   * share the controller's few buffers (often 8): two each keep one sleepy peer from stopping the others. An upload asks for
   * what one connection event takes and a few more (6, say), or it gets only two packets into each event.
   */
  allowInFlight(packets: number): Disposable;
  /** Asks for another connection interval (LE Connection Update); resolves when it is in force. `radio.refused` if it is not granted. */
  changeInterval(options: ConnectionParameters & Wait): Promise<void>;
  /** Ends the link and waits until both sides know or `within` passed. */
  disconnect(wait: Wait): Promise<void>;
}

export interface ConnectionParameters {
  /** Connection interval wished for, ms; 7.5 to 4,000. */
  readonly intervalMs: number;
  /** Supervision time-out wished for, ms; 100 to 32,000. */
  readonly supervisionMs: number;
}

/** `within` begins when it is this attempt's turn: attempts of one adapter queue up, and a slow one costs the next nothing. */
export interface ConnectOptions extends ConnectionParameters, Wait {}

export interface Radio extends AsyncDisposable {
  readonly state: AdapterState;
  onState(listener: (state: AdapterState) => void): () => void;
  /** Waits for the adapter to be `on`; throws `radio.unavailable`, saying why, when it is not by then. */
  ready(wait: Wait): Promise<void>;
  /**
   * Reports adverts (every one that was heard) until disposed. One scan at a time per radio; several listeners share it.
   * Resolves when the controller said that it scans; goes on by itself after the adapter was away.
   */
  scan(onAdvert: (advert: Advert) => void, wait: Wait): Promise<AsyncDisposable>;
  /**
   * Connects. Attempts are serialised per adapter; one that fails or times out is cancelled and never blocks the next.
   * A link counts as up only after the peer answered its first GATT request (a fresh link may fail with 0x3e, and is
   * tried again then). Throws `radio.timeout` when nobody answered, `radio.unavailable` without an adapter, and
   * `radio.connect-failed` when the link never held or there is one to this peer already.
   */
  connect(address: string, options: ConnectOptions): Promise<Link>;
}
