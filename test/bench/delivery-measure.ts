/** What an upload looked like from the toy's side, counted on the air's clock. */
import type { UploadReport } from "../../ble/simulator/toy/upload.ts";
import { PRIME_BYTES, writesFor } from "../../ble/toys/cloudpets/upload-flow.ts";
import type { DriverRig } from "../support/driver-rig.ts";

export interface MeasuredUpload {
  readonly report: UploadReport;
  /** Connection events from the one with the first data request to the one with `01`, both counted. */
  readonly events: number;
  /** From the ring being full to the first write of the first refill: the time that the toy takes to drain 256 bytes. */
  readonly afterPrimeMs: number;
  /** Every other time from one write, or the last write, to the next, or to `01`. */
  readonly longestGapMs: number;
}

/** Watches the toy's uploads from now on. */
export function watchUploads(rig: DriverRig): { readonly uploads: readonly MeasuredUpload[] } & Disposable {
  const uploads: MeasuredUpload[] = [];
  let writes: { readonly atMs: number; readonly packets: number; readonly event: number }[] = [];
  const stopAir = rig.air.listen((entry) => {
    if (entry.kind === "event" && entry.link.peripheral === rig.toy.address && entry.toPeripheral > 0)
      writes.push({ atMs: entry.atMs, packets: entry.toPeripheral, event: entry.number });
  });
  const stopToy = rig.toy.listen((event) => {
    if (event.kind !== "upload-ended") return;
    const { report } = event;
    const { intervalMs } = rig.air.linkOf(rig.toy.address) ?? { intervalMs: Number.NaN };
    // Whatever comes to the toy between `00` and `01` is an upload write. `01` itself may still be on its way into the trace.
    const times = writes.filter(({ atMs }) => atMs > report.startedAt && atMs < report.endedAt);
    uploads.push({
      report,
      events: (report.endedAt - report.startedAt) / intervalMs,
      ...gapsOf(times, report.endedAt),
    });
    writes = [];
  });
  return {
    uploads,
    [Symbol.dispose]: () => {
      stopAir();
      stopToy();
    },
  };
}

function gapsOf(times: readonly { readonly atMs: number; readonly packets: number }[], endedAt: number) {
  let sent = 0;
  let afterPrimeMs = 0;
  let longestGapMs = 0;
  for (const [index, { atMs, packets }] of times.entries()) {
    sent += packets;
    const gap = (times[index + 1]?.atMs ?? endedAt) - atMs;
    if (sent === writesFor(PRIME_BYTES)) afterPrimeMs = gap;
    else longestGapMs = Math.max(longestGapMs, gap);
  }
  return { afterPrimeMs, longestGapMs };
}
