/** One simulated toy in real time, on a controller behind a Unix socket or an adapter of this machine, until told to stop. */
import { once } from "node:events";
import type { Clock } from "../../../hub/ports/clock.ts";
import type { Logger } from "../../../hub/ports/logger.ts";
import { type HciAddress, parseHciAddress } from "../../radio/hci/hci-address.ts";
import type { HciTransport } from "../../radio/hci/hci-transport.ts";
import { openUnixTransport } from "../../radio/hci/unix-transport.ts";
import { openNativeTransport } from "../../radio/native-transport.ts";
import { openRealTimeClock } from "../air/real-time-clock.ts";
import { startControlServer } from "./control-server.ts";
import { openDiskFlash } from "./disk-flash.ts";
import { ToyError } from "./errors.ts";
import { MemoryFlash } from "./flash.ts";
import { openSimulatedToy } from "./simulated-toy.ts";
import { DRAINS, type Drain, type ToySwitches } from "./switches.ts";

export interface RunToyOptions extends Partial<ToySwitches> {
  /** `unix:PATH`, or `hciN` for a real peripheral on the air. The toy resets that adapter: share it with nobody. */
  readonly hci: string | undefined;
  /** Folder of the toy's flash; without one it is forgotten with the process. */
  readonly stateFolder?: string;
  /** Unix socket of the paws, ear and mouth; without one nobody plays with it. */
  readonly controlPath?: string;
  readonly log: Logger;
  /** Switches the toy off and ends the process's part in it. */
  readonly signal: AbortSignal;
  /** Called when the toy advertises. */
  readonly onReady: () => void;
}

/** Resolves when `signal` has ended it. Throws ToyError before the toy is up, and what the control socket throws. */
export async function runToy(options: RunToyOptions): Promise<void> {
  const { hci, stateFolder, controlPath, log, signal, onReady, ...switches } = options;
  const controller = readController(hci);
  const flash = stateFolder === undefined ? new MemoryFlash() : openDiskFlash(stateFolder);
  using clock = openRealTimeClock();
  using transport = openController(controller, clock, log);
  await using toy = openSimulatedToy({
    clock,
    transport,
    flash,
    random: Math.random,
    onTrouble: (cause) => log.error("the controller does not advertise", { reason: cause.message }),
    ...switches,
  });
  using _listening = {
    [Symbol.dispose]: toy.listen((event) => {
      if (event.kind === "restart") log.warn("the toy restarted itself", { cause: event.cause });
      if (event.kind === "link") log.info("link", { isUp: event.isUp });
      if (event.kind === "upload-ended") log.info("upload ended", { ...event.report });
    }),
  };
  await using _control =
    controlPath === undefined ? undefined : await startControlServer({ path: controlPath, toy, clock });
  const stopped = signal.aborted ? Promise.resolve() : once(signal, "abort");
  await Promise.race([toy.radio.advertising, stopped]);
  if (!signal.aborted) onReady();
  await stopped;
}

function readController(hci: string | undefined): Exclude<HciAddress, { kind: "adapter-of" }> {
  const advice =
    "Name the controller: --hci unix:PATH or hciN, or PAWPOST_HCI. scripts/start does it by itself.";
  if (hci === undefined || hci === "")
    throw new ToyError("toy.no-controller", "no HCI controller was named", advice);
  const address = parseHciAddress(hci);
  if (address === undefined || address.kind === "adapter-of")
    throw new ToyError("toy.bad-controller", `no HCI controller: ${hci}`, advice);
  return address;
}

function openController(
  address: ReturnType<typeof readController>,
  clock: Clock,
  log: Logger,
): HciTransport & Disposable {
  if (address.kind === "unix") return openUnixTransport({ path: address.path });
  const transport = openNativeTransport({ adapter: address.index, clock, logger: log });
  const { trouble } = transport;
  if (trouble === undefined) return transport;
  transport[Symbol.dispose]();
  const advice =
    "Plug in an adapter and switch it on (hciconfig hciN up), or run a virtual one: pawpost air.";
  throw new ToyError("toy.no-adapter", trouble.message, advice);
}

/** Reads `fast`, `demo` or bytes per second; `undefined` for anything else. */
export function parseDrain(text: string): Drain | undefined {
  if (Object.hasOwn(DRAINS, text)) return text as keyof typeof DRAINS;
  const rate = Number(text);
  return text.trim() !== "" && rate > 0 && Number.isFinite(rate) ? rate : undefined;
}
