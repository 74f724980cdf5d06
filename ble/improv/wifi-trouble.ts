/** What keeps this machine from hearing of a Wi-Fi by a phone, in words for its owner. */
import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** @param devices where the kernel lists them @returns `undefined` where nothing does */
export async function wifiTrouble(devices = "/sys/class", program = "nmcli"): Promise<string | undefined> {
  if (!list(join(devices, "net")).some((one) => existsSync(join(one, "phy80211"))))
    return "this machine has no Wi-Fi, connect it by cable";
  const switches = list(join(devices, "rfkill")).filter((one) => read(join(one, "type")) === "wlan");
  const isOff = (one: string) => ["soft", "hard"].some((by) => read(join(one, by)) === "1");
  if (switches.length > 0 && switches.every(isOff))
    return "its Wi-Fi is switched off, a Raspberry Pi does that until it is told its country: raspi-config";
  // 8: NetworkManager is not running, nmcli(1).
  const said = await run(program, ["--terse", "general", "status"]).then(
    () => undefined,
    ({ code }: { code?: unknown }) => code,
  );
  if (said === "ENOENT" || said === 8) return "NetworkManager does not run here, it is what joins a Wi-Fi";
  return undefined;
}

function list(folder: string): readonly string[] {
  try {
    return readdirSync(folder).map((name) => join(folder, name));
  } catch {
    return []; // the kernel has no such devices
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8").trim();
  } catch {
    return "";
  }
}
