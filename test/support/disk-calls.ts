/** Reads what strace (`-f -y -s 0`) wrote of calls that have to do with files. */

export interface DiskCall {
  readonly thread: string;
  /** As the kernel has it. */
  readonly name: string;
  /** Of its kind in its thread, from 1; 0 where nobody counted. */
  readonly nth: number;
  readonly path: string;
  /** Where a file goes that is renamed. */
  readonly to: string | undefined;
  /** All that it was called with. */
  readonly args: string;
  readonly result: number;
  /** Of one that was not done, since strace answered: with what. */
  readonly injected: string | undefined;
}

const WHOLE = /^(\d+) +(\w+)\((.*)\) += (-?\d+)(.*)$/;
/** A call during which another thread had something to say takes two lines. */
const BEGUN = /^(\d+) +(\w+)\((.*) <unfinished \.\.\.>$/;
const INJECTED = /^ (\w+) .*\(INJECTED\)$/;
const GONE_ON = /^(\d+) +<\.\.\. \w+ resumed>(.*)$/;

/** In the order in which they ended; what the process's own end cut short is left out. */
export function readDiskCalls(log: string): DiskCall[] {
  const begun = new Map<string, string>();
  return log.split("\n").flatMap((line) => {
    const [, started, name = "", before = ""] = BEGUN.exec(line) ?? [];
    if (started !== undefined) begun.set(started, `${started} ${name}(${before}`);
    const [, thread = "", rest = ""] = GONE_ON.exec(line) ?? [];
    const call = readCall(thread === "" ? line : `${begun.get(thread)}${rest}`);
    return call === undefined ? [] : [call];
  });
}

function readCall(line: string): DiskCall | undefined {
  const [, thread, name, args, result, said] = WHOLE.exec(line) ?? [];
  if (thread === undefined || name === undefined || args === undefined || said === undefined)
    return undefined;
  // By name, or as an open file: 23</path>. What is written is shown as "" only.
  const [named, to] = [...args.matchAll(/"(\/[^"]*)"/g)].map(([, path]) => path);
  const path = named ?? /^\d+<([^>]*)>/.exec(args)?.[1] ?? "";
  return { thread, name, nth: 0, path, to, args, result: Number(result), injected: INJECTED.exec(said)?.[1] };
}
