import { effect, untracked } from "@preact/signals";
import { render } from "preact";
import { followBuilds } from "./actions/follow-builds.ts";
import { openParcelStore } from "./actions/indexed-parcel-store.ts";
import { followInstall } from "./actions/offer-install.ts";
import { openPage } from "./actions/open-page.ts";
import { HubUnreachable } from "./hub/errors.ts";
import { HubClient } from "./hub/hub-client.ts";
import { browserAuthenticator, loadWebAuthn } from "./keys/browser-authenticator.ts";
import type { HandOverSecret } from "./keys/hand-over-secret.ts";
import { openKeyStore } from "./keys/indexed-key-store.ts";
import { JOIN_PATH } from "./keys/invitation-link.ts";
import type { KeyStore } from "./keys/key-store.ts";
import { type DeviceKey, deviceSigner, makeDeviceKey } from "./keys/signing-key.ts";
import { PageContext } from "./page-context.ts";
import { makePage, type Page } from "./page-state.ts";
import { browserNotifier } from "./push/browser-notifier.ts";
import { type Press, readHash } from "./push/press.ts";
import { openTakeStore } from "./recording/indexed-take-store.ts";
import { browserTabLocks } from "./recording/tab-locks.ts";
import { Halt } from "./screens/halt.tsx";
import { Screens } from "./screens/screens.tsx";
import { followBrowsersLanguage, speakAll } from "./speak-language.ts";
import { styleAll } from "./style-all.ts";
import { followTabTitle } from "./tab-title.ts";
import { whenIdle } from "./when-idle.ts";
import { words } from "./words.ts";
import { makeBrowserShell, takeNewer } from "./worker/browser-shell.ts";

export async function openApp(): Promise<void> {
  const place = document.getElementById("page");
  if (place === null) return;
  followTabTitle();
  followBrowsersLanguage();
  const show = (what: Parameters<typeof render>[0]) => {
    place.replaceChildren();
    render(what, place);
  };
  const shell = makeBrowserShell();
  // Beside each other: each asks another part of the browser.
  const opening = openStores();
  if (await takeNewer(shell)) return;
  if (!globalThis.isSecureContext) return show(<NotSecure />);
  const stores = await opening;
  // A window that keeps nothing is told so.
  if (stores === undefined) return show(<Halt {...words.noStore} />);
  const [store, parcels, takes] = stores;
  const device = await findDevice(store);
  if (device === undefined) return show(<Halt {...words.unsupported} />);

  const signer = deviceSigner(device);
  const client = new HubClient(signer, {
    fetch: (path, init) => fetch(path, init),
    now: () => Date.now(),
    random: (bytes) => crypto.getRandomValues(new Uint8Array(bytes)),
  });
  const page = makePage({
    client,
    device: signer,
    store,
    authenticator: browserAuthenticator,
    notifier: browserNotifier,
    parcels,
    takes,
    tabLocks: browserTabLocks,
    shell,
  });
  show(
    <PageContext.Provider value={page}>
      <Screens />
    </PageContext.Provider>,
  );
  void fetchAhead(page);
  page.handOver.value = await takeFragment();
  followNotices(page);
  followSessions(page);
  askWhoIsBack(page);
  followInstall(page);
  followBuilds(page, () => Date.now());
  // Another link pasted into the same window: browsers load nothing for what stands behind the #.
  addEventListener("hashchange", () => {
    if (location.pathname === JOIN_PATH) location.reload();
  });
  await openPage(page, new AbortController().signal);
}

/** @returns `undefined` in a window that keeps nothing, and where the browser gives no such place to an address */
const openStores = async () =>
  Promise.all([openKeyStore(), openParcelStore(), openTakeStore()]).catch(() => undefined);

/** The hub answers to names with TLS in front of it and to this machine's own: at a name, the same address is protected, too. */
function NotSecure() {
  return (
    <Halt {...words.notSecure}>
      <a class="button-link" href={`https://${location.hostname}${location.pathname}${location.hash}`}>
        {words.notSecure.open}
      </a>
    </Halt>
  );
}

