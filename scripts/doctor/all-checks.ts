import { CHECKS } from "../../hub/contract/house-check.ts";
import type { Check } from "../../hub/house-check/check.ts";
import { leftoversCheck } from "../../hub/house-check/checks/leftovers.ts";
import { HUB_CHECKS } from "../../hub/house-check/hub-checks.ts";
import { adapterCheck } from "./checks/adapter.ts";
import { brokerCheck } from "./checks/broker.ts";
import { firewallCheck } from "./checks/firewall.ts";
import { processesCheck } from "./checks/processes.ts";
import { routesCheck } from "./checks/routes.ts";
import { scanCheck } from "./checks/scan.ts";
import { settingsCheck } from "./checks/settings.ts";
import { watchdogCheck } from "./checks/watchdog.ts";
import type { DoctorContext } from "./doctor-context.ts";

const UNSORTED: readonly Check<DoctorContext>[] = [
  ...HUB_CHECKS,
  leftoversCheck,
  processesCheck,
  watchdogCheck,
  settingsCheck,
  adapterCheck,
  scanCheck,
  firewallCheck,
  routesCheck,
  brokerCheck,
];

/** In the order in which they are said. */
export const ALL_CHECKS: readonly Check<DoctorContext>[] = CHECKS.map((id) => {
  const check = UNSORTED.find((one) => one.id === id);
  if (check === undefined) throw new TypeError(`nobody looks at ${id}`);
  return check;
});
