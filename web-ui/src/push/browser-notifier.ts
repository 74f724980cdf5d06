/** Push and notifications of the browser (W3C Push API, Notifications). The page’s worker (`worker/page-worker.ts`) shows them. */
import { encodeBase64url, parseBase64url } from "../../../hub/contract/base64url.ts";
import type { PushRequest } from "../../../hub/contract/push.ts";
import { registerPageWorker } from "../trusted-assets.ts";
import { type Notifier, NotifyError } from "./notifier.ts";
import { readMessage } from "./press.ts";

const here = () => ("serviceWorker" in navigator ? navigator.serviceWorker : undefined);
/** Safari's, on iPhones and iPads alone; `false` in a tab. */
const isUninstalled = () => (navigator as { standalone?: boolean }).standalone === false;
const isThere = () => here() !== undefined && "PushManager" in globalThis && "Notification" in globalThis;

const subscriptionNow = async (): Promise<PushSubscription | null> =>
  (await (await here()?.getRegistration("/"))?.pushManager.getSubscription()) ?? null;

const isFor = (subscription: PushSubscription, key: string): boolean => {
  const { applicationServerKey } = subscription.options;
  return applicationServerKey !== null && encodeBase64url(new Uint8Array(applicationServerKey)) === key;
};

export const browserNotifier: Notifier = {
  ability() {
    if (!isThere()) return isUninstalled() ? "install-first" : "none";
    return Notification.permission === "denied" ? "refused" : "able";
  },

  async subscribe(key) {
    const answer = await Notification.requestPermission();
    if (answer === "denied") throw new NotifyError("notify.refused", "notifications are denied");
    if (answer !== "granted") throw new NotifyError("notify.not-now", "nobody answered");
    const registration = await registerPageWorker().catch((cause: unknown) => {
      throw new NotifyError("notify.untrusted", "the browser takes no worker from here", { cause });
    });
    await here()?.ready;
    const known = await registration.pushManager.getSubscription();
    // Made for another hub at this address, or for this one before it was reset.
    if (known !== null && !isFor(known, key)) await known.unsubscribe();
    const applicationServerKey = parseBase64url(key) ?? new Uint8Array();
    const made = await registration.pushManager
      .subscribe({ userVisibleOnly: true, applicationServerKey })
      .catch((cause: unknown) => {
        throw new NotifyError("notify.no-service", "the push service gave no address", { cause });
      });
    return asRequest(made);
  },

  async isSubscribed(key) {
    const subscription = await subscriptionNow();
    return subscription !== null && isFor(subscription, key);
  },

  async unsubscribe() {
    await (await subscriptionNow())?.unsubscribe();
  },

  onPress(listener) {
    here()?.addEventListener("message", ({ data }) => {
      const press = readMessage(data);
      if (press !== undefined) listener(press);
    });
  },
};

/** Letter by letter of the contract: what else a browser adds stays here. */
function asRequest(subscription: PushSubscription): PushRequest {
  const keyOf = (name: PushEncryptionKeyName) => {
    const key = subscription.getKey(name);
    if (key === null) throw new NotifyError("notify.no-service", "a subscription without keys");
    return encodeBase64url(new Uint8Array(key));
  };
  return { endpoint: subscription.endpoint, keys: { p256dh: keyOf("p256dh"), auth: keyOf("auth") } };
}
