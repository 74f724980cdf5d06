/**
 * Writes to a store whose disk fails, as a hub does: what is refused is asked for once more, and when the store is broken it closes, says
 * why, and ends. All about it is the same each time, but for what the disk does.
 *
 *   node test/faults/failing-disk-writer.ts DIR ROOT FROM TO
 *
 * ROOT is the source that it runs, a patched copy; FROM and TO are numbers of messages.
 */
import { createHash } from "node:crypto";
import { writeSync } from "node:fs";
import { join } from "node:path";
import { systemClock } from "../../hub/clock/system-clock.ts";
import { makePublicId } from "../../hub/contract/public-id.ts";
import type { HubStore } from "../../hub/store/hub-store.ts";
import { makeRecordingLog } from "../support/quiet-log.ts";
import { type Acknowledged, send } from "../support/store-post.ts";
import { aMessage } from "../support/store-rig.ts";

/** What it says of itself, a line each, beside what was acknowledged. */
export type Said =
  | { readonly kind: "refused"; readonly code: string; readonly message: string }
  | { readonly kind: "reads-on" }
  | { readonly kind: "ended"; readonly failed: string; readonly message: string; readonly advice: string };

/** Nothing of this takes so long. */
const HUNG_MS = 60_000;
const HUNG = 9;

const known = (what: string, bytes: number) =>
  Uint8Array.from(createHash("shake128", { outputLength: bytes }).update(what).digest());

let drawn = 0;
/** The same keys each time, and so the same names of files. */
const knownRandom = (bytes: number): Uint8Array<ArrayBuffer> => known(`draw ${drawn++}`, bytes);

export const messageOf = (number: number) => aMessage({ id: makePublicId(known(`message ${number}`, 16)) });

if (import.meta.main) {
  setTimeout(() => process.exit(HUNG), HUNG_MS).unref();
  const [, , dir = "", root = "", from = "", to = ""] = process.argv;
  const load = (file: string) => import(join(root, file));
  const { openHubStore }: typeof import("../../hub/store/hub-store.ts") =
    await load("hub/store/hub-store.ts");
  const { failureOf, isPassing }: typeof import("../../hub/failure-of.ts") = await load("hub/failure-of.ts");
  const tell = (what: Acknowledged | Said) => void writeSync(1, `${JSON.stringify(what)}\n`);
  let next = Number(from);

  /** As somebody's page does: it asks once more, under the same id. */
  async function sendOrAskAgain(store: HubStore): Promise<void> {
    const message = messageOf(next++);
    for (let tries = 0; tries < 2; tries++) {
      try {
        if ((await store.messages.get(message.id)) === undefined) await send(store, message, tell);
        return;
      } catch (error) {
        const { failed, message: why } = failureOf(error);
        tell({ kind: "refused", code: failed, message: why });
      }
    }
  }

  async function work(store: HubStore): Promise<void> {
    const lane = async () => {
      while (next < Number(to)) await sendOrAskAgain(store);
    };
    const done = Promise.all([lane(), lane()]).then(() => undefined);
    const broken = await Promise.race([store.broken, done]);
    if (broken === undefined) return;
    next = Number(to);
    await store.messages.newest(1_000);
    tell({ kind: "reads-on" });
    throw broken;
  }

  try {
    await using store = await openHubStore({
      dir,
      clock: systemClock,
      logger: makeRecordingLog(),
      random: knownRandom,
    });
    await work(store);
  } catch (error) {
    const failure = failureOf(error);
    tell({ kind: "ended", ...failure });
    process.exitCode = isPassing(failure) ? 1 : 78;
  }
  process.exit();
}
