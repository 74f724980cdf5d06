/**
 * A guardian's devices. A device is a browser with a key of its own: certified in the roster, which makes its stamps count,
 * and signed in by sessions, which let it read. Signing it out takes both away.
 */
import { z } from "zod";
import { deviceLabel } from "./device-label.ts";
import { homePageView } from "./home-page.ts";
import { publicKey } from "./jws.ts";
import { rosterEntries } from "./roster-entry.ts";

const time = z.iso.datetime();

const deviceView = z.strictObject({
  key: publicKey,
  /** `null` where no session tells any more what it called itself. */
  label: deviceLabel.nullable(),
  /** The one that asks. */
  isThis: z.boolean(),
  /** Since when it is signed in; `null` when it is not. */
  signedInAt: time.nullable(),
  /** To the minute. */
  lastUsedAt: time.nullable(),
  /** The page is open there just now. */
  isOpen: z.boolean(),
  /** The roster names it: what it stamps reaches a child. */
  mayApprove: z.boolean(),
});
export type DeviceView = z.output<typeof deviceView>;

/** Whether devices with a name of their own reach the hub from anywhere just now. */
const awayView = z.strictObject({
  /** `one-name`: its certificate is for a single device's; `silent`: no Internet, or no relay; `refused`: another relay than the one that was joined, or one that does not take this hub. */
  state: z.enum(["up", "opening", "no-certificate", "one-name", "silent", "refused"]),
  /** To the relay and back; `null` where it is not up, or was not measured yet. */
  milliseconds: z.int().nullable(),
});
export type AwayView = z.output<typeof awayView>;

/**
 * `GET /devices`: this one first, then those used last. `away` is `null` where the hub has joined no relay, `home` where it cannot be opened at
 * its home name.
 */
export const deviceList = z.strictObject({
  devices: z.array(deviceView),
  away: awayView.nullable(),
  home: homePageView.nullable(),
});
export type DeviceList = z.output<typeof deviceList>;

/**
 * `POST /devices/sign-out`, and `POST /devices/sign-out-others` without `device`.
 * `entries`: for each of these devices that the roster names, one `device-out` that follows the roster. As many as a body of
 * 16 KiB holds; who has more devices signs some out one by one.
 */
const entries = z.array(rosterEntries.element).max(24);
export const signOutOthers = z.strictObject({ entries });
export const signOutDevice = z.strictObject({ device: publicKey, entries: entries.max(1) });
