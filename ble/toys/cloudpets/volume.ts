/**
 * The Volume characteristic: `op level` to write, `current stored` to read (stored FF: none).
 */

export const VOLUME_OPS = {
  /** Now, until the toy is switched off. Restarts the round of a running loop. */
  set: 0x00,
  /** As what the toy starts with. */
  store: 0x01,
  setAndStore: 0x02,
  /** Back to what is stored. */
  setFromStored: 0x03,
  /** Keep what is set now. */
  storeCurrent: 0x04,
  /** Now, without restarting a loop. */
  setWithinLoop: 0x10,
} as const satisfies Record<string, number>;

export type VolumeOp = keyof typeof VOLUME_OPS;

/** What a read tells as the stored level when nothing is stored. */
const NOTHING_STORED = 0xff;

export interface Volume {
  /** 0..255. */
  readonly current: number;
  readonly stored: number | undefined;
}

export const encodeVolumeWrite = (op: VolumeOp, level = 0): Uint8Array =>
  Uint8Array.of(VOLUME_OPS[op], level);

/** Reads a write as the toy does; `undefined` for one that has no effect. */
export function decodeVolumeWrite(
  value: Uint8Array,
): { readonly op: VolumeOp; readonly level: number } | undefined {
  const op = (Object.keys(VOLUME_OPS) as VolumeOp[]).find((name) => VOLUME_OPS[name] === value[0]);
  if (op === undefined) return undefined;
  const needsLevel = op !== "setFromStored" && op !== "storeCurrent";
  if (needsLevel && value[1] === undefined) return undefined;
  return { op, level: value[1] ?? 0 };
}

/** @returns `undefined` for anything that is not 2 bytes. */
export function decodeVolume(value: Uint8Array): Volume | undefined {
  const [current, stored] = value;
  if (value.byteLength !== 2 || current === undefined || stored === undefined) return undefined;
  return { current, stored: stored === NOTHING_STORED ? undefined : stored };
}

export const encodeVolume = ({ current, stored }: Volume): Uint8Array =>
  Uint8Array.of(current, stored ?? NOTHING_STORED);

/**
 * The original app's loudness curve.
 * @param share how loud, 0..1
 * @returns level, 6..255: never quite silent
 */
export function volumeLevel(share: number): number {
  const eased = Math.min(1, Math.max(0, share)) ** 2.1;
  return Math.round(255 * (eased + 0.025 - 0.025 * eased));
}

/** The other way round: which share a level is, 0..1. */
export function volumeShare(level: number): number {
  const eased = (level / 255 - 0.025) / 0.975;
  return Math.min(1, Math.max(0, eased)) ** (1 / 2.1);
}
