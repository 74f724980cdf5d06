import { stderr, stdin } from "node:process";
import { createInterface } from "node:readline";
import { Writable } from "node:stream";

/** A line that nobody is to read over a shoulder: what is typed is not shown. From a pipe the first line. */
export async function readHidden(question: string): Promise<string> {
  if (!stdin.isTTY) {
    for await (const line of createInterface({ input: stdin })) return line;
    return "";
  }
  stderr.write(question);
  const nowhere = new Writable({ write: (_, __, done) => done() });
  const lines = createInterface({ input: stdin, output: nowhere, terminal: true });
  const line = await new Promise<string>((typed) => {
    lines.once("line", typed);
    lines.once("SIGINT", () => process.kill(process.pid, "SIGINT"));
    lines.once("close", () => typed(""));
  });
  lines.close();
  stderr.write("\n");
  return line;
}
