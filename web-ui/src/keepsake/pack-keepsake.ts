/**
 * A keepsake as one ZIP file, made as it flows: sounds first, then the page and the checksums, which need to know them all.
 *
 *   <folder>/index.html      plays everything below, with no script
 *   <folder>/audio/*.wav     one for each clip, named by its time and id
 *   <folder>/checksums.txt   for `sha256sum -c`
 */
import { makeZip } from "client-zip";
import { sha256 } from "../../../hub/contract/sha256.ts";

export interface KeepsakeSound {
  /** Below the folder. */
  readonly file: string;
  readonly wav: Uint8Array<ArrayBuffer>;
  readonly at: Date;
}

/**
 * @param sounds as they are opened; what they throw ends the packing
 * @param renderPage once all sounds are known
 */
export function packKeepsake(
  folder: string,
  sounds: AsyncIterable<KeepsakeSound>,
  renderPage: () => Promise<string>,
  madeAt: Date,
): ReadableStream<Uint8Array> {
  return makeZip(entries());

  async function* entries() {
    const sums: string[] = [];
    const note = async (file: string, bytes: Uint8Array<ArrayBuffer>) => {
      sums.push(`${await sha256(bytes)}  ${file}\n`);
    };
    for await (const { file, wav, at } of sounds) {
      await note(file, wav);
      yield { name: `${folder}/${file}`, input: wav, lastModified: at };
    }
    const html = new TextEncoder().encode(await renderPage());
    await note("index.html", html);
    yield { name: `${folder}/index.html`, input: html, lastModified: madeAt };
    yield { name: `${folder}/checksums.txt`, input: sums.join(""), lastModified: madeAt };
  }
}
