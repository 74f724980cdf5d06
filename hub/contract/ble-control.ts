/**
 * What hub and `pawpost-ble` tell each other over MQTT.
 *
 * Toys are named by a random id that ble made when it first saw them; Bluetooth addresses never leave ble.
 * Both sides may die at any moment. Commands carry an id and may be repeated: the same delivery id never makes two
 * sounds. Events marked durable are kept in ble's journal and repeated at every connect until the hub acknowledges
 * them, which it does once their effect is on disk.
 */
import { z } from "zod";
import { MAX_RECORDING_BYTES } from "../domain/recording-limits.ts";
import { TOY_SKILLS } from "../domain/toy-skill.ts";
import { DELIVERY_FAILURES } from "./delivery-failures.ts";
import { GAP_TRACES } from "./gap-traces.ts";
import { publicId } from "./public-id.ts";
import { rosterEntries } from "./roster-entry.ts";
import { sha256Hex } from "./sha256.ts";
import { isRoom } from "./topics.ts";
import { toyCare } from "./toy-care-now.ts";
import { LOOP_ENDS, LOOP_VOLUMES } from "./toy-loop.ts";

const jws = z.string().max(4_096);

/** A room's name in topics. */
const roomName = z.string().refine(isRoom);

/**
 * What a room tells the others of a toy, sealed so that only the rooms of its house can read or write it: the hub carries it. `holder` is the
 * room that holds the toy, or asks for it; whoever takes it over counts `epoch` up, and whoever holds it `version`.
 */
const passport = {
  toy: publicId,
  holder: roomName,
  epoch: z.int().min(1),
  version: z.int().min(0),
};
const sealedPassport = z
  .string()
  .regex(/^[A-Za-z0-9_-]+$/)
  .max(7_400);

export const bleState = z.strictObject({
  state: z.enum(["online", "offline"]),
  adapter: z.enum(["starting", "on", "off", "missing", "unauthorized"]).optional(),
  /** A virtual radio stands in for the adapter. */
  simulated: z.boolean().optional(),
  /** Of rooms that say the same here one can take another's toys over: they have the key of one house. */
  house: z
    .string()
    .regex(/^[0-9a-f]{16}$/)
    .optional(),
  version: z.string().max(32).optional(),
});
export type BleState = z.output<typeof bleState>;

/** dBm; `null`: nothing is heard of it. */
const rssi = z.int().min(-127).max(20).nullable();

/** Toys that ble knows: claimed ones, and candidates heard during a search. */
export const bleToys = z.strictObject({
  toys: z
    .array(
      z.strictObject({
        toy: publicId,
        model: z.string().max(32),
        firmware: z.string().max(16).nullable(),
        claimed: z.boolean(),
        connected: z.boolean(),
        rssi,
        /** ISO 8601, when it was last heard. */
        seen_at: z.iso.datetime().nullable(),
        /** How loud it speaks, percent, as read or set last; `null` before that, and of candidates. */
        volume: z.int().min(0).max(100).nullable(),
        /** What its family can. */
        can: z.array(z.enum(TOY_SKILLS)).max(TOY_SKILLS.length),
        /** Its paws only report, and are answered from here. */
        answering: z.boolean(),
        /** It is held, and was compared with how it was left since its link came up. */
        looked: z.literal(true).optional(),
        /** What it plays in a loop, and until when. */
        loop: z
          .strictObject({ message: publicId, volume: z.enum(LOOP_VOLUMES), until: z.iso.datetime() })
          .nullable(),
      }),
    )
    .max(64),
});
export type BleToys = z.output<typeof bleToys>;

/** Single-use ticket for one clip, one direction, one process; 60 s. 256 random bits, base64url. */
const clipTicket = z.string().regex(/^[A-Za-z0-9_-]{43}$/);

