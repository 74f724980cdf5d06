/**
 * The `air` process of docs/processes.md: the hub's adapter and the pretend toy's, each on its socket in the run folder.
 * `pawpost air` serves any others.
 */
import { join } from "node:path";
import { pino } from "pino";
import { AirError } from "./air/errors.ts";
import { runAir } from "./air/run-air.ts";

/** Starting again would not help: `EX_CONFIG` of sysexits.h. */
const EX_CONFIG = 78;

/** Locally administered addresses (IEEE 802, second bit of the first byte), so that no real adapter has them. */
const ADAPTERS = { "hci-hub.sock": "c2:00:00:00:00:01", "hci-toy.sock": "d2:00:00:00:00:01" };

const stopping = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => stopping.abort());

try {
  const runFolder = process.env.PAWPOST_RUN;
  if (!runFolder)
    throw new AirError("air.no-run-folder", "PAWPOST_RUN is not set", "Start it with scripts/start.");
  await runAir({
    controllers: Object.entries(ADAPTERS).map(([name, address]) => ({
      address,
      path: join(runFolder, name),
    })),
    log: pino({ name: "air" }),
    signal: stopping.signal,
    onReady: () => console.log(JSON.stringify({ ready: true })),
  });
} catch (error) {
  if (!(error instanceof AirError)) throw error;
  console.log(JSON.stringify({ failed: error.code, message: error.message, advice: error.advice }));
  process.exitCode = EX_CONFIG;
}
