/**
 * What hub and relay say on their control session: JSON, one WebSocket text message each, over TLS 1.3.
 *
 *   relay                                hub
 *   hello   I am a node of yours    ──▶
 *                                   ◀──  hello   I am that hub
 *   welcome come back within ...    ──▶
 *                                   ◀──  names   hashes of the labels that are mine
 *                                   ◀──  proofs  for certificate authorities, by the zone's name servers
 *   dial    somebody knocks         ──▶        (the hub dials back: dial-back.ts)
 *   drain   come to another node    ──▶        (a second session first, then this one ends)
 *
 * Or, on `/enrol`: hello, enrol, enrolled. Or, on `/exposure`: hello, look, seen. Whoever does not go on closes with 1008 and the code of a WireError as the reason.
 */
import { z } from "zod";
import { WireError } from "./errors.ts";

export const PATHS = { link: "/link", enrol: "/enrol", exposure: "/exposure" } as const;
/** Longest message: 16 KiB of a visitor's hello in base64, and what goes with it. */
export const MAX_MESSAGE_BYTES = 32_768;
/** How many devices of a family may be away from home. */
const MAX_LABELS = 400;

const jws = z.string().max(8_192);
const base64url = z.string().regex(/^[A-Za-z0-9_-]+$/);
const hash = base64url.length(43);
const ports = z.array(z.int().min(1).max(65_535)).max(16);
const issuer = z.string().regex(/^[\x21-\x7e][\x20-\x7e]{0,250}$/);

export const relayMessage = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("hello"), jws }),
  z.strictObject({
    kind: z.literal("welcome"),
    /** Over how many seconds hubs are to spread their coming back when this node goes. */
    spreadSeconds: z.int().min(1).max(86_400),
  }),
  z.strictObject({
    kind: z.literal("dial"),
    /** Where the visitor waits, and for what it waits: dial-back.ts. */
    host: z.string().min(1).max(253),
    port: z.int().min(1).max(65_535),
    token: base64url.length(32),
    /** What the visitor has said so far. */
    hello: base64url.max(24_000),
  }),
  z.strictObject({ kind: z.literal("drain") }),
  z.strictObject({ kind: z.literal("enrolled"), enrolment: z.string().max(2_048) }),
  z.strictObject({
    kind: z.literal("seen"),
    /** From where the hub has come, and so the only address that was knocked at. */
    address: z.union([z.ipv4(), z.ipv6()]),
    /** Empty where that is none of the world's: the relay does not see the house from outside. */
    knocked: ports,
    /** Those of them that took the connection. */
    open: ports,
  }),
]);
export type RelayMessage = z.output<typeof relayMessage>;

export const hubMessage = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("hello"), jws }),
  /** All of them, each time. */
  z.strictObject({ kind: z.literal("names"), labels: z.array(hash).max(MAX_LABELS) }),
  /** What it has to prove to certificate authorities just now, and whose certificates it takes. All of it, each time. */
  z.strictObject({
    kind: z.literal("proofs"),
    /** Of `_acme-challenge.<hub id>.<zone>`. */
    txt: z.array(hash).max(8),
    /** Values of its CAA records, `issuewild`. */
    issuers: z.array(issuer).max(4),
    /** Values of its CAA records, `issue`: of one device's name. Where there are none, nobody with `acme-tls/1` gets as far as the hub. */
    named: z.array(issuer).max(4),
  }),
  z.strictObject({ kind: z.literal("enrol"), jws }),
  /** Names no address and no port: relay/exposure/exposure-path.ts. */
  z.strictObject({ kind: z.literal("look"), jws }),
]);
export type HubMessage = z.output<typeof hubMessage>;

/** @throws WireError `wire.malformed` */
export function parseMessage<T>(schema: z.ZodType<T>, data: string): T {
  try {
    return schema.parse(JSON.parse(data));
  } catch (cause) {
    throw new WireError("wire.malformed", "no message of this protocol", { cause });
  }
}
