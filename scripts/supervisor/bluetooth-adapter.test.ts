import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { findAdapter } from "./bluetooth-adapter.ts";

const ROOT = "000001ffffffffff";
const NOBODY = "0000000000000000";
const ONLY_RAW = "0000000000002000";

function machine(adapters: Readonly<Record<string, string | undefined>> | undefined, capabilities: string) {
  const folder = mkdtempSync(join(tmpdir(), "adapter-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const sys = join(folder, "bluetooth");
  for (const [name, rfkillState] of Object.entries(adapters ?? {})) {
    mkdirSync(join(sys, name), { recursive: true });
    if (rfkillState === undefined) continue;
    mkdirSync(join(sys, name, "rfkill3"));
    writeFileSync(join(sys, name, "rfkill3", "state"), `${rfkillState}\n`);
  }
  const status = join(folder, "status");
  writeFileSync(status, `Name:\tnode\nCapPrm:\t${ROOT}\nCapEff:\t${capabilities}\nSeccomp:\t0\n`);
  return { sys, status };
}

test.each([
  ["an adapter that is on, as root", { hci0: "1" }, ROOT, "hci0"],
  ["an adapter without a switch", { hci0: undefined }, ROOT, "hci0"],
  ["the second of two, the first switched off", { hci0: "0", hci1: "1" }, ROOT, "hci1"],
])("finds %s", async (_, adapters, capabilities, adapter) => {
  expect(await findAdapter(machine(adapters, capabilities))).toEqual({ kind: "usable", adapter });
});

test.each([
  ["a kernel without Bluetooth", undefined, ROOT, /no Bluetooth adapter/],
  ["only a connection's entry", { "hci0:11": undefined }, ROOT, /no Bluetooth adapter/],
  ["an adapter that is switched off", { hci0: "0" }, ROOT, /switched off.*rfkill unblock/],
  ["an adapter that is switched off by hand", { hci0: "2" }, ROOT, /switched off/],
  ["no rights", { hci0: "1" }, NOBODY, /needs root: sudo/],
  ["half of the rights", { hci0: "1" }, ONLY_RAW, /needs root/],
])("says why there is none: %s", async (_, adapters, capabilities, why) => {
  expect(await findAdapter(machine(adapters, capabilities))).toEqual({
    kind: "none",
    why: expect.stringMatching(why),
  });
});
