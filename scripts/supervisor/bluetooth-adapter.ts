/** Whether this machine has a Bluetooth adapter that we could use, told from /sys without touching it. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

export type AdapterFinding =
  | { readonly kind: "usable"; readonly adapter: string }
  /** `why` ends the sentence "A pretend toy stands in: ..." */
  | { readonly kind: "none"; readonly why: string };

/** CAP_NET_ADMIN and CAP_NET_RAW, as bits of CapEff: capabilities(7). Raw HCI sockets need both. */
const NEEDED_CAPABILITIES = (1n << 12n) | (1n << 13n);

export async function findAdapter(
  places = { sys: "/sys/class/bluetooth", status: "/proc/self/status" },
): Promise<AdapterFinding> {
  const names = await readdir(places.sys).catch(() => []);
  const adapters = names.filter((name) => /^hci\d+$/.test(name)).sort(); // `hci0:11` is a connection
  if (adapters.length === 0) return { kind: "none", why: "this machine has no Bluetooth adapter." };
  const switchedOn: string[] = [];
  for (const adapter of adapters) if (!(await isBlocked(join(places.sys, adapter)))) switchedOn.push(adapter);
  const [adapter] = switchedOn;
  if (adapter === undefined) {
    return {
      kind: "none",
      why: `Bluetooth is switched off on this machine (${adapters.join(", ")}): rfkill unblock bluetooth`,
    };
  }
  const effective = /^CapEff:\s*([0-9a-f]+)$/m.exec(await readFile(places.status, "utf8"))?.[1] ?? "0";
  if ((BigInt(`0x${effective}`) & NEEDED_CAPABILITIES) !== NEEDED_CAPABILITIES) {
    return { kind: "none", why: `using the Bluetooth adapter ${adapter} needs root: sudo scripts/start` };
  }
  return { kind: "usable", adapter };
}

/** State 1 of an rfkill switch means "not blocked": Documentation/ABI/stable/sysfs-class-rfkill of Linux. */
async function isBlocked(adapterFolder: string): Promise<boolean> {
  const names = await readdir(adapterFolder).catch(() => []);
  for (const name of names.filter((entry) => /^rfkill\d+$/.test(entry))) {
    if ((await readFile(join(adapterFolder, name, "state"), "utf8")).trim() !== "1") return true;
  }
  return false;
}
