import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import { hours, seconds } from "../../domain/duration.ts";
import { type Check, cannotTell, fail, ok, warn } from "../check.ts";
import { soundKind } from "../sound-kind.ts";
import { walkFiles } from "../walk-files.ts";

/** `docs/storage.md`: what is readable by the hub goes after 14 days; a day more for a hub that was off. */
const READABLE_FOR = hours(15 * 24);
const BEGINNING_BYTES = 16;

/** Sound lies sealed, or it does not lie here. Nothing is ever removed: it may be the only one. */
export const soundCheck: Check = {
  id: "sound",
  title: "No sound in the open",
  why: "Whoever takes the card or the disk hears every sound on it that is not sealed.",
  within: seconds(60),
  async run({ dataDir, runDir, clock }, signal) {
    const stray: string[] = [];
    let sealed = 0;
    let readable = 0;
    const closed: string[] = [];
    for (const folder of [dataDir, ...(runDir === undefined ? [] : [runDir])]) {
      for await (const { path, stat } of walkFiles(folder, signal, (path) => void closed.push(path))) {
        const inside = relative(dataDir, path);
        // The pretend toy is a toy: it holds what it plays, as a real one does.
        if (!stat.isFile() || inside.startsWith("toy/") || inside.startsWith("hub/index/")) continue;
        const kind = soundKind(basename(path), await beginningOf(path));
        if (kind !== undefined) stray.push(`${path} (${kind})`);
        else if (path.startsWith(join(dataDir, "hub", "archive")) && path.endsWith(".age")) sealed += 1;
        const isWaiting = path.startsWith(join(dataDir, "hub", "waiting")) && path.endsWith(".clip");
        if (isWaiting && clock.now() - stat.mtimeMs > READABLE_FOR) readable += 1;
      }
    }
    if (stray.length > 0)
      return fail(
        `Not sealed: ${stray.slice(0, 3).join(", ")}${stray.length > 3 ? `, and ${stray.length - 3} more` : ""}.`,
        `Listen to whether you want to keep it, keep it elsewhere, and erase it here: shred -u ${stray[0]?.replace(/ \(.*/, "") ?? ""}`,
      );
    if (readable > 0)
      return warn(
        `${readable} messages wait for a toy longer than 14 days, readable by the hub.`,
        "The hub gives them up by itself. Restart it, and look again tomorrow.",
      );
    // Of the hub's own folder nothing is left out: there it would be.
    if (closed.some((path) => path.startsWith(join(dataDir, "hub"))))
      return cannotTell(`This user may not look into ${closed[0]}.`, "Ask as root.");
    const unseen = closed.length === 0 ? "" : " What other users of Pawpost keep was not looked at.";
    return ok(`${sealed === 0 ? "No sound lies here." : `${sealed} sealed, none in the open.`}${unseen}`);
  },
};

/** Not followed where it is a link; one that went meanwhile, or that this user may not read, has none. */
async function beginningOf(path: string): Promise<Uint8Array> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(
    () => undefined,
  );
  if (file === undefined) return new Uint8Array();
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(BEGINNING_BYTES), 0, BEGINNING_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
