/** A Unix socket that only its owner may open, in place of a stale one that a killed process left. */
import { lstat, unlink } from "node:fs/promises";
import { connect, createServer, type Server, type Socket } from "node:net";
import { AirError } from "./errors.ts";

/** rw for the owner, nothing for others: connecting to a Unix socket needs write permission, unix(7). */
const OWNER_ONLY_UMASK = 0o177;

/** @throws AirError `air.socket-in-use` when somebody answers there, `air.socket-not-ours` when we may not replace it */
export async function listenPrivately(path: string, onConnection: (socket: Socket) => void): Promise<Server> {
  const server = createServer(onConnection);
  try {
    await listen(server, path);
  } catch (cause) {
    if (!isErrno(cause, "EADDRINUSE")) throw cause;
    await removeStale(path);
    await listen(server, path);
  }
  return server;
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    const before = process.umask(OWNER_ONLY_UMASK);
    try {
      // bind(2) happens within this call, so the file never exists with wider permissions.
      server.listen(path, () => {
        server.removeListener("error", reject);
        resolve();
      });
    } finally {
      process.umask(before);
    }
  });
}

/** Removes a socket of ours that nobody answers. */
async function removeStale(path: string): Promise<void> {
  const about = await lstat(path);
  const isOurs = about.isSocket() && about.uid === process.getuid?.();
  if (!isOurs) {
    const advice = "Choose another path, or move what is there out of the way.";
    throw new AirError("air.socket-not-ours", `${path} exists and is not a socket of this user`, advice);
  }
  if (await isAnswered(path)) {
    throw new AirError(
      "air.socket-in-use",
      `somebody serves ${path} already`,
      "Stop the other air, or choose another path.",
    );
  }
  await unlink(path);
}

function isAnswered(path: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const probe = connect({ path });
    probe.on("connect", () => {
      probe.destroy();
      resolve(true);
    });
    probe.on("error", (cause) => {
      if (isErrno(cause, "ECONNREFUSED")) resolve(false);
      else reject(cause);
    });
  });
}

function isErrno(cause: unknown, code: string): boolean {
  return cause instanceof Error && "code" in cause && cause.code === code;
}