export const bleCommand = z.discriminatedUnion("kind", [
  /** Look for unclaimed toys; candidates appear in `toys`. */
  z.strictObject({ kind: z.literal("search"), id: publicId, seconds: z.int().min(5).max(120) }),
  z.strictObject({ kind: z.literal("stop-search"), id: publicId }),
  /** Blink the candidate's heart and wait for its paw; then pin the roster's first guardian and store the identifier. */
  z.strictObject({
    kind: z.literal("claim-toy"),
    id: publicId,
    toy: publicId,
    /** Whose it will be: kept by ble beside the toy, so that no stamp for another child counts for it. */
    child: publicId,
    seconds: z.int().min(5).max(180),
  }),
  /** Give up a search, a claim, a delivery, a wish or a watch by its command id. */
  z.strictObject({ kind: z.literal("cancel"), id: publicId, target: publicId }),
  /** One piece of the roster, entries `from`.. of `total`, oldest first; several commands where it is long. */
  z.strictObject({
    kind: z.literal("roster"),
    id: publicId,
    from: z.int().min(0),
    total: z.int().min(1).max(10_000),
    entries: rosterEntries,
  }),
  z.strictObject({
    kind: z.literal("deliver"),
    /** The delivery's id: the same for every repetition of this command. */
    id: publicId,
    message: publicId,
    toy: publicId,
    ticket: clipTicket,
    bytes: z.int().min(72).max(131_072),
    sha256: sha256Hex,
    milliseconds: z.int().min(20).max(60_000),
    stamp: jws,
    /** Nobody waits for it: the heart stays dark. */
    quiet: z.literal(true).optional(),
    /** Of a mailbox: beside what nobody heard, never over it. Where it lies already, it moves to the front when there is room. */
    beside: z.literal(true).optional(),
  }),
  /** The message was cancelled, expired or replaced: never upload it again, whatever stamp comes with it. */
  z.strictObject({ kind: z.literal("retire"), id: publicId, message: publicId }),
  /** Play in a loop what the play paw plays, which must be this message. A loop that runs makes room for it. */
  z.strictObject({
    kind: z.literal("play-loop"),
    id: publicId,
    toy: publicId,
    message: publicId,
    minutes: z.int().min(1).max(15),
    volume: z.enum(LOOP_VOLUMES),
  }),
  z.strictObject({ kind: z.literal("stop-loop"), id: publicId, toy: publicId }),
  /** It is night at its child's, or not any more: the heart stays dark until told otherwise, whatever lies on the toy. */
  z.strictObject({ kind: z.literal("heart"), id: publicId, toy: publicId, dark: z.boolean() }),
  /** Answer the toy's paws from here while its signal is good, or not any more. Until told otherwise. */
  z.strictObject({ kind: z.literal("mailbox"), id: publicId, toy: publicId, on: z.boolean() }),
  /** How to care for a toy, until told otherwise. */
  z.strictObject({ kind: z.literal("care"), id: publicId, toy: publicId, ...toyCare.shape }),
  /** Answer to `recording-ready`: where to put the bytes. */
  z.strictObject({
    kind: z.literal("take-recording"),
    id: publicId,
    recording: publicId,
    ticket: clipTicket,
  }),
  z.strictObject({ kind: z.literal("acknowledge"), id: publicId, event: publicId }),
  /** From now on, also when it is switched on again. Answered by `asked-done` or `asked-failed`, as the next. */
  z.strictObject({
    kind: z.literal("set-volume"),
    id: publicId,
    toy: publicId,
    percent: z.int().min(0).max(100),
  }),
  /** Let its heart blink quickly, for who looks for it. */
  z.strictObject({
    kind: z.literal("show-heart"),
    id: publicId,
    toy: publicId,
    seconds: z.int().min(1).max(30),
  }),
  /** Tell `signal` about twice a second, and `watch-ended` at the end. One for each toy: another one takes its place. */
  z.strictObject({
    kind: z.literal("watch-signal"),
    id: publicId,
    toy: publicId,
    seconds: z.int().min(5).max(120),
  }),
  /**
   * What another room says of a toy. Without `sealed`: what this room said last of it is known to the hub, and counts; of one that it
   * asked for, it is to hold it now.
   */
  z.strictObject({
    kind: z.literal("follow-toy"),
    id: publicId,
    ...passport,
    sealed: sealedPassport.nullable(),
  }),
  /** It hears this toy best, or alone: ask for it. One that it holds already it goes on holding. */
  z.strictObject({ kind: z.literal("take-toy"), id: publicId, toy: publicId }),
  /** Let go of a toy for a moment, where nothing goes on with it, so that every room can hear how loud it is. */
  z.strictObject({ kind: z.literal("listen"), id: publicId, toy: publicId, seconds: z.int().min(2).max(10) }),
  /** Whether another room of this house is there, that could take over what this one cannot hold. */
  z.strictObject({ kind: z.literal("rooms"), id: publicId, others: z.boolean() }),
]);
export type BleCommand = z.output<typeof bleCommand>;

/** Why a wish for a toy was not done. */
export const ASK_FAILURES = ["link-lost", "toy-busy", "toy-lies", "not-claimed", "cancelled"] as const;

const durable = { event: publicId, at: z.iso.datetime() };

