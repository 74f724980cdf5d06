/**
 * Two places with a cable between them that can be pulled, as network namespaces that go with their process: one for a relay, one for a house. There is
 * nothing else in either, and nothing of the machine's own network is touched.
 *
 *   world  10.77.0.1 ──── cable ──── 10.77.0.2  house
 */
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";

const run = promisify(execFile);

export const WORLD = "10.77.0.1";
export const HOUSE = "10.77.0.2";

/** Each is a command that runs what follows it as root of a network namespace of its own. */
const WAYS: readonly (readonly string[])[] = [
  ...(process.getuid?.() === 0 ? [["unshare", "--net"]] : []),
  ["unshare", "--map-root-user", "--net"],
];
const LAY = `
ip link set lo up
unshare --net sleep infinity &
house=$!
trap 'kill $house' EXIT
until [ "$(readlink /proc/$house/ns/net)" != "$(readlink /proc/self/ns/net)" ]; do sleep 0.01; done
in_house() { nsenter --target $house --net "$@"; }
ip link add name world0 type veth peer name house0
ip link set house0 netns $house
ip addr add ${WORLD}/24 dev world0
ip link set world0 up
in_house ip link set lo up
in_house ip addr add ${HOUSE}/24 dev house0
in_house ip link set house0 up
echo $house
cat
`;

async function findWay(): Promise<readonly string[] | undefined> {
  for (const way of WAYS) {
    const [command = "", ...args] = way;
    const works = await run(command, [...args, "sh", "-ec", LAY.replace(/\ncat\n$/, "")]).then(
      () => true,
      () => false,
    );
    if (works) return way;
  }
  return undefined;
}

const way = await findWay();

/** Whether these tests run here. Where every test must run (`.ci/run` says so by `CI`) it is an error, not a test left out. */
export const hasOwnNetwork = way !== undefined;
if (!hasOwnNetwork && process.env.CI) {
  const ways = WAYS.map((words) => `${words.join(" ")} ip link add name a0 type veth peer name a1`).join(
    "\n",
  );
  throw new Error(
    `What happens when a cable is pulled cannot be tested here: nobody may lay one of their own. This must work:\n${ways}\nOn Ubuntu: sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0`,
  );
}

export interface Cable extends AsyncDisposable {
  /** Command and arguments that run what follows them there. */
  readonly world: readonly string[];
  readonly house: readonly string[];
  /** @param end at which it is pulled; at the other one nobody is told anything */
  pull(end: "world" | "house"): Promise<void>;
  plugIn(end: "world" | "house"): Promise<void>;
}

/** @param also further addresses with their networks, as `203.0.113.1/24`, at each end */
export async function layCable(
  also: { readonly world: readonly string[]; readonly house: readonly string[] } = { world: [], house: [] },
): Promise<Cable> {
  const [command = "", ...args] = way ?? [];
  // It ends when its input does, and the other one with it.
  const world = spawn(command, [...args, "sh", "-ec", LAY], { stdio: ["pipe", "pipe", "inherit"] });
  const [said] = (await once(world.stdout, "data")) as [Buffer];
  const enter = (pid: number): readonly string[] => [
    "nsenter",
    ...(args.includes("--map-root-user") ? ["--user", "--preserve-credentials"] : []),
    "--net",
    `--target=${pid}`,
  ];
  const places = { world: enter(world.pid ?? 0), house: enter(Number(said.toString())) };
  const set = async (end: keyof typeof places, state: "up" | "down") => {
    const [enters = "", ...into] = places[end];
    await run(enters, [...into, "ip", "link", "set", `${end}0`, state]);
  };
  for (const end of ["world", "house"] as const)
    for (const address of also[end]) {
      const [enters = "", ...into] = places[end];
      // Nobody else is there who could have it.
      const untried = address.includes(":") ? ["nodad"] : [];
      await run(enters, [...into, "ip", "addr", "add", address, "dev", `${end}0`, ...untried]);
    }
  return {
    ...places,
    pull: (end) => set(end, "down"),
    plugIn: (end) => set(end, "up"),
    async [Symbol.asyncDispose]() {
      const gone = once(world, "exit");
      world.stdin.end();
      await gone;
    },
  };
}

/** Of Linux, include/net/tcp_states.h. */
const STATES: Readonly<Record<string, string>> = { "01": "established", "02": "dialling" };

/**
 * Connections of that process's network with somebody at that address, as its system sees them (proc(5), `/proc/net/tcp`).
 * @returns the states of those that a process holds: what the system alone says the last word to is left out
 */
export async function connectionsWith(pid: number, address: string): Promise<readonly string[]> {
  const wanted = Buffer.from(address.split(".").map(Number)).reverse().toString("hex").toUpperCase();
  const found: string[] = [];
  for (const [file, prefix] of [
    ["tcp", ""],
    ["tcp6", "0000000000000000FFFF0000"],
  ] as const) {
    const rows = (await readFile(`/proc/${pid}/net/${file}`, "utf8")).trim().split("\n").slice(1);
    for (const row of rows) {
      const [, , remote = "", state = "", , , , , , inode] = row.trim().split(/\s+/);
      if (remote.startsWith(`${prefix}${wanted}:`) && inode !== "0") found.push(STATES[state] ?? state);
    }
  }
  return found;
}
