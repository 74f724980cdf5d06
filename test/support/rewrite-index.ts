import { join } from "node:path";
import { openDatabase } from "../../hub/store/sealed-index.ts";

/**
 * Changes a closed store's index as somebody could who writes a sound database: checksums of LevelDB hold.
 * @param decide by a table's letter and an entry's place in it, from 0; `swap` puts in the value of the next entry
 */
export async function rewriteIndex(
  dir: string,
  decide: (letter: string, at: number) => "keep" | "drop" | "flip" | "swap",
): Promise<void> {
  const db = await openDatabase(join(dir, "index"));
  const entries = await db.iterator().all();
  const seen = new Map<string, number>();
  for (const [n, [key, value]] of entries.entries()) {
    const letter = String.fromCharCode(key[0] ?? 0);
    const at = seen.get(letter) ?? 0;
    seen.set(letter, at + 1);
    const deed = decide(letter, at);
    if (deed === "drop") await db.del(key);
    if (deed === "swap") await db.put(key, entries[n + 1]?.[1] ?? Buffer.alloc(0));
    if (deed === "flip") {
      const flipped = Buffer.from(value);
      flipped[20] = (flipped[20] ?? 0) ^ 1;
      await db.put(key, flipped);
    }
  }
  await db.close();
}
