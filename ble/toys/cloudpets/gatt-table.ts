/**
 * The CloudPets toy's GATT table, firmware 1.0.19, as data. The driver finds characteristics by it and the simulated
 * toy is built from it, so the two cannot drift apart.
 *
 * The order of the rows is the order of the handles on a real toy (declaration at 0x11 for Command). The service UUID is
 * not advertised: a toy is found by its name. No attribute asks for encryption.
 */
import type { Uuid } from "../../radio/radio.ts";

/** A value never needs more than the default ATT_MTU of 23 (Bluetooth Core 5.4 Vol 3 Part F 5.2.1) minus 3. */
export const ATT_MTU = 23;
export const MAX_WRITE_BYTES = 20;

type Property = "read" | "write" | "writeWithoutResponse" | "notify";

export interface CharacteristicRow {
  readonly uuid: Uuid;
  /** User description, descriptor 0x2901. */
  readonly description: string;
  readonly properties: readonly Property[];
}

/** Characteristic `n` of the toy's service: AADDF75D-A95A-0000-000n-3CA499B74009. */
const own = (n: number): Uuid => `aaddf75da95a0000000${n}3ca499b74009`;

export const CLOUDPETS_SERVICE: Uuid = own(0);

export const CHARACTERISTICS = {
  /** Write: opcode and arguments (`commands.ts`). Read: the result register, 5 bytes. */
  command: { uuid: own(1), description: "Command", properties: ["read", "write"] },
  /** Upload bytes, at most 20 a write. */
  audioWrite: { uuid: own(2), description: "Audio Write", properties: ["write", "writeWithoutResponse"] },
  /** Download bytes, {@link RETURN_AUDIO_BYTES} a notification. */
  returnAudio: { uuid: own(3), description: "Return Audio", properties: ["notify"] },
  /** 3 bytes, `states.ts`. */
  state: { uuid: own(4), description: "State", properties: ["read", "notify"] },
  /** 4 bytes, `upload-flow.ts`. */
  dataRequest: { uuid: own(5), description: "Data Request", properties: ["read", "notify"] },
  /** 16 bytes of ASCII: the identifier that the toy also advertises, from its next boot on. */
  configure: { uuid: own(6), description: "Configure", properties: ["read", "write"] },
  /** `led.ts`. */
  led: { uuid: own(7), description: "LED", properties: ["read", "write"] },
  /** `volume.ts`. */
  volume: { uuid: own(8), description: "Volume", properties: ["read", "write"] },
} as const satisfies Record<string, CharacteristicRow>;

export type CharacteristicName = keyof typeof CHARACTERISTICS;

/**
 * Texas Instruments' over-the-air download service. It takes unsigned firmware from anybody, so nothing of ours writes to
 * it; the row exists because a real toy shows it.
 */
export const FIRMWARE_SERVICE: Uuid = "f000ffc004514000b000000000000000";
export const FIRMWARE_CHARACTERISTICS = {
  imageIdentify: {
    uuid: "f000ffc104514000b000000000000000",
    description: "Img Identify",
    properties: ["write", "writeWithoutResponse", "notify"],
  },
  imageBlock: {
    uuid: "f000ffc204514000b000000000000000",
    description: "Img Block",
    properties: ["write", "writeWithoutResponse", "notify"],
  },
} as const satisfies Record<string, CharacteristicRow>;

export const USER_DESCRIPTION: Uuid = "2901";

export const RETURN_AUDIO_BYTES = 16;
export const IDENTIFIER_BYTES = 16;
/** What a toy answers and advertises that was never set up. */
export const FACTORY_IDENTIFIER = "0123456789ABCDEF";
