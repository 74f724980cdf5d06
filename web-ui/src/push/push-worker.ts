/**
 * The page's service worker: shows one of the sentences that it knows when the hub tells it to, and opens the page when that is pressed. It
 * fetches nothing and caches nothing, and no request of the page goes through it.
 */
import { readPushBody } from "../../../hub/contract/push-body.ts";
import { chooseLanguage } from "../words/choose-language.ts";
import { keptLanguage } from "../words/language-store.ts";
import type { Language } from "../words/languages.ts";
import { PUSH_NOTICES, type PushNotices } from "../words/push-notices.ts";
import { PRESSED, PRESSED_MESSAGE } from "./notifier.ts";

/** What TypeScript's DOM, which is a page's, does not have. */
interface Waiting extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface PageWindow {
  readonly visibilityState: string;
  focus(): Promise<unknown>;
  postMessage(message: string): void;
}
interface Worker {
  readonly registration: ServiceWorkerRegistration;
  readonly clients: {
    matchAll(which: { type: "window"; includeUncontrolled: true }): Promise<readonly PageWindow[]>;
    openWindow(address: string): Promise<unknown>;
  };
  skipWaiting(): Promise<void>;
  addEventListener(type: "install" | "pushsubscriptionchange", listener: (event: Waiting) => void): void;
  addEventListener(
    type: "push",
    listener: (event: Waiting & { readonly data: { text(): string } | null }) => void,
  ): void;
  addEventListener(
    type: "notificationclick",
    listener: (event: Waiting & { readonly notification: Notification }) => void,
  ): void;
}
const worker = globalThis as unknown as Worker;

/** One at a time of a kind: what happens again takes its place, and is heard again. */
async function show(kind: keyof PushNotices): Promise<void> {
  const tags = Object.keys(PUSH_NOTICES) as [Language, ...Language[]];
  const { language } = chooseLanguage(tags, await keptLanguage(), navigator.languages);
  const { title, body } = PUSH_NOTICES[language][kind];
  const how = { body, lang: language, tag: kind, renotify: true };
  await worker.registration.showNotification(title, how as NotificationOptions);
}

async function openSafety(): Promise<void> {
  const pages = await worker.clients.matchAll({ type: "window", includeUncontrolled: true });
  const page = pages.find(({ visibilityState }) => visibilityState === "visible") ?? pages[0];
  if (page === undefined) return void (await worker.clients.openWindow(`/${PRESSED}`));
  page.postMessage(PRESSED_MESSAGE);
  await page.focus();
}

worker.addEventListener("install", () => void worker.skipWaiting());
worker.addEventListener("push", (event) => {
  event.waitUntil(show(readPushBody(event.data?.text() ?? "")));
});
worker.addEventListener("pushsubscriptionchange", (event) => event.waitUntil(show("ended")));
worker.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(openSafety());
});
