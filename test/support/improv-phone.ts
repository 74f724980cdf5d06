/** A phone with Improv, on the real noble: finds a machine, writes to it, and keeps what it was told. */
import type { Characteristic, Peripheral } from "@abandonware/noble";
import { IMPROV } from "../../ble/improv/improv-packets.ts";
import { type Duration, ms } from "../../hub/domain/duration.ts";
import type { Noble } from "./real-stacks.ts";

type Sleep = (wait: Duration) => Promise<void>;
type Name = "state" | "error" | "command" | "result" | "capabilities";

const STEP = ms(250);
const STEPS = 40;

/** @returns the machine, if it is heard within ten seconds */
export async function findImprov(noble: Noble, sleep: Sleep): Promise<Peripheral | undefined> {
  let found: Peripheral | undefined;
  const listener = (peripheral: Peripheral) => {
    found = peripheral;
  };
  noble.on("discover", listener);
  await noble.startScanningAsync([], true);
  for (let step = 0; step < STEPS && found?.advertisement.localName === undefined; step++) await sleep(STEP);
  await noble.stopScanningAsync();
  noble.removeListener("discover", listener);
  return found;
}

export async function openImprov(noble: Noble, sleep: Sleep) {
  const peripheral = await findImprov(noble, sleep);
  if (peripheral === undefined) throw new Error("nobody is there");
  await peripheral.connectAsync();
  const { characteristics } = await peripheral.discoverAllServicesAndCharacteristicsAsync();
  const heard: Record<Name, Buffer[]> = { state: [], error: [], command: [], result: [], capabilities: [] };
  const at = (name: Name): Characteristic => {
    const found = characteristics.find(({ uuid }) => uuid === IMPROV[name]);
    if (found === undefined) throw new Error(`no ${name}`);
    return found;
  };
  for (const name of ["state", "error", "result"] as const) {
    at(name).on("data", (value: Buffer, isNotified: boolean) => {
      if (isNotified) heard[name].push(Buffer.from(value));
    });
    await at(name).subscribeAsync();
  }
  return {
    peripheral,
    read: async (name: Name) => [...(await at(name).readAsync())],
    /** As phones do: 20 bytes at a time. */
    async write(packet: Uint8Array, size = 20) {
      for (let from = 0; from < packet.byteLength; from += size)
        await at("command").writeAsync(Buffer.from(packet.subarray(from, from + size)), false);
    },
    /** Of which it was notified. */
    bytes: (name: Name) => [...Buffer.concat(heard[name])],
  };
}
