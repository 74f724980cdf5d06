/** Gives every message of a store that does not run its sealed file and its card, as the hub itself writes them, but for the flush of each. */
import { createHash, randomFillSync } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { MessageRecord } from "../../hub/ports/message-store.ts";
import { deriveDeviceKeys, readKeyFile } from "../../hub/store/device-key.ts";
import { type Frame, Sidecars } from "../../hub/store/sidecars.ts";

/** @returns bytes of the sealed files */
export async function seedClips(dir: string, records: AsyncIterable<MessageRecord>): Promise<number> {
  const device = await readKeyFile(dir, "device");
  if (device === undefined) throw new Error("no hub ever ran here");
  const sidecars = new Sidecars(join(dir, "archive"), deriveDeviceKeys(device), () => undefined);
  let bytes = 0;
  for await (const record of records) {
    const name = sidecars.nameOf(record.id);
    // Nothing in it can be guessed or packed, as in what age sealed.
    const sealed = randomFillSync(Buffer.allocUnsafe(record.sealedBytes));
    const sha256 = createHash("sha256").update(sealed).digest("hex");
    const frames: Frame[] = [
      { kind: "file", id: record.id, bytes: sealed.byteLength, sha256 },
      { kind: "record", record, ledger: [] },
    ];
    await writeFile(join(sidecars.shardOf(name), `${name}.age`), sealed);
    await writeFile(join(sidecars.shardOf(name), `${name}.card`), sidecars.encode(name, frames));
    bytes += sealed.byteLength;
  }
  return bytes;
}
