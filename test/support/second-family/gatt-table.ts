/**
 * A lantern that speaks: a second family of toys, made up for the tests and written by following docs/adding-a-toy.md. As unlike a
 * CloudPets toy as the port allows: one sound, no microphone, no loop, no watchdog, and a light of its own.
 *
 *   advert          the name, `Lantern 2.1`: model and firmware
 *   one central     no pairing; it advertises again when that is gone
 *   top button      speaks the sound that it holds; its light goes out then
 *   side button     a bell for whoever is connected
 */
import type { Uuid } from "../../../ble/radio/radio.ts";

type Property = "read" | "write" | "notify";

const own = (n: number): Uuid => `5ec0d0000000400080000000000000${n.toString(16).padStart(2, "0")}`;

export const LANTERN_SERVICE: Uuid = own(0);

export const CHARACTERISTICS = {
  /** `orders.ts`. */
  order: { uuid: own(1), properties: ["write"] },
  /** The next bytes of the sound that an order announced, at most 20 a write. */
  sound: { uuid: own(2), properties: ["write"] },
  /** `status.ts`. */
  status: { uuid: own(3), properties: ["read", "notify"] },
  /** 8 characters of ASCII that tell lanterns apart. */
  tag: { uuid: own(4), properties: ["read", "write"] },
} as const satisfies Record<string, { readonly uuid: Uuid; readonly properties: readonly Property[] }>;

export type CharacteristicName = keyof typeof CHARACTERISTICS;

export const MAX_WRITE_BYTES = 20;
export const FACTORY_TAG = "LANTERN0";
