/**
 * Improv Wi-Fi over Bluetooth LE, its packets. Source: https://www.improv-wifi.com/ble/
 *
 *   offset  size  field
 *   0       1     command
 *   1       1     length    of what follows, without the checksum
 *   2       n     data      strings, each with its length before it
 *   2+n     1     checksum  the low byte of the sum of all bytes before it
 *
 * A packet comes in as many writes as the phone likes, and is whole when length and three more bytes are there.
 */

export const IMPROV = {
  service: "00467768622822724663277478268000",
  state: "00467768622822724663277478268001",
  error: "00467768622822724663277478268002",
  command: "00467768622822724663277478268003",
  result: "00467768622822724663277478268004",
  capabilities: "00467768622822724663277478268005",
  /** Of the service data in the advert: state, capabilities, four bytes of nothing. */
  data: 0x4677,
} as const;

export const STATES = { unauthorized: 1, authorized: 2, provisioning: 3, provisioned: 4 } as const;
export type ImprovState = keyof typeof STATES;
export const ERRORS = {
  none: 0,
  invalid: 1,
  unknown: 2,
  notConnected: 3,
  notAuthorized: 4,
  other: 255,
} as const;
export type ImprovError = keyof typeof ERRORS;

const SEND_WIFI = 0x01;
const IDENTIFY = 0x02;
/** IEEE 802.11: of a network's name. */
const MOST_NAME_BYTES = 32;
/** IEEE 802.11i: of a passphrase; 64 are a key in hex. */
const MOST_SECRET_BYTES = 64;
const OVERHEAD = 3;

export interface WifiSettings {
  readonly name: string;
  /** Empty for an open network. In no log. */
  readonly passphrase: string;
}

export type ImprovCommand =
  | { readonly kind: "wifi"; readonly settings: WifiSettings }
  | { readonly kind: "identify" }
  | { readonly kind: "invalid" }
  | { readonly kind: "unknown" };

/** Puts writes together. */
export class PacketReader {
  #bytes: readonly number[] = [];

  /** @returns `undefined` until the packet is whole */
  take(piece: Uint8Array): ImprovCommand | undefined {
    this.#bytes = [...this.#bytes, ...piece];
    const [, length] = this.#bytes;
    if (length === undefined || this.#bytes.length < length + OVERHEAD) return undefined;
    const packet = Uint8Array.from(this.#bytes);
    this.#bytes = [];
    return packet.byteLength === length + OVERHEAD ? decodeCommand(packet) : { kind: "invalid" };
  }

  /** Whatever was begun is nobody's any more. */
  forget(): void {
    this.#bytes = [];
  }
}

function decodeCommand(packet: Uint8Array): ImprovCommand {
  const body = packet.subarray(0, -1);
  if (checksum(body) !== packet.at(-1)) return { kind: "invalid" };
  const [command] = body;
  const data = body.subarray(2);
  if (command === IDENTIFY) return { kind: data.byteLength === 0 ? "identify" : "invalid" };
  if (command !== SEND_WIFI) return { kind: "unknown" };
  const settings = decodeSettings(data);
  return settings === undefined ? { kind: "invalid" } : { kind: "wifi", settings };
}

function decodeSettings(data: Uint8Array): WifiSettings | undefined {
  const [nameBytes = 0] = data;
  const secretAt = 1 + nameBytes;
  const secretBytes = data[secretAt];
  if (secretBytes === undefined || data.byteLength !== secretAt + 1 + secretBytes) return undefined;
  if (nameBytes === 0 || nameBytes > MOST_NAME_BYTES || secretBytes > MOST_SECRET_BYTES) return undefined;
  const name = decodeText(data.subarray(1, secretAt));
  const passphrase = decodeText(data.subarray(secretAt + 1));
  return name === undefined || passphrase === undefined ? undefined : { name, passphrase };
}

/** @returns `undefined` for what no keyboard writes: it would end a line where it is handed on */
function decodeText(bytes: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is refused
    return /[\u0000-\u001f\u007f]/.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}

/** What the phone is answered to its Wi-Fi settings: an address to go to. */
export function encodeResult(texts: readonly string[]): Uint8Array {
  const strings = texts.map((text) => new TextEncoder().encode(text));
  const data = strings.flatMap((bytes) => [bytes.byteLength, ...bytes]);
  const body = Uint8Array.from([SEND_WIFI, data.length, ...data]);
  return Uint8Array.from([...body, checksum(body)]);
}

/** As a phone sends it. */
export function encodeSettings({ name, passphrase }: WifiSettings): Uint8Array {
  const [first, second] = [name, passphrase].map((text) => new TextEncoder().encode(text)) as [
    Uint8Array,
    Uint8Array,
  ];
  const data = [first.byteLength, ...first, second.byteLength, ...second];
  const body = Uint8Array.from([SEND_WIFI, data.length, ...data]);
  return Uint8Array.from([...body, checksum(body)]);
}

const checksum = (bytes: Uint8Array): number => bytes.reduce((sum, byte) => (sum + byte) & 0xff, 0);
