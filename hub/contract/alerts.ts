/**
 * What every guardian is told, and stays until that guardian has said "seen". An alert is raised by an entry of the ledger, in the
 * same write, and by nothing else: no change that guardians are to know of can forget to tell them.
 */
import { z } from "zod";
import { publicKey } from "./jws.ts";
import type { LedgerKind } from "./ledger.ts";
import { publicId } from "./public-id.ts";

/** Each class, and the entries that raise it. What happens again is the same alert with a higher count. */
export const ALERTS = {
  "new-device": ["new-device"],
  "way-in-changed": ["slot-added", "passkey-added", "slot-removed", "passphrase-changed"],
  "passkey-doubtful": ["passkey-doubtful"],
  "passkey-fading": ["passkey-fading", "passkey-faded"],
  "device-signed-out": ["device-signed-out"],
  "family-changed": ["invited", "person-joined", "rights-changed", "person-removed"],
  "failed-sign-ins": ["sign-in-failed", "step-up-failed"], // many, see BURSTS
  "bulk-listening": ["clip-handed-out", "share-handed-out"], // many, see BURSTS
  resealing: ["resealing-began"],
  "keepsake-made": ["keepsake-began"],
  "room-listened": ["room-listened"],
  "guardian-suspended": ["guardian-suspended", "guardian-reinstated"],
  "guardian-removed": ["guardian-removed"],
  "anew-asked": ["anew-asked"],
  "started-anew": ["started-anew"],
  "former-opened": ["former-opened"],
  panic: ["panic"],
  "lock-changed": ["vault-changed"],
  "history-broken": ["history-broken", "history-doubted"],
  "relay-changed": ["relay-joined", "relay-left"],
  "rooms-changed": ["room-joined", "room-removed"],
  "smart-home-changed": ["smart-home-joined", "smart-home-left"],
  "relay-doubtful": ["relay-doubtful"],
  "hub-reset": ["index-rebuilt"],
  "hub-stopped": ["hub-stopped"],
  "clock-jumped": ["clock-jumped"],
  "certificate-failing": ["certificate-failing"],
  "certificate-foreign": ["certificate-foreign"],
  "backup-failing": ["backup-failing"],
  "backup-doubtful": ["backup-doubtful"],
  "backup-restored": ["backup-restored"],
  "backup-taken": ["backup-taken"],
  "backup-unopened": ["backup-unopened"],
  "keepers-changed": ["keeper-joined", "keeper-left", "keeping-began", "keeping-offered", "keeping-removed"],
  advisory: ["advisory-heard"],
  "advisories-doubtful": ["advisories-doubtful", "advisories-rewritten"],
  "project-silent": ["project-silent"],
  "drill-broken": ["drill-broken"],
  "house-check": ["house-check-failing"],
  updated: ["version-changed"],
  "update-turned-back": ["update-turned-back"],
  "disk-full": ["disk-full"],
  "toy-misbehaved": ["toy-misbehaved"],
  "toy-strange": ["toy-strange"],
  "toy-renamed": ["toy-renamed"],
  "toy-volume-strange": ["toy-volume-strange"],
  "toy-recorded-unseen": ["toy-recorded-unseen"],
  "toy-perhaps-strange": ["toy-perhaps-strange"],
  "toy-away": ["toy-away"],
} as const satisfies Record<string, readonly LedgerKind[]>;
export type AlertClass = keyof typeof ALERTS;

/** Classes that are told of many entries of one person in a row, once for each burst, and again when it is ten times as long. */
export const BURSTS: Partial<Record<AlertClass, { readonly from: number; readonly quietMs: number }>> = {
  "failed-sign-ins": { from: 5, quietMs: 15 * 60_000 },
  "bulk-listening": { from: 60, quietMs: 60_000 },
};

const classOf = new Map<string, AlertClass>(
  Object.entries(ALERTS).flatMap(([name, kinds]) => kinds.map((kind) => [kind, name as AlertClass])),
);
export const alertClassOf = (kind: LedgerKind): AlertClass | undefined => classOf.get(kind);

const time = z.iso.datetime();
const alertView = z.strictObject({
  id: publicId,
  class: z.enum(Object.keys(ALERTS) as [AlertClass, ...AlertClass[]]),
  /** How often it happened, ever: what is sent back with "seen". */
  count: z.int(),
  /** How often since the guardian who asks said "seen". */
  unseen: z.int(),
  /** The first and the last of those; of all, where there are none. */
  firstAt: time,
  lastAt: time,
  /** The newest of those, at most 10, newest first. */
  recent: z.array(
    z.strictObject({
      at: time,
      person: z.string().nullable(),
      subject: z.string().nullable(),
      device: publicKey.optional(),
      /** How often, where many are told as one. */
      times: z.int(),
    }),
  ),
});
export type AlertView = z.output<typeof alertView>;

/** `GET /alerts`: what happened last first. */
export const alertList = z.strictObject({ alerts: z.array(alertView) });

/** `POST /alerts/<id>/acknowledge`: "I have seen it", as often as it had happened then. */
export const acknowledgeRequest = z.strictObject({ count: z.int().min(1) });
