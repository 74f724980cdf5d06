import type { Command } from "commander";
import { becomeProcess } from "./become-process.ts";
import { registerBleHouseCommand } from "./ble-house.ts";
import { registerBleJoinCommand } from "./ble-join.ts";
import { registerTrustCommand } from "./ble-trust.ts";

/** `pawpost ble`: only the Bluetooth side, by its environment (docs/processes.md). */
export function registerBleCommand(program: Command): void {
  const ble = program.command("ble");
  ble

    .description("Runs only the Bluetooth side. Settings come from the environment: docs/processes.md.")
    .option("--data <folder>", "where its own state is kept (PAWPOST_DATA)")
    .option("--run <folder>", "sockets and credentials shared with the other processes (PAWPOST_RUN)")
    .option(
      "--hci <controller>",
      "hciN, an adapter's own address, or unix:PATH of an HCI controller (H4) to use in its place (PAWPOST_HCI)",
    )
    .action((options: { data?: string; run?: string; hci?: string }) =>
      becomeProcess("ble/main.ts", {
        PAWPOST_DATA: options.data,
        PAWPOST_RUN: options.run,
        PAWPOST_HCI: options.hci,
      }),
    );
  registerTrustCommand(ble);
  registerBleJoinCommand(ble);
  registerBleHouseCommand(ble);
}
