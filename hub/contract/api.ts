/**
 * The HTTP API under `/api/v1`: what the page and the hub send each other. JSON, camelCase, ISO 8601 UTC.
 * There is no passphrase field anywhere: the browser derives `auth` and keeps `wrap` (see docs/security.md).
 */
import { z } from "zod";
import { DECLINE_REASONS, MESSAGE_STATES, type MessageState } from "../domain/message-state.ts";
import { TOY_SKILLS } from "../domain/toy-skill.ts";
import { DELIVERY_FAILURES } from "./delivery-failures.ts";
import { deviceLabel } from "./device-label.ts";
import { displayName } from "./display-name.ts";
import { publicKey } from "./jws.ts";
import { passkeyAnswer } from "./passkeys.ts";
import { publicId } from "./public-id.ts";
import { rosterEntries } from "./roster-entry.ts";
import { sha256Hex } from "./sha256.ts";
import { ageRecipient, box, bytes32, salt, slotView, vaultBox } from "./slots.ts";
import { childTimes, queueView, waitView, when } from "./times.ts";
import { careRequest } from "./toy-care.ts";
import { LOOP_ENDS, LOOP_VOLUMES } from "./toy-loop.ts";
import { signalNews, walkNews } from "./toys.ts";
import { vaultView } from "./vault-change.ts";

export const API = "/api/v1";
export const MAX_JSON_BYTES = 16_384;
/** Sealed clip of 40 s: 1.28 MB of 16 kHz WAV, the toy bytes, and the envelope. */
export const MAX_SEALED_BYTES = 1_500_000;

const time = z.iso.datetime();

/** Argon2id as the browser runs it. Fixed for version 1. */
export const KDF = { name: "argon2id", memoryKiB: 65_536, iterations: 3, parallelism: 1, bytes: 32 } as const;

// ---- before anybody is signed in

/** `GET /hub` */
export const hubCard = z.strictObject({
  hub: publicId,
  claimed: z.boolean(),
  /** The roster's fingerprint: a browser that knows another one says so, before anybody types anything. */
  family: sha256Hex.nullable(),
  now: time,
});
export type HubCard = z.output<typeof hubCard>;

const device = z.strictObject({ key: publicKey, label: deviceLabel });
/** What a passphrase opens: salt for Argon2id, and the person's keys as an age file to the identity made from `wrap`. */
const passphraseSlot = z.strictObject({ kind: z.literal("passphrase"), salt, box });
/** `POST /claim`, with a proof by the device key. Makes the first guardian. */
export const claimRequest = z.strictObject({
  /** The one-time code that the hub printed. */
  code: z.string().max(32),
  person: z.strictObject({
    id: publicId,
    name: displayName,
    recipient: ageRecipient,
    signingKey: publicKey,
  }),
  auth: bytes32,
  slot: passphraseSlot,
  vault: vaultBox,
  /** Entry 0 (guardian) and entry 1 (this device). */
  roster: rosterEntries.length(2),
  device,
});

/** `POST /sign-in/salt` */
export const saltRequest = z.strictObject({ name: displayName });
/** An unknown name gets a salt like any other. */
export const saltResponse = z.strictObject({ salt });

/** `POST /sign-in`, with a proof by the device key. */
export const signInRequest = z.strictObject({ name: displayName, auth: bytes32, device });

/**
 * `POST /sign-in/sheet`, with a proof by the device key. `proof` is a JWS by the recovery sheet's proof key
 * (`hub/contract/slots.ts`); the sheet's secret stays in the browser.
 */
export const sheetSignInRequest = z.strictObject({ name: displayName, proof: z.string().max(2_048), device });

/** `POST /sign-in/device`, with a proof by the device key: a relative, who has no passphrase. */
export const deviceSignInRequest = z.strictObject({ device });

/** `POST /sign-in/passkey`, with a proof by the device key. No name: the passkey says whose it is. */
export const passkeySignInRequest = z.strictObject({ answer: passkeyAnswer, device });

