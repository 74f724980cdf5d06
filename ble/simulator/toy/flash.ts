/**
 * What a toy keeps without power. Everything else is forgotten when it is switched off or restarts itself.
 *
 * Writing is synchronous: firmware does not tell Idle before the flash has the clip, so neither may we.
 */
import { FACTORY_KEY } from "../../toys/cloudpets/commands.ts";
import type { LedSetting } from "../../toys/cloudpets/led.ts";

export interface FlashSettings {
  /** 16 bytes; `undefined` as it left the factory. */
  readonly identifier: Uint8Array | undefined;
  readonly key: Uint8Array;
  /** 0..255; `undefined`: nothing stored. */
  readonly volume: number | undefined;
  /** What the heart shows while the play paw's clip plays; `undefined`: fully on. */
  readonly playLed: LedSetting | undefined;
}

/** Play slots: 1 is the toy's own recording, 2..5 are uploads. */
export const CLIP_SLOTS = [1, 2, 3, 4, 5] as const;
export type ClipSlot = (typeof CLIP_SLOTS)[number];

export const isClipSlot = (slot: number): slot is ClipSlot =>
  (CLIP_SLOTS as readonly number[]).includes(slot);

export interface Flash {
  readonly settings: FlashSettings;
  change(settings: Partial<FlashSettings>): void;
  clip(slot: ClipSlot): Uint8Array | undefined;
  /** `undefined` erases. */
  storeClip(slot: ClipSlot, bytes: Uint8Array | undefined): void;
}

export const FACTORY_SETTINGS: FlashSettings = {
  identifier: undefined,
  key: FACTORY_KEY,
  volume: undefined,
  playLed: undefined,
};

/** A flash that lasts as long as the process. */
export class MemoryFlash implements Flash {
  #settings = FACTORY_SETTINGS;
  readonly #clips = new Map<ClipSlot, Uint8Array>();

  get settings(): FlashSettings {
    return this.#settings;
  }

  change(settings: Partial<FlashSettings>): void {
    this.#settings = { ...this.#settings, ...settings };
  }

  clip(slot: ClipSlot): Uint8Array | undefined {
    return this.#clips.get(slot);
  }

  storeClip(slot: ClipSlot, bytes: Uint8Array | undefined): void {
    if (bytes === undefined) this.#clips.delete(slot);
    else this.#clips.set(slot, bytes.slice());
  }
}
