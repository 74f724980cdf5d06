import { stat } from "node:fs/promises";
import { createServer } from "node:net";

/**
 * Holds a folder for this process: a socket in the abstract namespace, named after the folder's device and inode. The kernel hands it
 * to one process and takes it back when that one dies, however it dies (unix(7)).
 * @param purpose what it is held for: two purposes do not meet
 * @returns undefined when another process holds it
 */
export async function holdFolder(folder: string, purpose: string): Promise<AsyncDisposable | undefined> {
  const { dev, ino } = await stat(folder);
  const server = createServer((visitor) => visitor.destroy());
  try {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(`\0pawpost-${purpose}-${dev}-${ino}`, resolve);
    });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "EADDRINUSE") return undefined;
    throw cause;
  }
  server.unref();
  return {
    async [Symbol.asyncDispose]() {
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
