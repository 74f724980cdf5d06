/**
 * systemd as the supervisor, by its own protocol (sd_notify(3)): words in datagrams to a Unix socket. Node has no such sockets, so
 * `scripts/run-as-service` opens and connects one before it becomes Node, and what is written to it is sent. Codes for people are not
 * said here: whatever a service prints is kept in the journal. Who is at the machine asks for them (`pawpost code`).
 */
import { mkdirSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { Supervisor } from "./supervisor.ts";

/** In `$PAWPOST_RUN`: a file for each process that is wanted. systemd watches for it (`systemd/pawpost-link.path`). */
const WANTS = "wants";

export function systemdSupervisor(options: {
  /** Of the connected socket. */
  readonly fd: number;
  readonly runDir: string | undefined;
  /** `WATCHDOG_USEC` */
  readonly watchdogMicroseconds: string | undefined;
  readonly send?: (fd: number, words: string) => void;
}): Supervisor {
  const { fd, runDir, send = writeSync } = options;
  const tell = (...words: readonly string[]) => {
    try {
      send(fd, words.join("\n"));
    } catch {
      // Its queue is full, or it is being replaced: it hears the next one, or starts this process anew.
    }
  };
  const watched = Number(options.watchdogMicroseconds ?? 0) / 1_000;
  return {
    ready: () => tell("READY=1", "STATUS=Serving."),
    wants(process) {
      const folder = join(runDir ?? "", WANTS);
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      writeFileSync(join(folder, process), "", { mode: 0o600 });
    },
    presenceCode: () => undefined,
    stopping: () => tell("STOPPING=1", "STATUS=Closing what is open."),
    watchdogMs: watched > 0 ? watched : undefined,
    alive: () => tell("WATCHDOG=1"),
  };
}
