/** `pawpost toy probe`: the harmless trials of docs/hardware-checklist.md, as a report to send in. */
import { styleText } from "node:util";
import { type Command, Option } from "commander";
import { RadioError } from "../../ble/radio/errors.ts";
import { parseHciAddress } from "../../ble/radio/hci/hci-address.ts";
import { openUnixTransport } from "../../ble/radio/hci/unix-transport.ts";
import { openNativeTransport } from "../../ble/radio/native-transport.ts";
import { openNobleRadio } from "../../ble/radio/noble-radio.ts";
import { type ProbeRow, probeToy } from "../../ble/toys/cloudpets/probe-toy.ts";
import { ToyError } from "../../ble/toys/errors.ts";
import { systemClock as clock } from "../../hub/clock/system-clock.ts";
import { seconds } from "../../hub/domain/duration.ts";
import { openLog } from "../../hub/log/open-log.ts";
import { CliError } from "./errors.ts";

interface ProbeOptions {
  readonly hci: string;
  readonly upload: boolean;
  readonly json: boolean;
}

export function registerProbeCommand(toy: Command): void {
  toy
    .command("probe")
    .description("try what is harmless on the nearest toy that nobody holds, for docs/hardware-checklist.md")
    .addOption(
      new Option("--hci <CONTROLLER>", "hciN, an adapter's address, or unix:PATH")
        .env("PAWPOST_HCI")
        .default("hci0"),
    )
    .option("--upload", "also send silence to its fourth slot, over what lies there, and time it", false)
    .option("--json", "the report as JSON", false)
    .action(probe);
}

async function probe({ hci, upload, json }: ProbeOptions): Promise<void> {
  const address = parseHciAddress(hci);
  if (address === undefined)
    throw new CliError("probe.no-adapter", `${hci} is no adapter`, "Write hci0, or unix:/path/to/socket.");
  const stopping = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => stopping.abort());
  const logger = openLog({ process: "probe", level: "error" });
  using transport =
    address.kind === "unix"
      ? openUnixTransport({ path: address.path })
      : openNativeTransport({
          adapter: address.kind === "adapter" ? address.index : address.address,
          clock,
          logger,
        });
  await using radio = openNobleRadio({ transport, clock, logger, random: Math.random });
  try {
    await radio.ready({ within: seconds(10), signal: stopping.signal });
    const rows = await probeToy(radio, {
      clock,
      signal: stopping.signal,
      mayUpload: upload,
      onStep: (what) => process.stderr.write(`${what} …\n`),
    });
    process.stdout.write(json ? `${JSON.stringify({ rows }, null, 2)}\n` : renderProbe(rows));
  } catch (error) {
    throw explained(error);
  }
}

function explained(error: unknown): unknown {
  if (error instanceof ToyError && error.code === "toy.silent")
    return new CliError(
      "probe.no-toy",
      "No toy was heard that nobody holds",
      "Switch it on, bring it near, and stop Pawpost, which holds its toys.",
      { cause: error },
    );
  if (error instanceof RadioError)
    return new CliError(
      error.code.replace("radio.", "probe."),
      error.message,
      "Look at the adapter; bring the toy near; try again.",
      {
        cause: error,
      },
    );
  return error;
}

/** One line a trial: what was seen, and what was supposed where that is something else. */
export function renderProbe(rows: readonly ProbeRow[]): string {
  const lines = rows.map(({ trial, what, seen, supposed }) => {
    const differs = supposed !== null && seen !== supposed;
    const end = differs ? styleText("bold", `  (supposed: ${supposed})`) : "";
    return `${String(trial).padStart(3)}  ${what}: ${seen}${end}\n`;
  });
  const differing = rows.filter(({ seen, supposed }) => supposed !== null && seen !== supposed).length;
  return `${lines.join("")}\n${differing} of ${rows.length} not as supposed. Numbers: docs/hardware-checklist.md.\n`;
}
