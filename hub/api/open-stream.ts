import { sessionOf } from "./call-facts.ts";
import type { Ear, EventStream } from "./event-streams.ts";
import type { Call } from "./route.ts";

/** Opens an event stream for the call's session. A session that ends meanwhile gets none. */
export function openStream(
  call: Call,
  signal: AbortSignal,
  first: () => Promise<unknown> = async () => undefined,
  hear?: Ear,
): Promise<EventStream> {
  const session = sessionOf(call);
  return call.streams.open(
    session,
    async () => {
      const event = await first();
      // From here on the stream is listed, and ends with its session.
      call.access.assertLive(session);
      return event;
    },
    signal,
    hear,
  );
}
