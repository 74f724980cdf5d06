/** How a command's failure looks to the person who typed it: what went wrong, its code, what to do next. No stack. */
import { HubError } from "../../hub/domain/hub-error.ts";

/** Errors of the system that a person can do something about, by `error.code`. */
const SYSTEM_ADVICE: Readonly<Record<string, string>> = {
  ENOENT: "Check the path: there is no such file or folder.",
  EACCES: "Check who owns the file, or start the command as that user.",
  EPERM: "Check who owns the file, or start the command as that user.",
  EISDIR: "That is a folder; name a file.",
  ENOTDIR: "A part of that path is a file, not a folder.",
  ENOSPC: "The disk is full. Free some room, then try again; nothing that was accepted is lost.",
  EROFS: "That disk can only be read. Choose another place.",
  EMFILE: "Too many files are open. Close other programs, then try again.",
  ECONNREFUSED: "Nobody answers there. Is Pawpost running? scripts/start",
  EADDRINUSE: "Another program has that port or socket. Choose another with --port N.",
};

/** @returns text of two to three lines; with `debug` the stack and its causes follow. */
export function describeError(error: unknown, debug: boolean): string {
  const lines = [firstLine(error)];
  const advice = adviceFor(error);
  if (advice !== undefined) lines.push(`What to do: ${advice}`);
  if (debug) lines.push("", stackOf(error));
  else if (advice === undefined)
    lines.push(
      "What to do: start it again with PAWPOST_DEBUG=1 before the command; it tells where this came from.",
    );
  return lines.join("\n");
}

function firstLine(error: unknown): string {
  if (error instanceof HubError) return `Error [${error.code}]: ${error.message}`;
  if (error instanceof Error) {
    const { code } = error as NodeJS.ErrnoException;
    return typeof code === "string"
      ? `Error [${code}]: ${error.message.replace(`${code}: `, "")}`
      : `Error: ${error.message}`;
  }
  return `Error: ${String(error)}`;
}

function adviceFor(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ("advice" in error && typeof error.advice === "string" && error.advice !== "") return error.advice;
  const { code } = error as NodeJS.ErrnoException;
  return typeof code === "string" ? SYSTEM_ADVICE[code] : undefined;
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const own = error.stack ?? String(error);
  return error.cause === undefined ? own : `${own}\ncaused by: ${stackOf(error.cause)}`;
}
