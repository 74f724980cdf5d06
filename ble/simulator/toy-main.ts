/**
 * The `toy` process of docs/processes.md: the pretend toy that stands in where no Bluetooth adapter answers.
 * `pawpost toy simulate` runs any others.
 */
import { join } from "node:path";
import { openLog } from "../../hub/log/open-log.ts";
import { AirError } from "./air/errors.ts";
import { ToyError } from "./toy/errors.ts";
import { parseDrain, runToy } from "./toy/run-toy.ts";

/** Starting again would not help: `EX_CONFIG` of sysexits.h. */
const EX_CONFIG = 78;

const stopping = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => stopping.abort());

const { PAWPOST_RUN, PAWPOST_DATA, PAWPOST_HCI, PAWPOST_TOY_DRAIN } = process.env;

try {
  if (!PAWPOST_RUN || !PAWPOST_DATA) {
    const missing = PAWPOST_RUN ? "PAWPOST_DATA" : "PAWPOST_RUN";
    throw new ToyError("toy.no-run-folder", `${missing} is not set`, "Start it with scripts/start.");
  }
  const drain = PAWPOST_TOY_DRAIN ? parseDrain(PAWPOST_TOY_DRAIN) : "demo";
  if (drain === undefined) {
    const advice = "Set PAWPOST_TOY_DRAIN to fast, demo or a number of bytes per second.";
    throw new ToyError("toy.bad-drain", `no such drain: ${PAWPOST_TOY_DRAIN}`, advice);
  }
  await runToy({
    hci: PAWPOST_HCI,
    stateFolder: join(PAWPOST_DATA, "toy"),
    controlPath: join(PAWPOST_RUN, "toy.sock"),
    drain,
    log: openLog({ process: "toy" }),
    signal: stopping.signal,
    onReady: () => console.log(JSON.stringify({ ready: true })),
  });
} catch (error) {
  if (!(error instanceof ToyError || error instanceof AirError)) throw error;
  console.log(JSON.stringify({ failed: error.code, message: error.message, advice: error.advice }));
  process.exitCode = EX_CONFIG;
}
