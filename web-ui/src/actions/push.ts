import { type PushOutcome, pushState, pushTried } from "../../../hub/contract/push.ts";
import type { Page } from "../page-state.ts";

/** Whether this device is told while the page is closed, and if not, whether it can be. */
export type PushView = "on" | "off" | Exclude<ReturnType<Page["notifier"]["ability"]>, "able">;

/** @throws HubRefusal, HubUnreachable */
export async function readPush(page: Page): Promise<PushView> {
  const ability = page.notifier.ability();
  if (ability !== "able") return ability;
  const { key, isOn } = await page.client.call("GET", "/push", { schema: pushState });
  // Each may have forgotten what the other remembers.
  return isOn && (await page.notifier.isSubscribed(key)) ? "on" : "off";
}

/** Upon a press alone: the browser asks its person. @throws NotifyError, HubRefusal, HubUnreachable */
export async function turnPushOn(page: Page): Promise<void> {
  const { key } = await page.client.call("GET", "/push", { schema: pushState });
  const json = await page.notifier.subscribe(key);
  await page.client.call("POST", "/push", { json, schema: pushState });
}

/** @throws HubRefusal, HubUnreachable */
export async function turnPushOff(page: Page): Promise<void> {
  // The hub first: what it has forgotten it tells nobody, whatever the browser does.
  await page.client.call("DELETE", "/push");
  await page.notifier.unsubscribe();
}

/** @returns how far it came. @throws HubRefusal, HubUnreachable */
export async function tryPush(page: Page): Promise<PushOutcome> {
  return (await page.client.call("POST", "/push/test", { schema: pushTried })).outcome;
}
