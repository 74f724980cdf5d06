/** The worker's own file, in a scope that is played: what it shows, and what a press does. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { writePushBody } from "../../../hub/contract/push-body.ts";
import { PUSH_NOTICES } from "../words/en/push-notices.ts";

type Listener = (event: unknown) => void;
const listeners = new Map<string, Listener>();
let shown: unknown[];
let pages: { visibilityState: string; heard: string[]; focused: boolean }[];
let opened: string[];

beforeEach(async () => {
  [shown, pages, opened] = [[], [], []];
  vi.stubGlobal("addEventListener", (type: string, listener: Listener) => listeners.set(type, listener));
  vi.stubGlobal("registration", {
    showNotification: async (title: string, options: object) => void shown.push({ title, ...options }),
  });
  vi.stubGlobal("clients", {
    matchAll: async () =>
      pages.map((page) => ({
        visibilityState: page.visibilityState,
        postMessage: (message: string) => page.heard.push(message),
        focus: async () => {
          page.focused = true;
        },
      })),
    openWindow: async (address: string) => void opened.push(address),
  });
  vi.resetModules();
  await import("./push-worker.ts");
});
afterEach(() => vi.unstubAllGlobals());

async function happens(type: string, event: object): Promise<void> {
  const work: Promise<unknown>[] = [];
  listeners.get(type)?.({ ...event, waitUntil: (one: Promise<unknown>) => work.push(one) });
  expect(work).toHaveLength(1);
  await Promise.all(work);
}
const press = () => happens("notificationclick", { notification: { close: () => undefined } });
const aPage = (visibilityState: string) => ({ visibilityState, heard: [] as string[], focused: false });

test.each([
  ["an alert", writePushBody("alert"), "alert"],
  ["a test", writePushBody("test"), "test"],
  ["something else, which nobody of ours sends", '{"title":"Pay here","body":"now"}', "alert"],
] as const)("%s shows a sentence that the worker has, and nothing of what came", async (_, text, kind) => {
  await happens("push", { data: { text: () => text } });
  expect(shown).toEqual([{ ...PUSH_NOTICES[kind], lang: "en", tag: kind, renotify: true }]);
});

test("a push without anything in it is shown all the same", async () => {
  await happens("push", { data: null });
  expect(shown).toMatchObject([{ tag: "alert" }]);
});

test("a subscription that the browser gave up is said", async () => {
  await happens("pushsubscriptionchange", {});
  expect(shown).toMatchObject([PUSH_NOTICES.ended]);
});

test("a press opens the page where there is none", async () => {
  await press();
  expect(opened).toEqual(["/#safety"]);
});

test("a press goes to the page that is seen, else to any that is open", async () => {
  pages = [aPage("hidden"), aPage("visible")];
  await press();
  expect(pages).toMatchObject([
    { heard: [], focused: false },
    { heard: ["notice-pressed"], focused: true },
  ]);
  pages = [aPage("hidden")];
  await press();
  expect(pages).toMatchObject([{ heard: ["notice-pressed"], focused: true }]);
  expect(opened).toEqual([]);
});
