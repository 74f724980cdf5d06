/** A whole simulated toy: inside and radio, on whatever transport and clock it is given. */
import type { Clock } from "../../../hub/ports/clock.ts";
import type { HciTransport } from "../../radio/hci/hci-transport.ts";
import { type BlenoToy, startBlenoToy } from "./bleno-toy.ts";
import { type Flash, MemoryFlash } from "./flash.ts";
import { type ToySwitches, WORST_CASE } from "./switches.ts";
import type { ToyEvent } from "./toy-event.ts";
import { ToyModel } from "./toy-model.ts";

export interface SimulatedToyOptions extends Partial<ToySwitches> {
  readonly clock: Clock;
  readonly transport: HciTransport;
  /** By default one that lasts as long as the process. */
  readonly flash?: Flash;
  readonly random?: () => number;
  onTrouble?(cause: Error): void;
}

export interface SimulatedToy extends AsyncDisposable {
  readonly model: ToyModel;
  readonly flash: Flash;
  readonly switches: ToySwitches;
  readonly radio: BlenoToy;
  /** Hears everything that happens from now on; the returned function ends it. */
  listen(listener: (event: ToyEvent) => void): () => void;
}

/** Switches it on; `radio.advertising` tells when it can be found. */
export function openSimulatedToy(options: SimulatedToyOptions): SimulatedToy {
  const { clock, transport, flash = new MemoryFlash(), random = () => 0.5, onTrouble, ...chosen } = options;
  const switches: ToySwitches = { ...WORST_CASE, ...chosen };
  const listeners = new Set<(event: ToyEvent) => void>();
  const onEvent = (event: ToyEvent) => {
    for (const listener of [...listeners]) listener(event);
  };
  const model = new ToyModel({ clock, flash, switches, random, onEvent });
  const { image } = switches;
  const radio = startBlenoToy({ transport, model, image, ...(onTrouble && { onTrouble }) });
  return {
    model,
    flash,
    switches,
    radio,
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    [Symbol.asyncDispose]: () => radio[Symbol.asyncDispose](),
  };
}