/** Answer to claim, sign-in and `GET /session`. */
export const sessionInfo = z.strictObject({
  hub: publicId,
  person: z.strictObject({
    id: publicId,
    name: displayName,
    recipient: ageRecipient,
    signingKey: publicKey,
    role: z.enum(["guardian", "relative"]),
  }),
  slots: z.array(slotView),
  /** The vaults that this guardian opens, newest last. None for a relative. */
  vaults: z.array(vaultBox),
  roster: rosterEntries,
  /** By whom (a name, where there is one), for a guardian who may change nothing until it is lifted. */
  suspended: z.strictObject({ by: displayName.nullable(), at: time }).nullable(),
  /** Whether the roster already names this device; if not, the page signs an entry and posts it. */
  deviceCounts: z.boolean(),
  /** Where the page can be opened, this address among them. */
  addresses: z.array(z.string()),
  /** What a guardian's recovery sheet is to name, so that it opens from anywhere; `null` where no relay was joined, and for relatives. */
  sheetAddress: z.string().nullable(),
  nonce: z.string(),
  ath: z.string(),
  now: time,
  expiresAt: time,
});
export type SessionInfo = z.output<typeof sessionInfo>;

/** `POST /roster` */
export const rosterAppend = z.strictObject({ entry: z.string().max(8_192) });

// ---- the state of the house, by `GET /state` and over `GET /events`

/** One relative who was given a child's answer. */
const shareView = z.strictObject({
  person: publicId,
  /** Whom the file is sealed to. Where the roster has another one by now, that person cannot open it any more. */
  recipient: ageRecipient,
  at: time,
});

const states = Object.keys(MESSAGE_STATES) as [MessageState, ...MessageState[]];
export const messageState = z.enum(states);

export const messageView = z.strictObject({
  id: publicId,
  direction: z.enum(["to-toy", "from-toy"]),
  child: publicId,
  /** The toy it is for or came from; `null` while a draft has none. */
  toy: publicId.nullable(),
  author: publicId.nullable(),
  createdAt: time,
  milliseconds: z.int(),
  state: messageState,
  /** Every transition so far, oldest first. */
  history: z.array(z.strictObject({ state: messageState, at: time, cause: z.string() })),
  /** Which item of the library it is a copy of. */
  library: publicId.optional(),
  /** Where it lies on the toy, or lay when it was heard, 1..4: the first is what the toy plays by itself. `null` before. */
  slot: z.int().min(1).max(4).nullable(),
  /** What was wished. */
  when,
  /** While `scheduled` or `queued`; `null` also where the hub has not looked yet. */
  waitsFor: z.union([waitView, queueView]).nullable(),
  /** While delivering. */
  progress: z.strictObject({ percent: z.int(), attempt: z.int() }).nullable(),
  failure: z.strictObject({ code: z.string(), retry: z.boolean() }).nullable(),
  /** Why a guardian let it go no further. */
  declined: z.enum(DECLINE_REASONS).optional(),
  sealedBytes: z.int(),
  /** Who else has a child's answer. */
  shares: z.array(shareView),
  /** Number of the vault that its sealed file is for; 0 where there is none. */
  vault: z.int().min(0),
  /** With a star: it stays when its time is over. */
  kept: z.boolean(),
  /** When the hub erases it by itself; `null` for never. */
  keptUntil: time.nullable(),
  /** It is being erased: until when `DELETE /messages/<id>/erasure` takes that back. */
  erasedFrom: time.nullable(),
});
export type MessageView = z.output<typeof messageView>;

/** What the room is called from which it is held; `null` for the one where the hub is. */
const room = z.string().nullable();

