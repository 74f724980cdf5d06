import { randomBytes } from "node:crypto";
import { open, readFile } from "node:fs/promises";
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
  try {
    const secret = randomBytes(BYTES).toString("hex");
    await using file = await open(path, "wx", 0o600);
    await file.writeFile(`${secret}\n`);
    await file.chmod(mode); // whatever the process's umask
    return secret;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    return (await readFile(path, "utf8")).trim();
  }
}
