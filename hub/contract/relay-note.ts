import { z } from "zod";
import { publicKey } from "./jws.ts";

/** What a hub keeps of the relay that it joined. */
export const relayNote = z.strictObject({
  zone: z.string().max(190),
  host: z.string().max(253),
  /** Of the relay's one port, for hubs and for visitors: what the names of this hub are opened at. */
  port: z.int().min(1).max(65_535),
  /** Whose nodes are believed, from the day of the enrolment on. */
  operator: publicKey,
  /** `relay/wire/credentials.ts`: signed by the operator, brought with each session. */
  enrolment: z.string().max(2_048),
});
export type RelayNote = z.output<typeof relayNote>;