export const bleEvent = z.discriminatedUnion("kind", [
  // Told once, for the page; lost ones do no harm.
  z.strictObject({ kind: z.literal("search-ended"), id: publicId }),
  z.strictObject({ kind: z.literal("claim-waiting"), id: publicId, toy: publicId }),
  z.strictObject({
    kind: z.literal("claim-failed"),
    id: publicId,
    toy: publicId,
    code: z.enum([
      "no-paw",
      "link-lost",
      "not-found",
      "already-claimed",
      "other-guardian",
      "cancelled",
      "no-roster",
      "journal-failed",
    ]),
  }),
  z.strictObject({
    kind: z.literal("delivery-progress"),
    id: publicId,
    message: publicId,
    toy: publicId,
    percent: z.int().min(0).max(100),
    attempt: z.int().min(1),
  }),
  z.strictObject({ kind: z.literal("playback"), toy: publicId, playing: z.boolean() }),
  z.strictObject({ kind: z.literal("paw"), toy: publicId, paw: z.enum(["play", "record"]) }),
  /** Of one that played, or did not begin; what plays is in `toys`. */
  z.strictObject({
    kind: z.literal("loop-ended"),
    toy: publicId,
    message: publicId,
    why: z.enum(LOOP_ENDS),
  }),
  z.strictObject({
    kind: z.literal("recording"),
    toy: publicId,
    phase: z.enum(["started", "ended", "fetching"]),
  }),
  /** The wish of that id was carried out, or not. */
  z.strictObject({ kind: z.literal("asked-done"), id: publicId, toy: publicId }),
  z.strictObject({
    kind: z.literal("asked-failed"),
    id: publicId,
    toy: publicId,
    code: z.enum(ASK_FAILURES),
  }),
  /** It was removed, and is being emptied. */
  z.strictObject({
    kind: z.literal("toy-leaving"),
    toy: publicId,
    percent: z.int().min(0).max(100),
  }),
  /** What a room knows of a toy that it holds, or asks for; told at each connect, and whenever it changes. */
  z.strictObject({ kind: z.literal("passport"), ...passport, sealed: sealedPassport }),
  /** How loud a toy of the house is here, dBm: by its adverts, also of one that another room holds by right, or by its link. */
  z.strictObject({ kind: z.literal("heard"), toy: publicId, rssi: rssi.unwrap() }),
  /** Answer to `listen`: nobody holds it now, or something goes on with it and it is held. */
  z.strictObject({ kind: z.literal("listening"), id: publicId, toy: publicId, free: z.boolean() }),
  /** dBm, measured just now; `null`: nothing is heard of it. */
  z.strictObject({ kind: z.literal("signal"), id: publicId, toy: publicId, rssi }),
  z.strictObject({ kind: z.literal("watch-ended"), id: publicId, toy: publicId }),
  /** Repeated until the hub has the recording; the toy keeps its own copy meanwhile. */
  z.strictObject({
    kind: z.literal("recording-ready"),
    recording: publicId,
    toy: publicId,
    bytes: z.int().min(0).max(MAX_RECORDING_BYTES),
    sha256: sha256Hex,
    /** How long it lasted as the toy told and as the paw was seen, ms. */
    told_ms: z.int().min(0).nullable(),
    seen_ms: z.int().min(0).nullable(),
    recorded_at: z.iso.datetime(),
    /** Made while nobody watched: no paw was seen that explains it. */
    unseen: z.literal(true).optional(),
  }),
  // Durable.
  z.strictObject({
    kind: z.literal("toy-claimed"),
    ...durable,
    id: publicId,
    toy: publicId,
    roster: sha256Hex,
  }),
  z.strictObject({
    kind: z.literal("delivered"),
    ...durable,
    id: publicId,
    message: publicId,
    toy: publicId,
    /** The heart's blinking was read back. */
    heart_lit: z.boolean(),
    /** It was not lit, as it is to stay dark now. */
    heart_dark: z.boolean().default(false),
    /** Where it lies: the first is the one that the play paw plays by itself. */
    slot: z.int().min(1).max(4).default(1),
  }),
  z.strictObject({
    kind: z.literal("delivery-failed"),
    ...durable,
    id: publicId,
    message: publicId,
    toy: publicId,
    code: z.enum(DELIVERY_FAILURES),
    /** Worth another try by itself. */
    retry: z.boolean(),
    detail: z.string().max(200),
  }),
  /** It was removed: nothing that was given to it is on it any more, or it did not come into reach in time. */
  z.strictObject({ kind: z.literal("toy-left"), ...durable, toy: publicId, emptied: z.boolean() }),
  /** It is made to record half a second of the room, its heart lit, over what the child recorded and the hub has. Told before it begins. */
  z.strictObject({ kind: z.literal("recorded-over"), ...durable, toy: publicId }),
  /** Seen: the child pressed the play paw while this message was the one it plays, or heard it from the mailbox. */
  z.strictObject({ kind: z.literal("played"), ...durable, message: publicId, toy: publicId }),
  /** Nobody held the toy for a while, and it is not as it was left. A gap that left nothing is not told. */
  z.strictObject({
    kind: z.literal("gap"),
    ...durable,
    toy: publicId,
    /** Since when nobody held it; `null`: not known. */
    from: z.iso.datetime().nullable(),
    until: z.iso.datetime(),
    traces: z.array(z.enum(GAP_TRACES)).min(1).max(GAP_TRACES.length),
    /** Whether it was switched off and on, or restarted, meanwhile; `null`: not known. */
    restarted: z.boolean().nullable(),
    /** Since when it was listened for, and what was heard: ms since then, dBm. */
    heard_since: z.iso.datetime().nullable(),
    heard: z.array(z.tuple([z.int().min(0), z.int().min(-127).max(20)])).max(96),
  }),
]);
export type BleEvent = z.output<typeof bleEvent>;
export type DurableBleEvent = Extract<BleEvent, { event: unknown }>;
