import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { makeTempDir } from "../../test/support/temp-dir.ts";
import { adapterTrouble } from "./adapter-trouble.ts";
import { wifiTrouble } from "./wifi-trouble.ts";

/** Devices as the kernel lists them, and an nmcli that ends with that status. */
async function machine(files: Readonly<Record<string, string>>, status = 0) {
  const folder = await makeTempDir();
  onTestFinished(() => folder[Symbol.asyncDispose]());
  for (const [name, text] of Object.entries(files)) {
    await mkdir(join(folder.path, name, ".."), { recursive: true });
    await writeFile(join(folder.path, name), text);
  }
  const nmcli = join(folder.path, "nmcli");
  await writeFile(nmcli, `#!/bin/sh\nexit ${status}\n`);
  await chmod(nmcli, 0o755);
  return { devices: folder.path, nmcli };
}
const WIFI = { "net/lo/type": "772", "net/wlan0/phy80211/index": "0" };
const SWITCH = {
  "rfkill/rfkill0/type": "wlan\n",
  "rfkill/rfkill0/soft": "0\n",
  "rfkill/rfkill0/hard": "0\n",
};

test.each([
  ["no Wi-Fi", { "net/lo/type": "772", "net/eth0/type": "1" }, 0],
  ["no devices at all", {}, 0],
  ["switched off", { ...WIFI, ...SWITCH, "rfkill/rfkill0/soft": "1\n" }, 0],
  ["NetworkManager", { ...WIFI, ...SWITCH }, 8],
] as const)("says what is missing: %s", async (what, files, status) => {
  const { devices, nmcli } = await machine(files, status);
  expect(await wifiTrouble(devices, nmcli)).toContain(what === "no devices at all" ? "no Wi-Fi" : what);
});

test("says it where NetworkManager was never installed, too", async () => {
  const { devices } = await machine(WIFI);
  expect(await wifiTrouble(devices, join(devices, "none"))).toContain("NetworkManager does not run here");
});

test("and nothing where all is there", async () => {
  const bluetooth = { "rfkill/rfkill1/type": "bluetooth\n", "rfkill/rfkill1/soft": "1\n" };
  const { devices, nmcli } = await machine({ ...WIFI, ...SWITCH, ...bluetooth });
  expect(await wifiTrouble(devices, nmcli)).toBeUndefined();
  const plain = await machine(WIFI);
  expect(await wifiTrouble(plain.devices, plain.nmcli)).toBeUndefined();
});

test("says that there is no adapter, and nothing where there is one", async () => {
  const { devices } = await machine({ "hci0/address": "" });
  expect(adapterTrouble("hci0", devices)).toBeUndefined();
  expect(adapterTrouble("00:1a:7d:da:71:13", devices)).toBeUndefined();
  expect(adapterTrouble("hci1", devices)).toBe("there is no Bluetooth adapter");
  expect(adapterTrouble("hci0", join(devices, "none"))).toBe("there is no Bluetooth adapter");
  expect(adapterTrouble("unix:/run/x.sock", devices)).toBeUndefined();
  expect(adapterTrouble("usb", devices)).toBe("PAWPOST_HCI names no Bluetooth adapter");
});