export const toyView = z.strictObject({
  id: publicId,
  name: z.string(),
  child: publicId,
  model: z.string(),
  firmware: z.string().nullable(),
  room,
  connected: z.boolean(),
  rssi: z.int().nullable(),
  seenAt: time.nullable(),
  /** Since when the link to it is held, as far as the hub saw it; `null` while it is not. */
  heldSince: time.nullable(),
  /** How loud it speaks, percent; `null` where that is not known. */
  volume: z.int().min(0).max(100).nullable(),
  /** What is going on there right now, as far as it was seen. */
  activity: z.enum(["idle", "playing", "recording", "fetching", "delivering"]),
  /** What it plays in a loop, by the message that brought it, and until when. */
  loop: z.strictObject({ message: publicId, volume: z.enum(LOOP_VOLUMES), until: time }).nullable(),
  /** How the last loop ended, or why it did not begin; `null` while one plays, and when nobody asked yet. */
  loopEnded: z.enum(LOOP_ENDS).nullable(),
  /** It is night at its child's: until then its heart stays dark, and nothing is brought. */
  quietUntil: time.nullable(),
  /** What its family can: nothing else of these is offered for it. */
  can: z.array(z.enum(TOY_SKILLS)),
  /** A guardian wants it to hold up to four messages, and its paws to be answered from here while its signal is good. */
  mailbox: z.boolean(),
  /** They are, just now. */
  answering: z.boolean(),
  /** How a guardian wants it cared for, and the loudest that it may be now, percent. */
  care: z.strictObject({ ...careRequest.shape, loudestNow: careRequest.shape.loudest }),
  /** When what its child had said was recorded over on it, by half a second of the room; `null`: never. */
  recordedOverAt: time.nullable(),
});
export type ToyView = z.output<typeof toyView>;

const goneToyView = z.strictObject({
  id: publicId,
  name: z.string(),
  goneAt: time,
  /** It is being emptied of what was given to it, percent; `null` where it is not, just now. */
  emptying: z.int().min(0).max(100).nullable(),
  /** Whether nothing that was given to it is on it any more; `null` where that is not known (yet). */
  emptied: z.boolean().nullable(),
});

const candidateView = z.strictObject({
  id: publicId,
  model: z.string(),
  firmware: z.string().nullable(),
  /** One that two rooms hear is there twice. */
  room,
  rssi: z.int().nullable(),
  /** `waiting-for-paw`: its heart blinks. */
  claim: z.enum(["none", "connecting", "waiting-for-paw", "failed"]),
  failure: z.string().nullable(),
});

export const houseState = z.strictObject({
  children: z.array(
    z.strictObject({
      id: publicId,
      name: z.string(),
      times: childTimes,
      /** Whether a guardian chose them; else they are the usual ones, in the zone of the hub's machine. */
      timesChosen: z.boolean(),
    }),
  ),
  toys: z.array(toyView),
  /** Toys that a guardian removed: what they were called. */
  goneToys: z.array(goneToyView),
  candidates: z.array(candidateView),
  searching: z.boolean(),
  /** Toys in reach that the radio process holds for the family that was, until it is told at the machine to forget it. */
  heldForOthers: z.int().min(0),
  /** Newest first; older ones by `GET /messages?before=ID`. */
  messages: z.array(messageView),
  vault: vaultView,
  radio: z.strictObject({
    online: z.boolean(),
    adapter: z.enum(["starting", "on", "off", "missing", "unauthorized"]),
    simulated: z.boolean(),
  }),
  /** A simulated toy is running here: the page may show its paws. */
  pretendToy: z.boolean(),
  /** The hub has a microphone of its own that it may use: `hub/contract/hub-microphone.ts`. */
  hubMicrophone: z.boolean(),
  now: time,
});
export type HouseState = z.output<typeof houseState>;

/** `GET /events`: a `text/event-stream`; each event is the whole new state of one thing. */
export const houseEvent = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("state"), state: houseState }),
  z.strictObject({ kind: z.literal("message"), message: messageView }),
  z.strictObject({
    kind: z.literal("toys"),
    toys: z.array(toyView),
    goneToys: houseState.shape.goneToys,
    candidates: z.array(candidateView),
    searching: z.boolean(),
    heldForOthers: z.int().min(0),
  }),
  signalNews,
  walkNews,
  z.strictObject({ kind: z.literal("radio"), radio: houseState.shape.radio }),
  /** These messages are gone for good. */
  z.strictObject({ kind: z.literal("erased"), messages: z.array(publicId) }),
  /** Something changed about what is kept, or how far an erasing is: `GET /kept` has it. */
  z.strictObject({ kind: z.literal("kept") }),
  /** Something is to be known, or was seen: `GET /alerts` has it. */
  z.strictObject({ kind: z.literal("alerts") }),
  z.strictObject({ kind: z.literal("vault"), vault: vaultView }),
  /** Something changed among the reports of strangers: `GET /reports` has them. */
  z.strictObject({ kind: z.literal("reports"), kept: z.int() }),
  /** Something changed in the library: `GET /library` has it. */
  z.strictObject({ kind: z.literal("library"), items: z.int() }),
  /** Something changed among people and invitations: `GET /people` has them. */
  z.strictObject({ kind: z.literal("people"), count: z.int() }),
  /** A drill goes on, or is done: `GET /drill` has it. */
  z.strictObject({ kind: z.literal("drill"), done: z.int() }),
  /** Something changed among the rooms, or about what one more joins by: `GET /rooms` has it. */
  z.strictObject({ kind: z.literal("rooms"), count: z.int() }),
  z.strictObject({ kind: z.literal("children"), children: houseState.shape.children }),
]);
export type HouseEvent = z.output<typeof houseEvent>;

