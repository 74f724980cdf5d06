import { FACTORY_IDENTIFIER, IDENTIFIER_BYTES } from "../../toys/cloudpets/gatt-table.ts";
import type { Flash } from "./flash.ts";

/** The 16 bytes that a household writes into a toy, and those that it advertises: what was stored when it booted. */
export class Identity {
  readonly #flash: Flash;
  #advertised = new Uint8Array(IDENTIFIER_BYTES);

  constructor(flash: Flash) {
    this.#flash = flash;
  }

  get stored(): Uint8Array {
    return this.#flash.settings.identifier ?? new TextEncoder().encode(FACTORY_IDENTIFIER);
  }

  get advertised(): Uint8Array {
    return this.#advertised;
  }

  boot(): void {
    this.#advertised = this.stored.slice();
  }

  /** A longer value is cut, a shorter one replaces only the head. */
  write(head: Uint8Array): void {
    const identifier = this.stored.slice();
    identifier.set(head.subarray(0, IDENTIFIER_BYTES));
    this.#flash.change({ identifier });
  }
}

/** What a person sees of it; bytes that are no printable ASCII as `?`. */
export const asText = (identifier: Uint8Array): string =>
  String.fromCharCode(...identifier).replace(/[^\x20-\x7e]/g, "?");
