import { access } from "node:fs/promises";
import { join } from "node:path";
import { type Check, cannotTell, fail, ok, warn } from "../../../hub/house-check/check.ts";
import type { DoctorContext } from "../doctor-context.ts";
import { showUnit } from "../show-unit.ts";

const ALWAYS = ["pawpost-hub.service", "pawpost-ble.service"];
const LINK = "pawpost-link.service";
/** A start now and then is an update or a reboot. */
const MANY_RESTARTS = 5;

export const processesCheck: Check<DoctorContext> = {
  id: "service",
  title: "Its processes",
  why: "What does not run delivers nothing, and takes nothing in.",
  async run(context, signal) {
    const { hub, isInstalled, runDir } = context;
    if (!isInstalled)
      return hub === undefined
        ? fail("Pawpost does not run.", "scripts/start")
        : ok(`The hub runs, and answers at ${hub.address}.`);
    const wantsLink = await access(join(runDir ?? "/run/pawpost", "wants/link")).then(
      () => true,
      () => false,
    );
    const restarted: string[] = [];
    for (const unit of [...ALWAYS, ...(wantsLink ? [LINK] : [])]) {
      const shown = await showUnit(context, unit, ["ActiveState", "SubState", "Result", "NRestarts"], signal);
      if (shown === undefined) return cannotTell("systemd does not answer.", "sudo systemctl status");
      if (shown.ActiveState !== "active")
        return fail(
          `${unit} does not run (${shown.ActiveState}, ${shown.Result}).`,
          `sudo systemctl start ${unit}; why it ended: journalctl -u ${unit} -n 50`,
        );
      if (Number(shown.NRestarts) >= MANY_RESTARTS) restarted.push(`${unit} ${shown.NRestarts} times`);
    }
    if (hub === undefined)
      return fail(
        "The hub’s unit runs, and does not answer here.",
        "sudo pawpost doctor; journalctl -u pawpost-hub -n 50",
      );
    if (restarted.length > 0)
      return warn(
        `Started again by itself: ${restarted.join(", ")}.`,
        "journalctl -u 'pawpost-*' -p warning says why.",
      );
    return ok(`Hub, radio${wantsLink ? " and link" : ""} run.`);
  },
};
