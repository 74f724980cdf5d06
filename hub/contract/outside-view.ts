/** What a relay sees of this house from outside, by each family of addresses: `pawpost doctor` asks for it, and the house check. */
import { z } from "zod";

const ports = z.array(z.int().min(1).max(65_535)).max(16);

const sight = z.discriminatedUnion("as", [
  z.strictObject({
    as: z.literal("seen"),
    /** From where link has come: the house's router by IPv4, this machine by IPv6. */
    address: z.union([z.ipv4(), z.ipv6()]),
    /** Empty where the relay is no outside: it saw an address that the world does not. */
    knocked: ports,
    open: ports,
  }),
  z.strictObject({
    as: z.literal("unseen"),
    /** `silent`: by this family the relay is not reached, or it knows nothing of such questions. */
    why: z.enum(["silent", "too-often", "refused"]),
  }),
]);
export type Sight = z.output<typeof sight>;

export const outsideView = z.strictObject({ ipv4: sight, ipv6: sight });
export type OutsideView = z.output<typeof outsideView>;

/** `POST /outside`, over the command line's socket; `null`: joined to no relay. */
export const outsideAnswer = z.strictObject({ view: outsideView.nullable() });
export type OutsideAnswer = z.output<typeof outsideAnswer>;
