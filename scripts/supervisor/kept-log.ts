/**
 * What the processes of a clone say, kept for `pawpost logs`: two files of a mebibyte at most. Where systemd starts them its journal does that.
 * Nothing that holds a code comes here (`lineText`), and no name: `hub/log/safe-facts.ts`.
 */
import { closeSync, fstatSync, mkdirSync, openSync, renameSync, writeSync } from "node:fs";
import { join } from "node:path";

const LOG_FOLDER = "logs";
const MOST_BYTES = 1_048_576;

export const keptLogFiles = (dataFolder: string) => {
  const folder = join(dataFolder, LOG_FOLDER);
  return { folder, newer: join(folder, "newer.log"), older: join(folder, "older.log") };
};

export interface KeptLog extends Disposable {
  /** @param name of the process */
  keep(name: string, text: string): void;
}

/** Written before it returns, so that the last words before a kill are there. A log is never worth an end: where it cannot be written, none is. */
export function openKeptLog(dataFolder: string, now: () => number, mostBytes = MOST_BYTES): KeptLog {
  const { folder, newer, older } = keptLogFiles(dataFolder);
  let file: number | undefined;
  let size = 0;
  const open = () => {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    file = openSync(newer, "a", 0o600);
    ({ size } = fstatSync(file));
  };
  const close = () => {
    if (file !== undefined) closeSync(file);
    file = undefined;
  };
  const trying = (work: () => void) => {
    try {
      work();
    } catch {
      close();
    }
  };
  trying(open);
  return {
    keep(name, text) {
      trying(() => {
        if (file === undefined) return;
        const line = Buffer.from(`${new Date(now()).toISOString()} ${name} ${text}\n`);
        if (size + line.byteLength > mostBytes && size > 0) {
          close();
          renameSync(newer, older);
          open();
        }
        if (file !== undefined) writeSync(file, line);
        size += line.byteLength;
      });
    },
    [Symbol.dispose]: close,
  };
}
