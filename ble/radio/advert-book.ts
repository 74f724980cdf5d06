import { type AdvertData, decodeAdvertData } from "./advert-data.ts";
import type { Advert } from "./radio.ts";

/** One LE Advertising Report. Bluetooth Core 5.4 Vol 4 Part E 7.7.65.2. */
export interface AdvertReport {
  /** 0-3: an advertisement; 4: an answer to a scan request. */
  readonly type: number;
  readonly address: string;
  readonly addressType: AddressType;
  readonly data: Uint8Array;
  /** dBm; 127: the controller could not tell. */
  readonly rssi: number;
}

export type AddressType = "public" | "random";

interface Page {
  readonly addressType: AddressType;
  readonly advertised: AdvertData;
  readonly answered: AdvertData;
}

const SCAN_RESPONSE = 4;
const RSSI_UNKNOWN = 127;
const FAINTEST_RSSI = -127;
const NOTHING: AdvertData = { name: undefined, manufacturerData: undefined };
/** More neighbours than a house has; beyond it the one unheard for longest is forgotten. */
const MAX_PAGES = 512;

/**
 * Puts advertisement and scan response of a sender together: a name is often only in the second, and a listener wants every
 * advertisement, at once. A scan response makes an advert of its own only when it says something new.
 */
export class AdvertBook {
  readonly #pages = new Map<string, Page>();

  get size(): number {
    return this.#pages.size;
  }

  /** @returns what listeners are to be told, if anything. */
  take(report: AdvertReport, at: number): Advert | undefined {
    const { address, addressType, type, rssi } = report;
    const before = this.#pages.get(address);
    const data = decodeAdvertData(report.data);
    const isAnswer = type === SCAN_RESPONSE;
    const page: Page = {
      addressType,
      advertised: isAnswer ? (before?.advertised ?? NOTHING) : data,
      answered: isAnswer ? data : (before?.answered ?? NOTHING),
    };
    this.#keep(address, page);
    if (isAnswer && before !== undefined && isSame(before.answered, data)) return undefined;
    return {
      address,
      name: page.advertised.name ?? page.answered.name,
      manufacturerData: page.advertised.manufacturerData ?? page.answered.manufacturerData,
      rssi: rssi === RSSI_UNKNOWN ? FAINTEST_RSSI : rssi,
      at,
    };
  }

  /** The kind of address that was heard; public where nothing was. */
  addressType(address: string): AddressType {
    return this.#pages.get(address)?.addressType ?? "public";
  }

  #keep(address: string, page: Page): void {
    this.#pages.delete(address); // to the end of the insertion order: the start is then the one unheard for longest
    this.#pages.set(address, page);
    if (this.#pages.size <= MAX_PAGES) return;
    const [oldest] = this.#pages.keys();
    if (oldest !== undefined) this.#pages.delete(oldest);
  }
}

function isSame(a: AdvertData, b: AdvertData): boolean {
  if (a.name !== b.name) return false;
  const [x, y] = [a.manufacturerData, b.manufacturerData];
  return x === y || (x !== undefined && y !== undefined && Buffer.compare(x, y) === 0);
}
