/** Countersignatures in the index: one for each device, by HMAC of its key. A lost index loses them; the devices sign again. */
import type { PublicKey } from "../contract/jws.ts";
import type { Countersignature, Countersignatures } from "../ports/countersignatures.ts";
import type { DeviceKeys } from "./device-key.ts";
import { nameKey, type SealedIndex } from "./sealed-index.ts";

export class CountersignatureTable implements Countersignatures {
  readonly #index: SealedIndex;
  readonly #keys: DeviceKeys;
  readonly #known = new Map<PublicKey, Countersignature>();

  private constructor(index: SealedIndex, keys: DeviceKeys) {
    this.#index = index;
    this.#keys = keys;
  }

  static async open(index: SealedIndex, keys: DeviceKeys): Promise<CountersignatureTable> {
    const table = new CountersignatureTable(index, keys);
    for await (const [, one] of index.entries<Countersignature>({ table: "countersignature" }))
      table.#known.set(one.device, one);
    return table;
  }

  all(): readonly Countersignature[] {
    return [...this.#known.values()];
  }

  async put(one: Countersignature, gone: readonly PublicKey[]): Promise<void> {
    await this.#index.commit([
      ...gone.map((device) => ({ key: this.#keyOf(device), value: undefined })),
      { key: this.#keyOf(one.device), value: one },
    ]);
    for (const device of gone) this.#known.delete(device);
    this.#known.set(one.device, one);
  }

  #keyOf(device: PublicKey): Buffer {
    return nameKey("countersignature", this.#keys.nameOf(device));
  }
}
