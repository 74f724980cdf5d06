import { randomBytes } from "node:crypto";
import { chmod, link, readFile, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { whoMayCome } from "./who-may-come.ts";

const BYTES = 32;

/**
 * A secret that two processes of this machine share: who may read it is the folder's to say (`who-may-come.ts`). Made when it is not
 * there, 256 random bits, hex, one line; so it lasts as long as the folder does.
 * @returns what lies there, which may be empty where somebody else put it there
 */
export async function sharedSecret(path: string): Promise<string> {
  const WITHOUT_GROUP_WRITE = 0o640;
  const mode = (await whoMayCome(dirname(path))) & WITHOUT_GROUP_WRITE;
  const there = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (there !== undefined) return there.trim();
  const secret = randomBytes(BYTES).toString("hex");
  // Whole, or not there: the other process may look at any moment.
  const beside = `${path}.${randomBytes(8).toString("hex")}`;
  try {
    await writeFile(beside, `${secret}\n`, { flag: "wx", mode: 0o600 });
    await chmod(beside, mode); // whatever the process's umask
    await link(beside, path);
    return secret;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    return (await readFile(path, "utf8")).trim();
  } finally {
    await rm(beside, { force: true });
  }
}
