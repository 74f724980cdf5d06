import { lineSupervisor, type Supervisor } from "./supervisor.ts";
import { systemdSupervisor } from "./systemd-supervisor.ts";

/**
 * Whoever started this process, told by its environment: systemd by way of `scripts/run-as-service`, or somebody who reads lines.
 * @param print a line on standard output
 */
export function findSupervisor(
  env: Readonly<Record<string, string | undefined>>,
  print: (line: string) => void,
): Supervisor {
  const fd = env.PAWPOST_NOTIFY_FD;
  return fd === undefined
    ? lineSupervisor(print)
    : systemdSupervisor({
        fd: Number(fd),
        runDir: env.PAWPOST_RUN,
        watchdogMicroseconds: env.WATCHDOG_USEC,
      });
}
