/**
 * What lies in a keepsake, made as it flows: sounds first, then the page and the checksums, which need to know them all.
 *
 *   index.html      plays everything below, with no script
 *   audio/*.wav     one for each clip, named by its time and id
 *   checksums.txt   for `sha256sum -c`
 */
import { sha256 } from "../../../hub/contract/sha256.ts";

export interface KeepsakeFile {
  /** Below the folder. */
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly at: Date;
}

/**
 * @param sounds as they are opened; what they throw ends the making
 * @param renderPage once all sounds are known
 */
export async function* keepsakeFiles(
  sounds: AsyncIterable<KeepsakeFile>,
  renderPage: () => Promise<string>,
  madeAt: Date,
): AsyncGenerator<KeepsakeFile> {
  const sums: string[] = [];
  const text = (name: string, said: string) => ({ name, bytes: new TextEncoder().encode(said), at: madeAt });
  async function* noted(files: AsyncIterable<KeepsakeFile> | readonly KeepsakeFile[]) {
    for await (const file of files) {
      sums.push(`${await sha256(file.bytes)}  ${file.name}\n`);
      yield file;
    }
  }
  yield* noted(sounds);
  yield* noted([text("index.html", await renderPage())]);
  yield text("checksums.txt", sums.join(""));
}
