/** The page's own state and verbs without a browser: real keys, proofs and boxes, over a hub of the rig. */
import "./speak-english.ts";
import { openBox } from "../../hub/archive/box.ts";
import { type AgeIdentity, recipientOf } from "../../hub/archive/identity.ts";
import { claimHub } from "../../web-ui/src/actions/claim-hub.ts";
import { showPassphrase } from "../../web-ui/src/actions/show-person.ts";
import { signIn } from "../../web-ui/src/actions/sign-in.ts";
import { answerStepUp } from "../../web-ui/src/actions/step-up.ts";
import { WorkerFailure } from "../../web-ui/src/clips/worker-call.ts";
import { HubClient } from "../../web-ui/src/hub/hub-client.ts";
import type { Authenticator } from "../../web-ui/src/keys/authenticator.ts";
import type { KeyStore } from "../../web-ui/src/keys/key-store.ts";
import { deviceSigner, makeDeviceKey } from "../../web-ui/src/keys/signing-key.ts";
import { makePage, type Page, type Session } from "../../web-ui/src/page-state.ts";
import { type Fetch, quickHash } from "./guardian.ts";
import { makeMemoryParcels } from "./memory-parcels.ts";
import { makePlayedNotifier } from "./played-notifier.ts";
import { PlayedTabLocks, PlayedTakeStore } from "./played-recording.ts";
import { makePlayedShell } from "./played-shell.ts";
import { SoftAuthenticator } from "./soft-authenticator.ts";

/** What a browser keeps, for as long as a test. */
function makeMemoryKeyStore(): KeyStore {
  const kept = new Map<string, unknown>();
  const get = async <T>(name: string) => kept.get(name) as T | undefined;
  const put = async (name: string, value: unknown) => void kept.set(name, value);
  return {
    device: () => get("device"),
    putDevice: (device) => put("device", device),
    session: () => get("session"),
    vaults: async () => (await get<ReadonlyMap<number, CryptoKey>>("vaults")) ?? new Map(),
    async putSession(session, vaults) {
      kept.set("session", session).set("vaults", vaults);
    },
    lastView: () => get("last-view"),
    async putLastView(view) {
      if (kept.has("session")) kept.set("last-view", view);
    },
    async endSession() {
      for (const name of kept.keys())
        if (/^(session|vaults|last-view|invitation\/.*)$/.test(name)) kept.delete(name);
    },
    invitation: (id) => get(`invitation/${id}`),
    putInvitation: (id, invitation) => put(`invitation/${id}`, invitation),
    dropInvitation: async (id) => void kept.delete(`invitation/${id}`),
    joining: () => get("joining"),
    putJoining: (joining) => put("joining", joining),
    ownKeys: (hub) => get(`own/${hub}`),
    putOwnKeys: (hub, keys) => put(`own/${hub}`, keys),
    roster: (hub) => get(`roster/${hub}`),
    knowsAnyHub: async () => [...kept.keys()].some((name) => name.startsWith("roster/")),
    hasDeclinedSecondWay: async (hub) => (await get<true>(`second-way-declined/${hub}`)) === true,
    declineSecondWay: (hub) => put(`second-way-declined/${hub}`, true),
    hasDeclinedInstall: async () => (await get<true>("install-declined")) === true,
    declineInstall: () => put("install-declined", true),
    putRoster: (hub, roster) => put(`roster/${hub}`, roster),
    async forgetFamily(hub) {
      for (const name of kept.keys())
        if (name.endsWith(`/${hub}`) ? !name.startsWith("ledger/") : name !== "device") kept.delete(name);
    },
    ledger: (hub) => get(`ledger/${hub}`),
    putLedger: (hub, ledger) => put(`ledger/${hub}`, ledger),
  };
}

/** A browser that nobody used yet, with no passkey but those of `authenticator`. @param now the hub's time, in Unix ms */
export async function openPaperPage(
  fetch: Fetch,
  now: () => number,
  authenticator: Authenticator = new SoftAuthenticator(),
): Promise<Page> {
  const device = deviceSigner(await makeDeviceKey());
  const random = (bytes: number) => crypto.getRandomValues(new Uint8Array(bytes));
  const client = new HubClient(device, { fetch, now, random });
  const store = makeMemoryKeyStore();
  const notifier = makePlayedNotifier();
  const page = makePage({
    client,
    device,
    store,
    authenticator,
    notifier,
    parcels: makeMemoryParcels(),
    takes: new PlayedTakeStore(),
    tabLocks: new PlayedTabLocks(),
    shell: makePlayedShell(),
  });
  return { ...page, hashPassphrase: quickHash, clips: (await clipsOnThisThread()) as never };
}

/** What the page's worker does, without the worker. */
async function clipsOnThisThread() {
  const { clipFunctions } = await import("../../web-ui/src/clips/clip-worker.ts");
  return {
    async call(name: keyof typeof clipFunctions, input: never) {
      try {
        return await clipFunctions[name](input);
      } catch (error) {
        throw new WorkerFailure(String((error as { code?: string }).code), String(error));
      }
    },
    stop() {},
  };
}

/** Whoever is at this page shows, whenever the hub wants to know, that they are there. */
export function showAlways(page: Page, passphrase: string): void {
  page.stepUpAsked.subscribe((asked) => {
    if (asked === undefined) return;
    showPassphrase(page, passphrase).then(
      (opened) => answerStepUp(page, opened),
      (error: unknown) => asked.reject(error),
    );
  });
}

export async function claimAs(page: Page, code: string, name: string, passphrase: string): Promise<void> {
  const { hub } = await page.client.card();
  await claimHub(page, { hub, code, name, passphrase });
}

export const signInAs = (page: Page, name: string, passphrase: string): Promise<void> =>
  signIn(page, name, passphrase);

export function sessionOn(page: Page): Session {
  const session = page.session.value;
  if (session === undefined) throw new Error("nobody is signed in on this page");
  return session;
}

/** Which of the person's boxes a secret opens, by their kind. */
export async function boxesOpenedBy(page: Page, secret: AgeIdentity): Promise<string[]> {
  await recipientOf(secret);
  const opened: string[] = [];
  for (const { kind, box } of sessionOn(page).info.slots) {
    const text = await openBox(box, secret).catch(() => undefined);
    if (text !== undefined) opened.push(kind);
  }
  return opened;
}
