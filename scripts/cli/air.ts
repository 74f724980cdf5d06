/** `pawpost air`: virtual Bluetooth adapters for the other processes of this machine. */
import { type Command, InvalidArgumentError } from "commander";
import { pino } from "pino";
import { parseBluetoothAddress } from "../../ble/radio/hci/bluetooth-address.ts";
import { parseHciAddress } from "../../ble/radio/hci/hci-address.ts";
import type { AirConditions } from "../../ble/simulator/air/air-options.ts";
import type { AirSocket } from "../../ble/simulator/air/air-server.ts";
import { runAir } from "../../ble/simulator/air/run-air.ts";

interface AirCommandOptions extends Partial<Omit<AirConditions, "packetLoss">> {
  readonly loss?: number;
  readonly controller: AirSocket[];
  readonly seed: number;
}

export function registerAirCommand(program: Command): void {
  program
    .command("air")
    .description("serve virtual Bluetooth adapters that hear each other, one Unix socket each")
    .requiredOption(
      "--controller <ADDRESS=PATH>",
      "an adapter and its socket, aa:bb:cc:dd:ee:ff=/path; may be repeated",
      readController,
    )
    .option("--interval-ms <MS>", "force this connection interval, 7.5-4000", readNumber(7.5, 4000))
    .option("--packets-per-event <N>", "exchanges in one connection event", readInteger(1, 1000))
    .option("--loss <P>", "chance that an exchange is lost, 0-1", readNumber(0, 1))
    .option("--advert-loss <P>", "chance that an advert is missed, 0-1", readNumber(0, 1))
    .option("--seed <N>", "what chance depends on", readInteger(0, Number.MAX_SAFE_INTEGER), 1)
    .action(serveAir);
}

async function serveAir({ controller, loss, ...options }: AirCommandOptions): Promise<void> {
  const stopping = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => stopping.abort());
  await runAir({
    ...options,
    ...(loss !== undefined && { packetLoss: loss }),
    controllers: controller,
    log: pino({ name: "air" }),
    signal: stopping.signal,
    onReady: () => console.log(JSON.stringify({ ready: true, controllers: controller })),
  });
}

function readController(text: string, earlier: AirSocket[] = []): AirSocket[] {
  const [, left = "", path = ""] = /^([^=]+)=(.+)$/s.exec(text) ?? [];
  const address = parseBluetoothAddress(left);
  const isReachable = parseHciAddress(`unix:${path}`) !== undefined;
  if (address === undefined || !isReachable) {
    throw new InvalidArgumentError("expected aa:bb:cc:dd:ee:ff=/path, the path no longer than 107 bytes");
  }
  return [...earlier, { address, path }];
}

const readNumber = (least: number, most: number) => (text: string) => {
  const value = Number(text);
  const isValid = text.trim() !== "" && value >= least && value <= most;
  if (!isValid) throw new InvalidArgumentError(`expected a number from ${least} to ${most}`);
  return value;
};

const readInteger = (least: number, most: number) => (text: string) => {
  const value = readNumber(least, most)(text);
  if (!Number.isInteger(value)) throw new InvalidArgumentError("expected a whole number");
  return value;
};
