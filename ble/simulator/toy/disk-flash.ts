/**
 * A toy's flash as a folder: `settings.json` and `clip-1.bin` to `clip-5.bin`, one a play slot. A file is written beside and
 * renamed over, so that a process killed at any moment leaves what was there before or what came after, as flash does.
 * There is no fsync: what a power cut of the whole machine takes is not a matter of the toy's.
 */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { parseJson } from "../../../hub/domain/parse-json.ts";
import { KEY_BYTES } from "../../toys/cloudpets/commands.ts";
import { IDENTIFIER_BYTES } from "../../toys/cloudpets/gatt-table.ts";
import { decodeLed, encodeLed } from "../../toys/cloudpets/led.ts";
import { ToyError } from "./errors.ts";
import { CLIP_SLOTS, type ClipSlot, FACTORY_SETTINGS, type Flash, type FlashSettings } from "./flash.ts";

const hex = (bytes: number) => z.string().regex(new RegExp(`^([0-9a-f]{2}){${bytes}}$`));
const settingsFile = z.strictObject({
  identifier: hex(IDENTIFIER_BYTES).nullable(),
  key: hex(KEY_BYTES),
  volume: z.int().min(0).max(255).nullable(),
  playLed: hex(5).nullable(),
});

/** @throws ToyError `toy.bad-state` when the folder holds settings that no toy of ours wrote */
export function openDiskFlash(folder: string): Flash {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return new DiskFlash(folder);
}

class DiskFlash implements Flash {
  readonly #folder: string;
  readonly #clips = new Map<ClipSlot, Uint8Array>();
  #settings: FlashSettings;

  constructor(folder: string) {
    this.#folder = folder;
    this.#settings = readSettings(folder);
    for (const slot of CLIP_SLOTS) {
      const clip = readIfThere(this.#clipPath(slot));
      if (clip) this.#clips.set(slot, new Uint8Array(clip));
    }
  }

  get settings(): FlashSettings {
    return this.#settings;
  }

  change(settings: Partial<FlashSettings>): void {
    this.#settings = { ...this.#settings, ...settings };
    const { identifier, key, volume, playLed } = this.#settings;
    const file: z.output<typeof settingsFile> = {
      identifier: identifier === undefined ? null : toHex(identifier),
      key: toHex(key),
      volume: volume ?? null,
      playLed: playLed === undefined ? null : toHex(encodeLed(playLed)),
    };
    replaceFile(settingsPath(this.#folder), `${JSON.stringify(file)}\n`);
  }

  clip(slot: ClipSlot): Uint8Array | undefined {
    return this.#clips.get(slot);
  }

  storeClip(slot: ClipSlot, bytes: Uint8Array | undefined): void {
    if (bytes === undefined) {
      this.#clips.delete(slot);
      rmSync(this.#clipPath(slot), { force: true });
      return;
    }
    this.#clips.set(slot, bytes.slice());
    replaceFile(this.#clipPath(slot), bytes);
  }

  #clipPath(slot: ClipSlot): string {
    return join(this.#folder, `clip-${slot}.bin`);
  }
}

const settingsPath = (folder: string) => join(folder, "settings.json");
const toHex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
const fromHex = (text: string) => new Uint8Array(Buffer.from(text, "hex"));

function readSettings(folder: string): FlashSettings {
  const text = readIfThere(settingsPath(folder))?.toString("utf8");
  if (text === undefined) return FACTORY_SETTINGS;
  const file = settingsFile.safeParse(parseJson(text));
  if (!file.success) {
    const advice = "Remove the folder to get a toy fresh from the factory.";
    throw new ToyError("toy.bad-state", `${settingsPath(folder)} is not a toy's settings`, advice);
  }
  const { identifier, key, volume, playLed } = file.data;
  return {
    identifier: identifier === null ? undefined : fromHex(identifier),
    key: fromHex(key),
    volume: volume ?? undefined,
    playLed: playLed === null ? undefined : decodeLed(fromHex(playLed)),
  };
}

function readIfThere(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw cause;
  }
}

function replaceFile(path: string, content: string | Uint8Array): void {
  const beside = `${path}.new`;
  writeFileSync(beside, content, { mode: 0o600 });
  renameSync(beside, path);
}
