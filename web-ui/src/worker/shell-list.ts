/**
 * What the page is made of, as the build writes it into the worker: its version, then each file's SHA-256 and path, with spaces between. The
 * page itself is among them, as `/`.
 */
export interface ShellList {
  readonly version: string;
  /** Path -> `sha256-…`, as `integrity` takes it. */
  readonly files: ReadonlyMap<string, string>;
}

/** Stands in the worker until the build has written the rest (`web-ui/write-shell.ts`). */
export const UNWRITTEN = "@shell@";

export const writeShellList = ({ version, files }: ShellList): string =>
  [version, ...[...files].map(([path, hash]) => `${hash} ${path}`)].join(" ");

/** @returns one without files for a worker that no build has written into: it keeps nothing */
export function readShellList(text: string): ShellList {
  const [version = "", ...rest] = text.split(" ");
  const files = new Map<string, string>();
  for (let at = 0; at + 1 < rest.length; at += 2) files.set(rest[at + 1] ?? "", rest[at] ?? "");
  return { version, files };
}
