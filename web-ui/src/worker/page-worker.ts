/**
 * The page's service worker. It keeps the page itself, so that it opens while the hub is away, and shows what the hub tells while the page is
 * closed. It reads no answer of the hub and no request of the page but for files of the page, and has no key.
 */
import { showNotices } from "../push/show-notices.ts";
import { openShell } from "./kept-shell.ts";
import { LOAD_NEWER } from "./shell.ts";
import { readShellList, UNWRITTEN } from "./shell-list.ts";
import type { WorkerScope } from "./worker-scope.ts";

const worker = globalThis as unknown as WorkerScope;
const shell = openShell(readShellList(UNWRITTEN), {
  origin: worker.location.origin,
  caches: worker.caches,
  fetch: (request) => worker.fetch(request),
});

worker.addEventListener("install", (event) => event.waitUntil(shell.take()));
worker.addEventListener("activate", (event) => {
  event.waitUntil(shell.letGo().then(() => worker.clients.claim()));
});
worker.addEventListener("fetch", (event) => {
  const answer = shell.answer(event.request);
  if (answer !== undefined) event.respondWith(answer);
});
// Not by itself: pages of the build before are open, and somebody may be speaking into one.
worker.addEventListener("message", (event) => {
  if (event.data === LOAD_NEWER) event.waitUntil(worker.skipWaiting());
});
showNotices(worker);
