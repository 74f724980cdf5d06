/** The worker's part in telling: it shows one of the sentences that it knows when the hub tells it to, and opens the page at it when that is pressed. */
import { readPushBody } from "../../../hub/contract/push-body.ts";
import { chooseLanguage } from "../words/choose-language.ts";
import { keptLanguage } from "../words/language-store.ts";
import type { Language } from "../words/languages.ts";
import { PUSH_NOTICES, type PushNotices } from "../words/push-notices.ts";
import type { WorkerScope } from "../worker/worker-scope.ts";
import { hashOf, messageOf, type Press, pressOf } from "./press.ts";

export function showNotices(worker: WorkerScope): void {
  /** One at a time of a kind: what happens again takes its place, and is heard again. */
  const show = async (kind: keyof PushNotices): Promise<void> => {
    const tags = Object.keys(PUSH_NOTICES) as [Language, ...Language[]];
    const { language } = chooseLanguage(tags, await keptLanguage(), navigator.languages);
    const { title, body } = PUSH_NOTICES[language][kind];
    const how = { body, lang: language, tag: kind, renotify: true };
    await worker.registration.showNotification(title, how as NotificationOptions);
  };

  const openAt = async (press: Press): Promise<void> => {
    const pages = await worker.clients.matchAll({ type: "window", includeUncontrolled: true });
    const page = pages.find(({ visibilityState }) => visibilityState === "visible") ?? pages[0];
    if (page === undefined) return void (await worker.clients.openWindow(`/${hashOf(press)}`));
    page.postMessage(messageOf(press));
    await page.focus();
  };

  worker.addEventListener("push", (event) => {
    event.waitUntil(show(readPushBody(event.data?.text() ?? "")));
  });
  worker.addEventListener("pushsubscriptionchange", (event) => event.waitUntil(show("ended")));
  worker.addEventListener("notificationclick", (event) => {
    event.notification.close();
    event.waitUntil(openAt(pressOf(event.notification.tag)));
  });
}
