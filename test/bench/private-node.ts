/** A copy of this Node that nothing else on the machine runs, so that a process's memory shares no page with strangers. */
import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { makeTempDir } from "../support/temp-dir.ts";

export interface PrivateNode extends AsyncDisposable {
  readonly path: string;
}

export async function copyNode(): Promise<PrivateNode> {
  const folder = await makeTempDir();
  const path = join(folder.path, "node");
  await copyFile(process.execPath, path);
  return { path, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}
