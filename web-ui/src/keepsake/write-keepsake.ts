/** A keepsake as a folder on the disk, where the browser may write one (File System Access): nothing to unpack, and nothing held in memory. */
import { NotNow } from "../actions/step-up.ts";
import type { KeepsakeFile } from "./keepsake-files.ts";

type Place = FileSystemDirectoryHandle;
interface Picker {
  showDirectoryPicker?(options: { readonly id: string; readonly mode: "readwrite" }): Promise<Place>;
}

/** More on one day is not meant. */
const MOST_FOLDERS = 100;

/**
 * Asks where the folder is to lie. The browser shows its own window: only just after a press.
 * @returns `undefined` where the browser writes no folders
 * @throws NotNow
 */
export async function pickPlace(): Promise<Place | undefined> {
  try {
    return await (globalThis as Picker).showDirectoryPicker?.({ id: "keepsake", mode: "readwrite" });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw new NotNow("no place was chosen");
    throw error;
  }
}

/**
 * All of it or nothing: what breaks off in the middle is taken away again.
 * @returns what the folder is called: another name than was wished where there is such a folder already
 */
export async function writeKeepsake(
  place: Place,
  wished: string,
  files: AsyncIterable<KeepsakeFile>,
): Promise<string> {
  const name = await freeName(place, wished);
  const folder = await place.getDirectoryHandle(name, { create: true });
  try {
    for await (const { name: path, bytes } of files) {
      const [file = "", ...above] = path.split("/").reverse();
      let within = folder;
      for (const part of above.reverse()) within = await within.getDirectoryHandle(part, { create: true });
      const writing = await (await within.getFileHandle(file, { create: true })).createWritable();
      await writing.write(bytes);
      await writing.close();
    }
    return name;
  } catch (error) {
    await place.removeEntry(name, { recursive: true }).catch(() => undefined); // It is gone already, or the disk is.
    throw error;
  }
}

/** Never into one that is there: what else lies in it would belong to nothing. */
async function freeName(place: Place, wished: string): Promise<string> {
  for (let number = 1; number < MOST_FOLDERS; number += 1) {
    const name = number === 1 ? wished : `${wished}-${number}`;
    const isThere = await place.getDirectoryHandle(name).then(
      () => true,
      (error: unknown) => {
        if (error instanceof DOMException && error.name === "NotFoundError") return false;
        if (error instanceof DOMException && error.name === "TypeMismatchError") return true;
        throw error;
      },
    );
    if (!isThere) return name;
  }
  throw new RangeError("there are too many folders of that name");
}
