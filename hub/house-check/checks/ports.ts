import { type Check, fail, type HouseContext, ok, warn, withoutHub } from "../check.ts";
import { familyOf, isLoopback, type Listener, readListeners, socketsOf } from "../listeners.ts";

const SSH = 22;

/**
 * Nothing of ours listens but where the settings say so; on a machine that is Pawpost's own, nobody else does. Whether it can be reached from
 * outside is asked elsewhere: here it is seen who listens at all.
 */
export const portsCheck: Check = {
  id: "ports",
  title: "Who listens on the network",
  why: "An open port is a door: the toy maker’s database was found because it stood open to the world.",
  async run(context) {
    const { hub, isInstalled, proc } = context;
    // Where it may listen, the hub alone knows.
    if (hub === undefined) return withoutHub(context);
    const all = await readListeners(proc);
    const inodes = await ownSockets(context);
    const ours = all.filter(({ inode, uid }) => inodes.has(inode) || context.users.includes(uid));
    const rogue = ours.filter((one) => !isMeant(one, context));
    if (rogue.length > 0)
      return fail(
        `Pawpost’s own user listens where no setting says so: ${rogue.map(placeOf).join(", ")}.`,
        `Find out which program it is (sudo ss -ltnp), end it, and tell the other guardians.`,
      );
    const others = all.filter(
      (one) => !ours.includes(one) && !isLoopback(one.host) && one.port !== SSH && !isMeant(one, context),
    );
    if (isInstalled && others.length > 0)
      return warn(
        `Other programs listen on the network: ${[...new Set(others.map(placeOf))].join(", ")}.`,
        "Is each of them yours? Which they are: sudo ss -ltnp",
      );
    const open = all.filter((one) => !isLoopback(one.host) && isMeant(one, context)).map(placeOf);
    return ok(
      open.length === 0
        ? "Pawpost listens on this machine alone."
        : `Pawpost listens in the house at ${open.join(", ")}, as its settings say.`,
    );
  },
};

async function ownSockets({ proc, hub }: HouseContext): Promise<ReadonlySet<string>> {
  if (hub === undefined) return new Set();
  const pids = hub.pid === process.pid ? [hub.pid] : await familyOf(proc, hub.pid);
  const sets = await Promise.all(pids.map((pid) => socketsOf(proc, pid)));
  return new Set(sets.flatMap((set) => [...set]));
}

function isMeant({ host, port }: Listener, { hub }: HouseContext): boolean {
  if (hub === undefined) return false;
  if (isLoopback(host))
    return port === Number(new URL(hub.address).port || 80) || isListed(hub.mayListen, host, port);
  return isListed(hub.mayListen, host, port);
}

const isListed = (
  places: readonly { readonly host: string; readonly port: number }[],
  host: string,
  port: number,
): boolean =>
  places.some((one) => (one.port === port || one.port === 0) && (one.host === "*" || one.host === host));

const placeOf = ({ host, port }: Listener): string => `${host.includes(":") ? `[${host}]` : host}:${port}`;
