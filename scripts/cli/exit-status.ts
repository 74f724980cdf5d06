/** What a command's exit status says to scripts. docs/cli.md lists them. */
import { HubError } from "../../hub/domain/hub-error.ts";

export const EXIT = {
  failed: 1,
  /** A command line that cannot be understood, as of the shell's own commands. */
  usage: 2,
  /** Nothing runs that could be asked: as for an init script's `status` (LSB). */
  notRunning: 3,
} as const;

export const exitStatusOf = (error: unknown): number =>
  error instanceof HubError && error.code.endsWith(".not-running") ? EXIT.notRunning : EXIT.failed;

/** Each, with what it says: for docs/cli.md and the manual page. */
export const EXIT_WORDS = [
  [0, "Done."],
  [
    EXIT.failed,
    "It was understood, and cannot be done; or it was looked, and something is not as it should be.",
  ],
  [EXIT.usage, "The command line cannot be understood."],
  [EXIT.notRunning, "Nothing runs that could be asked."],
] as const;
