/**
 * What hub and `pawpost-link` say to each other about the relay: JSON, a line each, over a Unix socket (`relay.sock`) that link serves
 * and only their user can open. There is one such connection; when it ends, link is at no relay any more.
 *
 *   hub                                      link
 *   join   an invitation to use up      ──▶        once
 *   hold   a relay, and all to say there──▶        stay signed in; again whenever some of it changes
 *   leave                               ──▶
 *   look   how the house is seen        ──▶
 *                                       ◀──  sign     a connection that a hello is for
 *   signed that hello                   ──▶
 *                                       ◀──  joined   what to keep of the relay
 *                                       ◀──  refused  why there is nothing to keep
 *                                       ◀──  state    whether it is signed in, and how far the relay is
 *                                       ◀──  looked   what the relay sees of the house from outside
 *
 * The hub's key stays in the hub: link names a connection, and the hub signs that it is there, and nothing else.
 */
import { z } from "zod";
import { outsideView } from "./outside-view.ts";
import { relayNote } from "./relay-note.ts";

export const RELAY_LINE = {
  socket: "for-hub/relay.sock",
  door: "for-link/door.sock",
  maxBytes: 131_072,
} as const;

const base64url = z.string().regex(/^[A-Za-z0-9_-]+$/);
const id = z.int().min(0);
/** Of a WireError: `relay/wire/errors.ts`. */
const wireCode = z.string().regex(/^wire\.[a-z-]{3,20}$/);

/** What a relay and its name servers are told of a hub. */
const saidAway = z.strictObject({
  /** SHA-256 of each device's label. */
  labels: z.array(base64url.length(43)).max(400),
  /** For certificate authorities: `hub/ports/name-publisher.ts`. */
  proofs: z.strictObject({
    txt: z.array(z.string().max(255)).max(8),
    issuers: z.array(z.string().max(255)).max(4),
    named: z.array(z.string().max(255)).max(4),
  }),
});
export type SaidAway = z.output<typeof saidAway>;

export const toLink = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("join"), invitation: z.string().max(600) }),
  z.strictObject({ kind: z.literal("hold"), note: relayNote, said: saidAway }),
  z.strictObject({ kind: z.literal("leave") }),
  z.strictObject({ kind: z.literal("look"), id, note: relayNote }),
  z.strictObject({ kind: z.literal("signed"), id, jws: z.string().max(8_192) }),
]);
export type ToLink = z.output<typeof toLink>;

const linkState = z.discriminatedUnion("state", [
  z.strictObject({ state: z.literal("connecting") }),
  /** `milliseconds`: there and back; `null` until it was measured. */
  z.strictObject({ state: z.literal("up"), milliseconds: z.int().min(0).nullable() }),
  /** `wire.silent` where nobody answers. */
  z.strictObject({ state: z.literal("down"), code: wireCode }),
]);
export type LinkStateSaid = z.output<typeof linkState>;

export const fromLink = z.discriminatedUnion("kind", [
  /** `channel`: what that connection exports (RFC 8446, 7.5). */
  z.strictObject({
    kind: z.literal("sign"),
    id,
    what: z.enum(["session", "enrolment", "look"]),
    channel: base64url.length(43),
  }),
  z.strictObject({ kind: z.literal("joined"), note: relayNote }),
  z.strictObject({ kind: z.literal("refused"), code: wireCode }),
  z.strictObject({ kind: z.literal("state"), now: linkState }),
  z.strictObject({ kind: z.literal("looked"), id, view: outsideView }),
]);
export type FromLink = z.output<typeof fromLink>;
