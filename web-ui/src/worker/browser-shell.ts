import { registerPageWorker } from "../trusted-assets.ts";
import { LOAD_NEWER, type Shell } from "./shell.ts";

const here = () => ("serviceWorker" in navigator ? navigator.serviceWorker : undefined);

/** Service workers (W3C). Where there are none, as at an address that the browser does not trust, the page comes from the hub each time. */
export function makeBrowserShell(): Shell {
  let tell: () => void = () => undefined;
  const seen = new WeakSet<ServiceWorkerRegistration>();

  const watch = (registration: ServiceWorkerRegistration) => {
    if (seen.has(registration)) return;
    seen.add(registration);
    const check = () => {
      // The very first one is no newer one: this page is it.
      if (registration.waiting !== null && registration.active !== null) tell();
    };
    registration.addEventListener("updatefound", () => {
      registration.installing?.addEventListener("statechange", check);
    });
    check();
  };

  return {
    async keep() {
      const registration = await registerPageWorker().catch(() => undefined); // A browser that will not keeps nothing.
      if (registration !== undefined) watch(registration);
    },
    async look() {
      const registration = await here()?.getRegistration("/");
      if (registration === undefined) {
        if (await hasHubAnother()) tell();
        return;
      }
      watch(registration);
      await registration.update().catch(() => undefined); // The hub is away: it is asked again another time.
    },
    onNewer(listener) {
      tell = listener;
    },
    async load() {
      const waiting = (await here()?.getRegistration("/"))?.waiting;
      if (waiting === undefined || waiting === null) return location.reload();
      here()?.addEventListener("controllerchange", () => location.reload(), { once: true });
      waiting.postMessage(LOAD_NEWER);
    },
  };
}

/** A page that opens while a newer build waits opens as that. @returns whether it is about to */
export async function takeNewer(shell: Shell): Promise<boolean> {
  if (here()?.controller == null) return false;
  const registration = await here()?.getRegistration("/");
  if (registration?.waiting == null) return false;
  await shell.load();
  return true;
}

/** By the address of its first script, which carries the build's hash. */
async function hasHubAnother(): Promise<boolean> {
  const own = document.querySelector("script[type=module]")?.getAttribute("src");
  const answer = await fetch("/", { cache: "no-cache" }).catch(() => undefined); // The same.
  if (typeof own !== "string" || answer?.ok !== true) return false;
  return !(await answer.text()).includes(own);
}
