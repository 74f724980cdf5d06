/** A disk of a test's own that can be filled to its last byte: a tmpfs in a mount namespace that goes with its process. */
import { execFile } from "node:child_process";
import { tmpdir } from "node:os";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Each is a command that runs what follows it as root of a mount namespace of its own. */
const WAYS: readonly (readonly string[])[] = [
  ...(process.getuid?.() === 0 ? [["unshare", "--mount"]] : []),
  ["unshare", "--map-root-user", "--mount"],
];

/** Mounts one, and writes more than it holds: anything else is no full disk. */
const TRIAL = 'mount -t tmpfs -o size=64k tmpfs "$1"; ! head -c 200000 /dev/zero > "$1/full"';

async function findWay(): Promise<readonly string[] | undefined> {
  for (const [command = "", ...args] of WAYS) {
    const works = await run(command, [...args, "sh", "-ec", TRIAL, "sh", tmpdir()]).then(
      () => true,
      () => false,
    );
    if (works) return [command, ...args];
  }
  return undefined;
}

const way = await findWay();

/** Whether these tests run here. Where every test must run (`.ci/run` says so by `CI`) it is an error, not a test left out. */
export const hasOwnDisk = way !== undefined;
if (!hasOwnDisk && process.env.CI) {
  const ways = WAYS.map((words) => `${words.join(" ")} true`).join("\n");
  throw new Error(
    `What happens on a full disk cannot be tested here: nobody may mount a tmpfs of their own. This must work:\n${ways}\nOn Ubuntu: sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0`,
  );
}

/**
 * @param size as mount(8) has it for tmpfs: `48m`
 * @returns command and arguments that run `program` with a file system of its own at `folder`
 */
export function onOwnDisk(
  folder: string,
  size: string,
  program: readonly string[],
): { readonly command: string; readonly args: readonly string[] } {
  const [command = "", ...args] = way ?? [];
  const mount = 'mount -t tmpfs -o mode=0700,size="$1" tmpfs "$2"; shift 2; exec "$@"';
  return { command, args: [...args, "sh", "-ec", mount, "sh", size, folder, ...program] };
}
