/** The virtual air of `ble/simulator/air-main.ts` with room for a second toy, its links at the toy's preferred interval. */
import { join } from "node:path";
import { pino } from "pino";
import { runAir } from "../../../ble/simulator/air/run-air.ts";

const ADAPTERS = {
  "hci-hub.sock": "c2:00:00:00:00:01",
  "hci-toy.sock": "d2:00:00:00:00:01",
  "hci-toy-2.sock": "d2:00:00:00:00:02",
};

const folder = process.env.PAWPOST_RUN;
if (folder === undefined) throw new Error("PAWPOST_RUN is not set");
const stopping = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => stopping.abort());

await runAir({
  controllers: Object.entries(ADAPTERS).map(([name, address]) => ({ address, path: join(folder, name) })),
  intervalMs: 12.5,
  packetsPerEvent: 4,
  log: pino({ name: "air" }),
  signal: stopping.signal,
  onReady: () => void process.stdout.write(`${JSON.stringify({ ready: true })}\n`),
});
