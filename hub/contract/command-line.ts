/** Between `pawpost` on the command line and the hub of the same machine: HTTP over `cli.sock`. */
import { z } from "zod";
import { keeperCode, keepersView } from "./keepers.ts";

export const COMMAND_LINE = {
  socket: "console/cli.sock",
  drafts: "/drafts",
  startAnew: "/start-anew",
  relay: "/relay",
  joinRelay: "/relay/join",
  leaveRelay: "/relay/leave",
  homeName: "/home-name",
  console: "/console",
  advisories: "/advisories",
  askAdvisories: "/advisories/ask",
  takeAdvisories: "/advisories/take",
  rooms: "/rooms",
  addRoom: "/rooms/add",
  renameRoom: "/rooms/rename",
  removeRoom: "/rooms/remove",
  backup: "/backup",
  keepers: "/keepers",
  status: "/status",
  people: "/people",
  smartHome: "/mqtt",
  addSmartHome: "/mqtt/add",
  removeSmartHome: "/mqtt/remove",
  nameToy: "/mqtt/name",
  doctor: "/doctor",
  outside: "/outside",
  drill: "/drill",
  houseCheck: "/house-check",
  update: "/update",
  viewUpdates: "/update/view",
  askUpdates: "/update/ask",
  fetchUpdate: "/update/fetch",
} as const;

/** 40 s of stereo at 48 kHz, 16 bit, and room to trim. */
export const MAX_WAV_BYTES = 16 * 1_048_576;
/** Of a signed list: longer than any that is believed. */
export const MAX_FEED_BYTES = 524_288;
/** Of an operator's invitation. */
export const MAX_INVITATION_BYTES = 1_024;

/** What `pawpost link status` is told: `hub/ports/relay.ts`. */
export const relayStatus = z.strictObject({
  relay: z
    .strictObject({
      zone: z.string(),
      domain: z.string(),
      hasCertificate: z.boolean(),
      onlyFor: z.string().nullable(),
      names: z.int(),
      line: z.discriminatedUnion("state", [
        z.strictObject({ state: z.literal("starting") }),
        z.strictObject({ state: z.literal("connecting") }),
        z.strictObject({ state: z.literal("up"), milliseconds: z.int().nullable() }),
        z.strictObject({
          state: z.literal("down"),
          why: z.enum(["silent", "wrong-relay", "revoked", "refused"]),
        }),
      ]),
    })
    .nullable(),
  /** `hub/ports/issuance-watch.ts`; `null` while nobody watches. */
  issuances: z
    .strictObject({
      monitor: z.string(),
      lookedAt: z.int().nullable(),
      foreign: z.array(
        z.strictObject({
          seenAt: z.int(),
          id: z.string(),
          issuer: z.string().nullable(),
          notBefore: z.string().nullable(),
        }),
      ),
    })
    .nullable(),
});
export type RelayStatus = z.output<typeof relayStatus>;

/** What `pawpost backup keep` and those beside it ask. */
export const keeperAsk = z.discriminatedUnion("to", [
  z.strictObject({ to: z.literal("view") }),
  z.strictObject({ to: z.literal("keep"), name: z.string().max(64) }),
  z.strictObject({ to: z.literal("keep-at"), address: z.string().max(128), code: z.string().max(128) }),
  z.strictObject({ to: z.literal("leave") }),
  z.strictObject({ to: z.literal("hand-back"), hub: z.string().max(64) }),
  z.strictObject({ to: z.literal("send") }),
]);
export type KeeperAsk = z.output<typeof keeperAsk>;
export const MAX_KEEPER_ASK_BYTES = 1_024;
/** What it is told. */
export const keeperStatus = z.strictObject({ view: keepersView, code: keeperCode.nullable() });
export type KeeperStatus = z.output<typeof keeperStatus>;

/** What `pawpost room` asks: a room by its name, and what is to become of it. */
export const roomAsk = z.strictObject({ room: z.string().max(64), title: z.string().max(64).optional() });
export const MAX_ROOM_ASK_BYTES = 1_024;

