import type { BackupProgress } from "../../hub/ports/backups.ts";

const PHASES = {
  old: "Looking at what is there",
  index: "Copying the index",
  files: "Copying",
  check: "Reading it back",
  restore: "Bringing it back",
} as const satisfies Record<BackupProgress["phase"], string>;
const BAR_LETTERS = 24;

export interface ProgressLine extends Disposable {
  show(progress: BackupProgress): void;
  clear(): void;
}

/** One line on a terminal that is written over; nothing where nobody looks. */
export function openProgressLine(isWanted: boolean): ProgressLine {
  const isShown = isWanted && process.stderr.isTTY === true;
  const clear = () => {
    if (isShown) process.stderr.write("\r\u001b[K");
  };
  return {
    show(progress) {
      if (isShown) process.stderr.write(`\r\u001b[K${describeProgress(progress)}`);
    },
    clear,
    [Symbol.dispose]: clear,
  };
}

function describeProgress({ phase, files, of }: BackupProgress): string {
  if (of === undefined || of === 0) return `  ${PHASES[phase]} ...`;
  const done = Math.min(1, files / of);
  const bar = "#".repeat(Math.round(done * BAR_LETTERS)).padEnd(BAR_LETTERS, ".");
  return `  ${PHASES[phase]} [${bar}] ${files} of ${of} files`;
}
