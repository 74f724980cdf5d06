/** A recording of forty seconds fetched from the toy, counted in connection events on the air's clock. */
import { MemoryFlash } from "../../../ble/simulator/toy/flash.ts";
import { RETURN_AUDIO_BYTES } from "../../../ble/toys/cloudpets/gatt-table.ts";
import { encodeRecording } from "../../../hub/audio/recording-codec/encode-recording.ts";
import { openDriverRig, QUIETLY } from "../../support/driver-rig.ts";
import type { MeasuredAir } from "../delivery-rounds.ts";

/** Below the slot's end by the length of a header. */
const SECONDS = 39.9;
const RATE = 8_000;

export interface MeasuredFetch {
  readonly bytes: number;
  /** From the event with the first of it to the one with the last, both counted. */
  readonly events: number;
  readonly limitEvents: number;
  readonly share: number;
}

export async function measureFetch(air: MeasuredAir): Promise<MeasuredFetch> {
  const spoken = Int16Array.from({ length: SECONDS * RATE }, (_, n) => 8_000 * Math.sin(n / 5));
  const recording = encodeRecording(spoken, { bitsPerCode: 4 });
  const flash = new MemoryFlash();
  flash.storeClip(1, recording);
  await using rig = await openDriverRig({ toys: [{ flash }], air });
  await using session = await rig.connect();
  const times: number[] = [];
  const fetched = await session.fetchRecording({
    ...QUIETLY,
    onProgress: () => void times.push(rig.clock.monotonic()),
  });
  if (Buffer.compare(fetched.bytes, recording) !== 0)
    throw new Error("what was fetched is not what was recorded");
  const events = Math.round(((times.at(-1) ?? 0) - (times[0] ?? 0)) / air.intervalMs) + 1;
  const limitEvents = Math.ceil(Math.ceil(recording.byteLength / RETURN_AUDIO_BYTES) / air.packetsPerEvent);
  return { bytes: recording.byteLength, events, limitEvents, share: limitEvents / events };
}