/** What it is told: `hub/ports/rooms.ts`. */
export const roomStatus = z.strictObject({
  rooms: z.array(
    z.strictObject({
      id: z.string(),
      title: z.string(),
      joinedAt: z.int(),
      isOnline: z.boolean(),
      /** It has the key of a house, and so takes toys over from rooms that have the same. */
      takesOver: z.boolean(),
      toys: z.int(),
    }),
  ),
  /** Where each toy is. */
  toys: z.array(
    z.strictObject({
      name: z.string(),
      /** Its room's title; `null` where the hub is. */
      room: z.string().nullable(),
      isHeld: z.boolean(),
    }),
  ),
  /** Made just now. */
  invitation: z
    .strictObject({
      title: z.string(),
      code: z.string(),
      addresses: z.array(z.string()),
      until: z.int(),
    })
    .nullable(),
});
export type RoomStatus = z.output<typeof roomStatus>;

/** What `pawpost code` is told: what the page asks of who is at the machine. */
export const consoleStatus = z.strictObject({
  /** The page's, on this machine. */
  address: z.string(),
  /** The page's in the house, where the home name is on. */
  home: z.string().nullable(),
  /** `null` once the hub has a guardian. */
  claimCode: z.string().nullable(),
  /** For a guardian who asked for it in the page, while it counts. */
  presenceCode: z.string().nullable(),
});
export type ConsoleStatus = z.output<typeof consoleStatus>;

/** What `pawpost name home` is told: `hub/ports/home-name.ts`. */
export const homeNameStatus = z.strictObject({
  /** `pawpost-<8 characters>.local`, whether or not it is answered to. */
  name: z.string(),
  isOn: z.boolean(),
  /** What a browser opens; `null` while nothing listens. */
  origin: z.string().nullable(),
  /** The certificate that devices are told to believe, PEM; `null` until there is one. */
  authority: z.string().nullable(),
});
export type HomeNameStatus = z.output<typeof homeNameStatus>;

/** What `pawpost backup create` asks. */
export const backupAsk = z.strictObject({ newPlace: z.boolean() });
export const MAX_BACKUP_ASK_BYTES = 256;

const backupMade = z.strictObject({
  counter: z.int(),
  at: z.int(),
  files: z.int(),
  bytes: z.int(),
  added: z.int(),
  rescued: z.int(),
  lost: z.int(),
  kept: z.int(),
  mended: z.int(),
  isRolledBack: z.boolean(),
});
/** What it is told, one JSON a line, until one of the last two: `hub/ports/backups.ts`. Whoever hangs up stops it. */
export const backupLine = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("progress"),
    phase: z.enum(["index", "files", "old", "check", "restore"]),
    files: z.int(),
    of: z.int().optional(),
  }),
  z.strictObject({ kind: z.literal("made"), made: backupMade }),
  z.strictObject({ kind: z.literal("failed"), code: z.string(), message: z.string(), advice: z.string() }),
]);
export type BackupLine = z.output<typeof backupLine>;

/** What `pawpost mqtt` asks: a key or a toy by its name, and what is to become of it. */
export const smartHomeAsk = z.strictObject({
  name: z.string().max(64),
  control: z.boolean().optional(),
  to: z.string().max(64).optional(),
});

/** What it is told: `hub/ports/smart-home.ts`. */
export const smartHomeStatus = z.strictObject({
  keys: z.array(z.strictObject({ name: z.string(), mayControl: z.boolean(), madeAt: z.int() })),
  toys: z.array(z.strictObject({ name: z.string(), topic: z.string(), hushed: z.boolean() })),
  addresses: z.array(z.string()),
  /** The name that its certificate is good for beside those addresses. */
  hostname: z.string(),
  /** The certificate to believe, PEM. */
  authority: z.string().nullable(),
  /** The family's own broker; `null` where none is set. */
  server: z.strictObject({ address: z.string(), isConnected: z.boolean() }).nullable(),
  /** Of the key that was made just now. */
  password: z.string().nullable(),
});
export type SmartHomeStatus = z.output<typeof smartHomeStatus>;

/** What whoever brings in a newer version is told: which one it speaks with, and whether that one can be stopped without anybody hearing it. */
export const updateStatus = z.strictObject({ version: z.string(), isBusy: z.boolean() });
export type UpdateStatus = z.output<typeof updateStatus>;
