import { HubError } from "./domain/hub-error.ts";

/** May be well at the next start (a full disk gets its ballast back); a setting, a lock or damaged data will not. */
const PASSING = new Set(["store.io", "store.disk-full", "store.closed", "hub.system"]);

export interface Failure {
  readonly failed: string;
  readonly message: string;
  readonly advice: string;
}

/** What the hub cannot go on with, as docs/processes.md has it. @throws what is a mistake of ours */
export function failureOf(error: unknown): Failure {
  if (error instanceof HubError) {
    const advice = "advice" in error && typeof error.advice === "string" ? error.advice : "";
    return { failed: error.code, message: error.message, advice };
  }
  // What the operating system said to a call of ours: its own words name the path and the cause.
  if (error instanceof Error && "syscall" in error) {
    const advice = "Check that the folder is there, who owns it, and that the disk has room.";
    return { failed: "hub.system", message: error.message, advice };
  }
  throw error;
}

/** Whether starting again may help. */
export const isPassing = ({ failed }: Failure): boolean => PASSING.has(failed);
