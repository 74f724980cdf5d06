/**
 * Somebody in range with an adapter of their own, who waits until a toy is free, connects as anybody can, does one thing, holds on for a
 * while and goes. They know their trade: they ask for no more than they need, and go by the toy's own protocol.
 */
import { openNobleRadio } from "../../ble/radio/noble-radio.ts";
import type { Radio } from "../../ble/radio/radio.ts";
import { download } from "../../ble/toys/cloudpets/download.ts";
import { ToyWatch } from "../../ble/toys/cloudpets/toy-watch.ts";
import { ToyWire } from "../../ble/toys/cloudpets/toy-wire.ts";
import { upload } from "../../ble/toys/cloudpets/upload.ts";
import { encodeVolumeWrite } from "../../ble/toys/cloudpets/volume.ts";
import { ms, seconds } from "../../hub/domain/duration.ts";
import { makeDelivery } from "./driver-rig.ts";
import { makeRecordingLog } from "./quiet-log.ts";
import type { ToyRig } from "./toy-rig.ts";

const NEVER = new AbortController().signal;
const ADDRESS = "c0:00:00:00:00:66";

export type Deed =
  /** `isFetched`: ended and taken along; else it runs on when they go. */
  | { readonly kind: "record"; readonly isFetched: boolean }
  | { readonly kind: "upload"; readonly slot: number; readonly milliseconds: number }
  | { readonly kind: "volume"; readonly level: number; readonly isStored: boolean }
  | { readonly kind: "identifier"; readonly identifier: string }
  | { readonly kind: "key"; readonly key: Uint8Array }
  /** Takes along what the child said. */
  | { readonly kind: "listen" };

export interface RadioStranger extends AsyncDisposable {
  readonly address: string;
  /**
   * Waits for the toy, and resolves when they have gone again. The deed is done to its end, however short they mean to stay.
   * @param onConnected they have it
   * @throws RadioError where it was not free in ten minutes
   */
  visit(toy: string, deed: Deed, holdMs: number, onConnected?: () => void): Promise<void>;
}

export async function openRadioStranger(rig: ToyRig): Promise<RadioStranger> {
  const { clock } = rig;
  const adapter = rig.addAdapter(ADDRESS);
  const logger = makeRecordingLog();
  const radio: Radio = openNobleRadio({
    transport: adapter.transport,
    clock,
    logger,
    random: () => 0.5,
  });
  await radio.ready({ within: seconds(10) });
  return {
    address: ADDRESS,
    async visit(toy, deed, holdMs, onConnected) {
      const wish = { intervalMs: 12.5, supervisionMs: 1_000 };
      const link = await radio.connect(toy, { ...wish, within: seconds(600), signal: NEVER });
      onConnected?.();
      const [wire] = await ToyWire.open(link, clock, NEVER);
      const began = clock.monotonic();
      await commit(wire, deed, holdMs);
      const left = holdMs - (clock.monotonic() - began);
      if (left > 0) await clock.sleep(ms(left));
      await link.disconnect({ within: seconds(5) });
    },
    [Symbol.asyncDispose]: () => radio[Symbol.asyncDispose](),
  };
}

async function commit(wire: ToyWire, deed: Deed, holdMs: number): Promise<void> {
  const watch = new ToyWatch(() => undefined);
  await wire.refreshState(NEVER);
  switch (deed.kind) {
    case "record":
      await wire.command({ kind: "record" }, NEVER);
      if (!deed.isFetched) return;
      await wire.clock.sleep(ms(holdMs));
      // Begun from Idle it ends the recording, and brings it.
      await download(wire, watch, { signal: NEVER, onProgress: () => undefined });
      return;
    case "upload": {
      const clip = makeDelivery(`stranger ${deed.slot} ${deed.milliseconds}`, deed.milliseconds).bytes;
      const quietly = { isCautious: false, signal: NEVER, onProgress: () => undefined };
      return await upload(wire, watch, { ...quietly, slot: deed.slot, clip });
    }
    case "volume":
      return await wire.write(
        "volume",
        encodeVolumeWrite(deed.isStored ? "setAndStore" : "set", deed.level),
        NEVER,
      );
    case "identifier":
      return await wire.write("configure", new TextEncoder().encode(deed.identifier), NEVER);
    case "key":
      return await wire.command({ kind: "store-key", key: deed.key }, NEVER);
    case "listen":
      await download(wire, watch, { signal: NEVER, onProgress: () => undefined });
      return;
  }
}