// ---- what a guardian can do

/** `POST /toys/search`, `DELETE /toys/search` */
/** `POST /toys/<candidate>/claim`, `DELETE /toys/<candidate>/claim` */
export const claimToyRequest = z.strictObject({ toyName: displayName, childName: displayName });

/** `POST /toys/<id>/child`: lends a toy, gives it back or gives it on. */
export const lendToyRequest = z.strictObject({
  /** The roster's next: kind `toy`, signed with the guardian's own key. */
  entry: z.string().max(8_192),
  /** For a child that the house does not know yet. */
  newChild: displayName.optional(),
});
/** `POST /toys/<id>/remove`: it is the family's no more. */
export const removeToyRequest = z.strictObject({
  /** The roster's next: kind `toy-out`, signed with the guardian's own key. */
  entry: z.string().max(8_192),
});
/** `PUT /toys/<id>/name` */
export const renameToyRequest = z.strictObject({ name: displayName });

/**
 * `POST /messages`, multipart/form-data: `meta` (this, JSON), `toy` (message file, application/octet-stream),
 * `sealed` (age file). Repeating it with the same id and the same clip changes nothing and answers the same.
 * `PUT /messages/<id>/stamp`, the same parts without `sealed`: a draft becomes a message.
 */
export const messageMeta = z.strictObject({
  id: publicId,
  child: publicId,
  toy: publicId,
  clip: sha256Hex,
  stamp: z.string().max(4_096),
  /** Number of the vault it was sealed to; a stale one is refused. */
  vault: z.int().min(1),
  /** The stamp has to be for that time: `stampTimes` of `hub/contract/times.ts`. */
  when: when.optional(),
});
export type MessageMeta = z.output<typeof messageMeta>;
export const stampMeta = messageMeta.omit({ vault: true });

/**
 * `GET /messages/<id>/archive`        the age file
 * `POST /messages/<id>/cancel`        until it is on the toy
 * `PUT /messages/<id>/when`           it is `scheduled` or `queued`: another time, or at once
 * `POST /messages/<id>/retry`         after `failed`
 * `POST /messages/<id>/replace`       it is on the toy, unheard: let the next one take its place
 * `GET /messages?before=ID`           `{ messages }`, 50 at a time
 */
export const messagePage = z.strictObject({ messages: z.array(messageView) });

// ---- the pretend toy, only where a simulated toy runs

/** `GET /pretend-toy`, over `text/event-stream` by `GET /pretend-toy/events` */
export const pretendToyView = z.strictObject({
  heart: z.enum(["off", "on", "blinking"]),
  activity: z.enum(["idle", "playing", "recording", "busy"]),
  connected: z.boolean(),
  /** Counts what the speaker played; changes when `GET /pretend-toy/heard` (audio/wav) has something new. */
  heard: z.int(),
});
export type PretendToyView = z.output<typeof pretendToyView>;
/** `POST /pretend-toy/paws/play`, `POST /pretend-toy/paws/record`; `PUT /pretend-toy/microphone`: 8 kHz s16le mono. */

// ---- errors, RFC 9457

export const problem = z.strictObject({
  type: z.literal("about:blank"),
  status: z.int(),
  /** Stable, never translated. */
  code: z.string(),
  title: z.string(),
  /** What to do next, in words for a guardian. */
  action: z.string(),
  /** Name of the guardian who did it; with `session.revoked` and `session.suspended`. */
  by: displayName.optional(),
});
export type Problem = z.output<typeof problem>;
export const deliveryFailure = z.enum(DELIVERY_FAILURES);
