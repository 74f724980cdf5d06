import { z } from "zod";

/** The socket in the relay's folder at which its owner's commands ask the relay that runs. */
export const DESK = { socket: "relay.sock", hubs: "/hubs" } as const;

/** Hubs that are here, by their ids, with the number of their session. */
export const hubsHere = z.object({ hubs: z.array(z.object({ hub: z.string(), session: z.int() })) });
export type HubsHere = z.output<typeof hubsHere>;
