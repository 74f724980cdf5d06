/**
 * Fills the index of a hub that does not run with messages that were sent, brought and heard, as the hub itself writes them, but
 * for the flush of each. Their files are not made: a timeline reads none.
 */
import { join } from "node:path";
import { deriveDeviceKeys, readKeyFile } from "../../hub/store/device-key.ts";
import { personWrites, recordWrites } from "../../hub/store/message-table.ts";
import { openDatabase, SealedIndex, type Write } from "../../hub/store/sealed-index.ts";
import { Sidecars } from "../../hub/store/sidecars.ts";
import { randomId } from "../support/guardian.ts";
import { aMessage } from "../support/store-rig.ts";

const BATCH = 2_000;
const MINUTE_MS = 60_000;

export async function seedMessages(
  dir: string,
  count: number,
  family: { readonly author: string; readonly child: string; readonly toy: string },
  onSeeded: (done: number) => void = () => undefined,
): Promise<void> {
  const device = await readKeyFile(dir, "device");
  if (device === undefined) throw new Error("no hub ever ran here");
  const keys = deriveDeviceKeys(device);
  await using index = new SealedIndex(await openDatabase(join(dir, "index")), keys.values);
  const names = new Sidecars(join(dir, "archive"), keys, () => undefined);
  const first = (await index.last("message")) + 1;
  const start = Date.now() - count * MINUTE_MS;
  let writes: Write[] = [];
  for (let done = 0; done < count; done += 1) {
    const at = start + done * MINUTE_MS;
    const history = (["queued", "delivering", "on_toy", "played"] as const).map((state, step) => ({
      state,
      at: at + step * 5_000,
      cause: "paw-pressed",
    }));
    const record = aMessage({
      ...family,
      id: randomId(),
      createdAt: at,
      livedAt: at,
      history,
      // A signature as long as real ones.
      stamp: `${"s".repeat(600)}.${randomId()}`,
    });
    const all = [
      ...recordWrites(names, first + done, record),
      ...personWrites(names, first + done, undefined, record),
    ];
    // To remove what never was there costs time and changes nothing.
    writes.push(...all.filter(({ value }) => value !== undefined));
    if ((done + 1) % BATCH !== 0) continue;
    await index.writeUnflushed(writes);
    writes = [];
    onSeeded(done + 1);
  }
  await index.commit(writes);
}
