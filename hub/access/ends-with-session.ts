import type { PublicKey } from "../contract/jws.ts";
import type { EndsWithSession } from "../ports/access.ts";

/** What there is today that hangs on a session, for `hub/main.ts` and whoever else builds a hub. */
export const endsWithSession = (
  streams: { end(session: string): void },
  tickets: { voidOf(device: PublicKey): void },
): EndsWithSession => ({
  eventStreams({ sessions }) {
    for (const session of sessions) streams.end(session);
  },
  // Who signs out there wants what was sent before to arrive.
  clipTickets({ device, isRevoked }) {
    if (isRevoked) tickets.voidOf(device);
  },
});
