/** A link to a toy with none of our driver on it, for senders that ours is measured against. */
import type { Characteristic, Link, Radio } from "../../ble/radio/radio.ts";
import { type Command, encodeCommand } from "../../ble/toys/cloudpets/commands.ts";
import {
  CHARACTERISTICS,
  type CharacteristicName,
  CLOUDPETS_SERVICE,
} from "../../ble/toys/cloudpets/gatt-table.ts";
import { seconds } from "../../hub/domain/duration.ts";

/** Longer than anything takes, with loss and fades. */
export const PATIENT = { within: seconds(20) };

export interface ToyLink extends AsyncDisposable {
  readonly link: Link;
  of(name: CharacteristicName): Characteristic;
  send(command: Command): Promise<void>;
}

export async function openToyLink(radio: Radio, address: string): Promise<ToyLink> {
  const link = await radio.connect(address, { intervalMs: 12.5, supervisionMs: 1_000, ...PATIENT });
  const rows = Object.values(CHARACTERISTICS).map(({ uuid }) => uuid);
  const found = await link.characteristics(CLOUDPETS_SERVICE, rows, PATIENT);
  const of = (name: CharacteristicName) => found.get(CHARACTERISTICS[name].uuid) as Characteristic;
  return {
    link,
    of,
    send: (command) => of("command").write(encodeCommand(command), PATIENT),
    [Symbol.asyncDispose]: () => link[Symbol.asyncDispose](),
  };
}
