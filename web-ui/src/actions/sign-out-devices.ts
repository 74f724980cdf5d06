import { sessionInfo } from "../../../hub/contract/api.ts";
import { type DeviceList, type DeviceView, deviceList } from "../../../hub/contract/devices.ts";
import type { PublicKey, Signer } from "../../../hub/contract/jws.ts";
import type { Roster } from "../../../hub/contract/roster.ts";
import { signRosterEntry } from "../../../hub/contract/roster-entry.ts";
import { sha256 } from "../../../hub/contract/sha256.ts";
import type { Page } from "../page-state.ts";
import { changeVault } from "./change-vault.ts";
import { believeRoster } from "./enter.ts";
import type { Way } from "./open-keys.ts";
import { showWay } from "./show-person.ts";
import { takeSession } from "./take-session.ts";

/** @throws HubRefusal, HubUnreachable */
export const listDevices = (page: Page): Promise<DeviceList> =>
  page.client.call("GET", "/devices", { schema: deviceList });

/**
 * Signs out one device, or every other one. Those that the roster names are taken out of it with the guardian's own key, and the
 * lock is changed: they had the key to it.
 * @param way opens that key; not needed where the roster names none of them
 * @throws HubRefusal, HubUnreachable, KeyError, PasskeyError, SignatureError
 */
export async function signOutDevices(
  page: Page,
  which: { readonly one: DeviceView } | { readonly others: readonly DeviceView[] },
  way: Way | undefined,
): Promise<void> {
  const devices = "one" in which ? [which.one] : which.others;
  const named = devices.filter(({ mayApprove }) => mayApprove).map(({ key }) => key);
  const info = await page.client.call("GET", "/session", { schema: sessionInfo });
  const roster = await believeRoster(page, info);
  const opened = way === undefined ? undefined : await showWay(page, way);
  const entries = opened === undefined ? [] : await takeOut(roster, named, opened.signer);
  const grown =
    "one" in which
      ? await page.client.call("POST", "/devices/sign-out", {
          json: { device: which.one.key, entries },
          schema: sessionInfo,
        })
      : await page.client.call("POST", "/devices/sign-out-others", {
          json: { entries },
          schema: sessionInfo,
        });
  await takeSession(page, grown);
  // It had the key to the recordings, and may be in other hands.
  if (opened !== undefined) await changeVault(page, opened);
}

/** One entry for each, each after the one before. */
async function takeOut(
  roster: Pick<Roster, "hub" | "head">,
  devices: readonly PublicKey[],
  signer: Signer,
): Promise<string[]> {
  const entries: string[] = [];
  let head = roster.head;
  for (const deviceKey of devices) {
    const entry = await signRosterEntry(roster.hub, head, { kind: "device-out", deviceKey }, signer);
    entries.push(entry);
    head = await sha256(new TextEncoder().encode(entry));
  }
  return entries;
}
