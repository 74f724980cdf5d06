/** What `pawpost status`, `toys`, `people` and `invite` are told. No key, no code, no link, nothing of a child. */
import { z } from "zod";
import { deviceList } from "./devices.ts";
import { keepersView } from "./keepers.ts";
import { publicId } from "./public-id.ts";

const time = z.iso.datetime();

const toyStanding = z.strictObject({
  id: publicId,
  name: z.string(),
  model: z.string(),
  firmware: z.string().nullable(),
  /** `null` for the room where the hub is. */
  room: z.string().nullable(),
  /** `away`: nobody holds it just now. */
  state: z.enum(["away", "idle", "playing", "recording", "fetching", "delivering"]),
  /** dBm */
  signal: z.int().nullable(),
  /** `null`: not since the hub began. */
  lastContact: time.nullable(),
  quietUntil: time.nullable(),
  /** Messages that are to go there. */
  waiting: z.int().min(0),
  /** Messages that lie there, and were not heard. */
  unheard: z.int().min(0),
});
export type ToyStanding = z.output<typeof toyStanding>;

/** `POST /status` */
export const hubStatus = z.strictObject({
  version: z.string(),
  now: time,
  /** The page's, on this machine. */
  address: z.string(),
  /** The page's in the house, where the home name is on. */
  home: z.string().nullable(),
  /** Whether the hub has a guardian. */
  claimed: z.boolean(),
  guardians: z.int().min(0),
  relatives: z.int().min(0),
  radio: z.strictObject({ online: z.boolean(), adapter: z.string(), simulated: z.boolean() }),
  toys: z.array(toyStanding),
  /** To all toys. */
  waiting: z.int().min(0),
  unheard: z.int().min(0),
  away: deviceList.shape.away,
  backup: z.strictObject({
    /** `null` where none is made. */
    folder: z.string().nullable(),
    lastAt: time.nullable(),
    /** Why the last try failed. */
    failing: z.string().nullable(),
    /** The hub that keeps them as well. */
    keeper: keepersView.shape.own,
  }),
  disk: z.strictObject({
    room: z.enum(["enough", "full", "nothing"]),
    freeBytes: z.int().min(0),
  }),
  /** Alerts that one of the guardians has not seen yet. */
  unseenAlerts: z.int().min(0),
});
export type HubStatus = z.output<typeof hubStatus>;

const device = z.strictObject({
  /** What it called itself; `null` where nothing tells any more. */
  label: z.string().nullable(),
  signedIn: z.boolean(),
  lastUsedAt: time.nullable(),
  /** What it stamps reaches a child. */
  mayApprove: z.boolean(),
});

/** `POST /people` */
export const peopleStatus = z.strictObject({
  people: z.array(
    z.strictObject({
      name: z.string(),
      role: z.enum(["guardian", "relative"]),
      suspended: z.boolean(),
      lastSeenAt: time.nullable(),
      devices: z.array(device),
    }),
  ),
  /** Those that still lead somewhere. */
  invitations: z.array(
    z.strictObject({
      name: z.string(),
      role: z.enum(["guardian", "relative"]),
      expiresAt: time,
      /** Somebody opened the link, and waits for a guardian. */
      opened: z.boolean(),
    }),
  ),
});
export type PeopleStatus = z.output<typeof peopleStatus>;
