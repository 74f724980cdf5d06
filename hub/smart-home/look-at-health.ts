import { loadavg } from "node:os";
import { unseenBy } from "../domain/alert-record.ts";
import { isWaiting, stateOf } from "../domain/message-state.ts";
import type { House } from "../use-cases/house.ts";
import { viewRadio } from "../use-cases/view-house.ts";

/** How many kinds of things some guardian has not seen yet. What they are is not for a smart home. */
export function countAlerts({ household, alerts }: House): number {
  const guardians = household.people().filter(({ role }) => role === "guardian");
  return alerts.all().filter((alert) => guardians.some(({ id }) => unseenBy(alert, id).count > 0)).length;
}

/** What `<base>/bridge/health` says. @param uptimeMs of this process's part in it */
export async function lookAtHealth(house: House, uptimeMs: number): Promise<object> {
  const [disk, open] = [await house.disk.look(), await house.messages.open()];
  const radio = viewRadio(house);
  const relay = house.relay.view();
  return {
    alerts: countAlerts(house),
    disk_full: disk !== "enough",
    radio: radio.online && radio.adapter === "on",
    relay_connected: relay === undefined ? null : relay.line.state === "up",
    queue_depth: open.filter((record) => isWaiting(stateOf(record))).length,
    uptime_s: Math.round(uptimeMs / 1_000),
    load: loadavg().map((load) => Math.round(load * 100) / 100),
    memory_mb: Math.round(process.memoryUsage().rss / 1_048_576),
  };
}
