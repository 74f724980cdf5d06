/** What keeps this machine from being heard by a phone, in words for its owner. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { parseHciAddress } from "../radio/hci/hci-address.ts";

/** @param hci as `PAWPOST_HCI` has it @returns `undefined` where nothing does */
export function adapterTrouble(hci: string, devices = "/sys/class/bluetooth"): string | undefined {
  const address = parseHciAddress(hci);
  if (address === undefined) return "PAWPOST_HCI names no Bluetooth adapter";
  const isThere = {
    unix: () => true,
    adapter: () => existsSync(join(devices, hci)),
    // Which one has that address is asked by who opens it.
    "adapter-of": () => existsSync(devices) && readdirSync(devices).length > 0,
  }[address.kind]();
  return isThere ? undefined : "there is no Bluetooth adapter";
}
