import { createHash } from "node:crypto";
import { join } from "node:path";
import { BEFORE_THE_FIRST, linkText } from "../../hub/contract/ledger.ts";
import type { LedgerEntry } from "../../hub/ports/ledger.ts";
import { deriveDeviceKeys, readKeyFile } from "../../hub/store/device-key.ts";
import { counterKey, nameKey, openDatabase, SealedIndex, type Write } from "../../hub/store/sealed-index.ts";

interface Link {
  readonly entry: LedgerEntry;
  readonly prev: string;
}

/**
 * Rewrites the ledger of a hub that is not at work, as whoever has its device key could.
 * @param dir the store's folder
 * @param how `anew`: every hash after what was changed fits again, and so does the end; `in-place`: the hashes stay as they were
 */
export async function forgeLedger(
  dir: string,
  how: "anew" | "in-place",
  deed: (entries: readonly LedgerEntry[]) => readonly LedgerEntry[],
): Promise<void> {
  const key = await readKeyFile(dir, "device");
  if (key === undefined) throw new Error("no device key");
  const keys = deriveDeviceKeys(key);
  await using index = new SealedIndex(await openDatabase(join(dir, "index")), keys.values);
  const links: Link[] = [];
  for await (const [, link] of index.entries<Link>({ table: "ledger" })) links.push(link);
  const forged = deed(links.map(({ entry }) => entry));
  let head = BEFORE_THE_FIRST;
  const writes: Write[] = links.map((_, at) => ({ key: counterKey("ledger", at + 1), value: undefined }));
  for (const [at, entry] of forged.entries()) {
    const number = at + 1;
    const prev = how === "anew" ? head.hash : (links[at]?.prev ?? head.hash);
    const hash = createHash("sha256")
      .update(linkText(number, head.hash, entry))
      .digest("hex");
    writes.push({ key: counterKey("ledger", number), value: { entry, prev } satisfies Link });
    head = { number, hash };
  }
  if (how === "anew") writes.push({ key: nameKey("meta", keys.nameOf("ledger head")), value: head });
  await index.commit(writes);
}
