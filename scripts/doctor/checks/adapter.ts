import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Check, cannotTell, fail, ok, warn } from "../../../hub/house-check/check.ts";
import { findAdapter } from "../../supervisor/bluetooth-adapter.ts";
import type { DoctorContext } from "../doctor-context.ts";
import { showUnit } from "../show-unit.ts";

const HOME = "home";
const BLE = "pawpost-ble.service";
/** What the kernel says where an adapter's own program could not be loaded into it, or it answers no more. */
const TROUBLE =
  /firmware.*(?:not found|failed|-2\b)|failed to load|tx timeout|hardware error|Opcode .* failed/i;

export const adapterCheck: Check<DoctorContext> = {
  id: "adapter",
  title: "The Bluetooth adapter",
  why: "Toys are reached by Bluetooth and by nothing else.",
  async run(context, signal) {
    const { sys, hub, isInstalled } = context;
    const home = hub?.rooms.find(({ room }) => room === HOME);
    const adapters = (await readdir(join(sys, "class/bluetooth")).catch(() => [])).filter((name) =>
      /^hci\d+$/.test(name),
    );
    if (home?.isSimulated === true)
      return cannotTell(
        `A virtual radio stands in${adapters.length === 0 ? ": this machine has no Bluetooth adapter" : ""}.`,
        "For a real toy: an adapter of docs/hardware-checklist.md, then scripts/start anew.",
      );
    if (adapters.length === 0)
      return hub === undefined
        ? cannotTell("This machine has no Bluetooth adapter; a pretend toy may stand in.")
        : fail(
            "There is no Bluetooth adapter.",
            "Plug one in: docs/hardware-checklist.md. Is it there? lsusb",
          );
    const status = isInstalled ? await statusOfRadio(context, signal) : join(context.proc, "self/status");
    if (status === undefined)
      return cannotTell("The radio’s process does not run.", `sudo systemctl start ${BLE}`);
    const found = await findAdapter({ sys: join(sys, "class/bluetooth"), status });
    if (found.kind === "none")
      return /needs root/.test(found.why)
        ? isInstalled
          ? fail(
              "The radio’s process may not use the adapter.",
              `sudo systemctl revert ${BLE} && sudo systemctl restart ${BLE}`,
            )
          : cannotTell(
              `Whether ${adapters.join(", ")} works is seen as root alone.`,
              "sudo scripts/pawpost doctor",
            )
        : fail(`${adapters.join(", ")} is switched off.`, "sudo rfkill unblock bluetooth");
    const said = await troubleOf(context, found.adapter, signal);
    if (said !== undefined)
      return fail(
        `${found.adapter} did not get its firmware, or does not answer: ${said}`,
        "sudo apt install firmware-misc-nonfree firmware-realtek bluez-firmware, then restart the machine; docs/hardware-checklist.md",
      );
    if (home?.isOnline === true && home.adapter !== "on")
      return home.adapter === "starting"
        ? warn(`${found.adapter} is being started.`, "Look again in a minute.")
        : fail(
            `The radio’s process finds ${found.adapter} ${home.adapter ?? "silent"}.`,
            `sudo systemctl restart ${BLE}`,
          );
    return ok(`${found.adapter} is there, switched on, and may be used.`);
  },
};

/** Where the kernel tells of the rights of the process that holds the adapter. */
async function statusOfRadio(context: DoctorContext, signal: AbortSignal): Promise<string | undefined> {
  const shown = await showUnit(context, BLE, ["MainPID"], signal);
  const path = join(context.proc, shown?.MainPID ?? "0", "status");
  return readFile(path).then(
    () => path,
    () => undefined,
  );
}

/** The last line of trouble that the kernel had with it since it started; `undefined`: none, or nobody may say. */
async function troubleOf(
  { run }: DoctorContext,
  adapter: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { status, out } = await run(signal, "journalctl", "--dmesg", "--boot", "--output=cat", "--no-pager");
  if (status !== 0) return undefined;
  return out
    .split("\n")
    .filter((line) => line.includes(`Bluetooth: ${adapter}:`) && TROUBLE.test(line))
    .at(-1);
}
