import type { PublicKey } from "../contract/jws.ts";
import type { EndsWithSession } from "../ports/access.ts";
import type { RemoteNames } from "../ports/remote-names.ts";
import type { Rooms } from "../ports/rooms.ts";

/** What there is today that hangs on a session, for `hub/main.ts` and whoever else builds a hub. */
export const endsWithSession = (
  streams: { end(session: string): void },
  tickets: { voidOf(device: PublicKey): void },
  pushes: { delete(device: PublicKey): Promise<void> },
  remoteNames: Pick<RemoteNames, "dropDevice">,
  /** Whose codes let other machines in. */
  codes: readonly Pick<Rooms, "withdraw">[],
  fail: (error: unknown) => void,
): EndsWithSession => ({
  eventStreams({ sessions }) {
    for (const session of sessions) streams.end(session);
  },
  // Who signs out there wants what was sent before to arrive.
  clipTickets({ device, why }) {
    if (why === "revoked") tickets.voidOf(device);
  },
  // Out of memory at once. Who signs in again there, after so long, is told as before; meanwhile it is kept and not used.
  push({ device, why }) {
    if (why !== "run-out") pushes.delete(device).catch(fail);
  },
  // Who signed out there, or was away for long, comes back by the same name.
  remoteName({ device, why }) {
    if (why === "revoked") remoteNames.dropDevice(device);
  },
  // By which another machine would be let in.
  roomCode({ device }) {
    for (const one of codes) one.withdraw((maker) => maker.device === device);
  },
});
