import { type Check, cannotTell, fail, ok } from "../../../hub/house-check/check.ts";
import type { DoctorContext } from "../doctor-context.ts";
import { showUnit } from "../show-unit.ts";

const UNITS = ["pawpost-hub.service", "pawpost-ble.service"];
const MICROSECONDS = 1_000_000;

export const watchdogCheck: Check<DoctorContext> = {
  id: "watchdog",
  title: "The watchdog",
  why: "A process that hangs neither ends nor works: only who listens for its sign of life starts it again.",
  async run(context, signal) {
    if (!context.isInstalled)
      return cannotTell(
        "scripts/start starts again what ends, and does not see what hangs: only systemd does.",
        "For a machine that stays on: docs/install.md",
      );
    const uptime = context.uptime();
    for (const unit of UNITS) {
      const shown = await showUnit(
        context,
        unit,
        ["WatchdogUSec", "WatchdogTimestampMonotonic", "ActiveState"],
        signal,
      );
      if (shown === undefined) return cannotTell("systemd does not answer.", "sudo systemctl status");
      if (shown.ActiveState !== "active") continue; // the check of processes says so
      const every = secondsIn(shown.WatchdogUSec ?? "");
      if (every === 0)
        return fail(
          `Nobody watches ${unit}.`,
          `sudo systemctl revert ${unit} && sudo systemctl restart ${unit}`,
        );
      const heard = Number(shown.WatchdogTimestampMonotonic ?? 0) / MICROSECONDS;
      if (heard === 0 || uptime - heard > every)
        return fail(
          `${unit} gave no sign of life for ${Math.round(uptime - heard)} s.`,
          `sudo systemctl restart ${unit}; journalctl -u ${unit} -n 50`,
        );
    }
    return ok("Hub and radio give a sign of life in time.");
  },
};

/** As systemd writes a time: `30s`, `1min 30s`, `infinity`, `0`. */
export function secondsIn(text: string): number {
  const UNITS_IN_SECONDS: Readonly<Record<string, number>> = { us: 1e-6, ms: 1e-3, s: 1, min: 60, h: 3_600 };
  return [...text.matchAll(/(\d+(?:\.\d+)?)(us|ms|min|s|h)/g)].reduce(
    (sum, [, count = "0", unit = "s"]) => sum + Number(count) * (UNITS_IN_SECONDS[unit] ?? 0),
    0,
  );
}
