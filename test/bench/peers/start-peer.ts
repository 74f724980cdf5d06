import { type Child, startChild } from "../../../scripts/supervisor/child-process.ts";

/** Starts a program that prints our ready line, and waits for it. */
export async function startPeer(
  name: string,
  { node, script, args }: { readonly node: string; readonly script: URL; readonly args: readonly string[] },
  env: Readonly<Record<string, string | undefined>> = {},
): Promise<{ readonly pid: number } & AsyncDisposable> {
  const spec = {
    name,
    command: node,
    args: [script.pathname, ...args],
    env: { PATH: process.env.PATH, ...env },
    readyWithinMs: 30_000,
    stopWithinMs: 5_000,
  };
  const said: string[] = [];
  let child: Child | undefined;
  await new Promise<void>((ready, failed) => {
    child = startChild(spec, {
      onReady: () => ready(),
      onLine: (line) => {
        if (line.kind === "text") said.push(line.text);
      },
    });
    void child.exited.then((exit) =>
      failed(new Error(`${name}: ${JSON.stringify(exit)}\n${said.join("\n")}`)),
    );
  });
  const started = child as Child;
  return { pid: started.pid as number, [Symbol.asyncDispose]: async () => void (await started.stop()) };
}
