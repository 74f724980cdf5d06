/** The worker's own file, in a scope that is played: what it shows, and what a press does. What it keeps: kept-shell.test.ts. */
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
  vi.stubGlobal("location", { origin: "http://localhost" });
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
  await import("./page-worker.ts");
});
afterEach(() => vi.unstubAllGlobals());

async function happens(type: string, event: object): Promise<void> {
  const work: Promise<unknown>[] = [];
  listeners.get(type)?.({ ...event, waitUntil: (one: Promise<unknown>) => work.push(one) });
  expect(work).toHaveLength(1);
  await Promise.all(work);
}
const press = (tag: string) =>
  happens("notificationclick", { notification: { tag, close: () => undefined } });
const aPage = (visibilityState: string) => ({ visibilityState, heard: [] as string[], focused: false });

test.each([
  ["an alert", writePushBody("alert"), "alert"],
  ["a test", writePushBody("test"), "test"],
  ["a message that waits", writePushBody("waiting"), "waiting"],
  ["an answer", writePushBody("answer"), "answer"],
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

test.each([
  ["alert", "/#safety"],
  ["ended", "/#safety"],
  ["waiting", "/#waiting"],
  ["answer", "/#answer"],
])("a press on %s opens the page at it where there is none", async (tag, address) => {
  await press(tag);
  expect(opened).toEqual([address]);
});

test("a press goes to the page that is seen, else to any that is open", async () => {
  pages = [aPage("hidden"), aPage("visible")];
  await press("waiting");
  expect(pages).toMatchObject([
    { heard: [], focused: false },
    { heard: ["notice-pressed waiting"], focused: true },
  ]);
  pages = [aPage("hidden")];
  await press("alert");
  expect(pages).toMatchObject([{ heard: ["notice-pressed safety"], focused: true }]);
  expect(opened).toEqual([]);
});
