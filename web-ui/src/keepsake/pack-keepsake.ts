import { makeZip } from "client-zip";
import type { KeepsakeFile } from "./keepsake-files.ts";

/** A keepsake as one ZIP file, `<folder>/` before each name, where the browser writes no folders. */
export function packKeepsake(folder: string, files: AsyncIterable<KeepsakeFile>): Promise<Blob> {
  async function* entries() {
    for await (const { name, bytes, at } of files)
      yield { name: `${folder}/${name}`, input: bytes, lastModified: at };
  }
  return new Response(makeZip(entries()), { headers: { "content-type": "application/zip" } }).blob();
}
