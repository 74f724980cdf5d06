import type { ChildLine } from "../../../scripts/supervisor/child-line.ts";
import { type Child, startChild } from "../../../scripts/supervisor/child-process.ts";

export interface PeerOptions {
  readonly node: string;
  /** For Node, before the script. */
  readonly flags?: readonly string[];
  readonly script: URL;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly onLine?: (line: ChildLine) => void;
}

export interface Peer extends AsyncDisposable {
  readonly pid: number;
}

/** Starts a program that prints our ready line, and waits for it. */
export async function startPeer(name: string, options: PeerOptions): Promise<Peer> {
  const { node, flags = [], script, args, env = {}, onLine } = options;
  const spec = {
    name,
    command: node,
    args: [...flags, script.pathname, ...args],
    env: { PATH: process.env.PATH, ...env },
    readyWithinMs: 30_000,
    stopWithinMs: 5_000,
  };
  const said: string[] = [];
  let child: Child | undefined;
  await new Promise<void>((ready, failed) => {
    child = startChild(spec, {
      onReady: () => ready(),
      onLine(line) {
        if (line.kind === "text") said.push(line.text);
        onLine?.(line);
      },
    });
    void child.exited.then((exit) =>
      failed(new Error(`${name}: ${JSON.stringify(exit)}\n${said.join("\n")}`)),
    );
  });
  const started = child as unknown as Child;
  return { pid: started.pid as number, [Symbol.asyncDispose]: async () => void (await started.stop()) };
}