/** A link's secret does not stay in the address, where the next one to look over a shoulder reads it. */
async function takeFragment(): Promise<HandOverSecret | undefined> {
  if (location.hash.length < 2) return undefined;
  const { parseHandOverHash } = await import("./keys/hand-over-secret.ts");
  const secret = parseHandOverHash(location.hash);
  if (secret !== undefined) history.replaceState(history.state, "", location.pathname);
  return secret;
}

/** In a session nothing is sent before that was asked: not either where its code does not come. */
function askWhoIsBack(page: Page): void {
  page.client.whenBack(async (read) => {
    const { believeWhoIsBack } = await import("./inside.ts").catch((cause: unknown) => {
      throw new HubUnreachable("nobody can ask who answers", { cause });
    });
    await believeWhoIsBack(page, read);
  });
}

/** A press on a notice leads to what it is about, whether it opened the page or found it open. */
function followNotices(page: Page): void {
  const look = (press: Press) => {
    page.lookAsked.value = press;
  };
  page.notifier.onPress(look);
  const press = readHash(location.hash);
  if (press === undefined) return;
  history.replaceState(history.state, "", location.pathname);
  look(press);
}

/** This browser's own key; `undefined` where the browser cannot make one. */
async function findDevice(store: KeyStore): Promise<DeviceKey | undefined> {
  const known = await store.device();
  if (known !== undefined) return known;
  const made = await makeDeviceKey().catch(() => undefined); // No Ed25519: this browser is too old.
  if (made !== undefined) await store.putDevice(made);
  return made;
}

/** As long as somebody is signed in, what is theirs to see is followed and what could not be sent is sent. */
function followSessions(page: Page): void {
  let following: { readonly kind: string; readonly stopping: AbortController } | undefined;
  effect(() => {
    const { kind } = page.phase.value;
    if (kind === following?.kind) return;
    following?.stopping.abort(new Error("signed out"));
    following = undefined;
    if (kind !== "inside" && kind !== "relative") return;
    following = { kind, stopping: new AbortController() };
    const { signal } = following.stopping;
    untracked(() => void keepUp(page, kind, signal));
  });
}

async function keepUp(page: Page, kind: "inside" | "relative", signal: AbortSignal): Promise<void> {
  // Comes in the same file as what is shown then, which says so where it does not come.
  const ahead = Promise.all([import("./inside.ts"), speakAll()]);
  const [inside] = await ahead.catch(() => []);
  if (!signal.aborted) inside?.keepUp(page, kind, signal);
}

/**
 * What is needed as soon as somebody is signed in: fetched at once where a session goes on, and else when the door is shown, so
 * that nobody waits longer for the door.
 */
async function fetchAhead(page: Page): Promise<void> {
  const isKnown = (await page.store.session()) !== undefined;
  if (!isKnown) await untilShown(page).then(untilPainted).then(untilIdle);
  // Whoever is in shows a passkey seldom, and has it kept here.
  const ahead = [import("./inside.ts"), speakAll(), styleAll(), ...(isKnown ? [] : [loadWebAuthn()])];
  await Promise.all(ahead).catch(() => undefined); // Asked for again when they are needed.
}

/** Drawn in the next frame, on the screen with the one after it. A page that nobody sees has no frames, and fetches nothing ahead. */
const untilPainted = () =>
  new Promise<void>((painted) => requestAnimationFrame(() => requestAnimationFrame(() => painted())));

const untilIdle = () => new Promise<void>((idle) => whenIdle(idle));

const untilShown = (page: Page) =>
  new Promise<void>((shown) => {
    const stop = page.phase.subscribe(({ kind }) => {
      if (kind === "opening") return;
      setTimeout(() => stop());
      shown();
    });
  });
